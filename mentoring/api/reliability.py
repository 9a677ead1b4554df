"""How you, and who asks you for a session, kept to what was booked."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from mentoring.lifecycle import AttendanceRole
from mentoring.models import Booking
from mentoring.reliability import find_reliability


class ReliabilitySerializer(serializers.Serializer[Any]):
    """Facts of the last year. `late` were cancelled after the limit that was agreed, `in_time` before it."""

    sessions = serializers.IntegerField(help_text="Held or missed; contested ones count once decided.")
    held = serializers.IntegerField()
    missed = serializers.IntegerField()
    in_time = serializers.IntegerField()
    late = serializers.IntegerField()


class OwnReliabilitySerializer(serializers.Serializer[Any]):
    """In each role; null below three sessions."""

    as_learner = ReliabilitySerializer(allow_null=True)
    as_mentor = ReliabilitySerializer(allow_null=True)


class LearnerReliabilitySerializer(serializers.Serializer[Any]):
    learner = ReliabilitySerializer(allow_null=True, help_text="Null below three sessions.")


@extend_schema(tags=["me"])
class OwnReliability(ApiView):
    """How you kept to what was booked."""

    permission_classes = OWN

    @extend_schema(responses=OwnReliabilitySerializer)
    def get(self, request: Request) -> Response:
        """How you kept to what was booked, in each role."""
        facts = find_reliability(member(request), now=timezone.now())
        own = {
            "as_learner": facts.get(AttendanceRole.LEARNER),
            "as_mentor": facts.get(AttendanceRole.MENTOR),
        }
        return Response(OwnReliabilitySerializer(own).data)


@extend_schema(tags=["bookings"])
class LearnerReliability(ApiView):
    """How the learner who asks you for a session kept to what they had booked."""

    permission_classes = OWN

    @extend_schema(responses=LearnerReliabilitySerializer)
    def get(self, request: Request, pk: str) -> Response:
        """For the mentor of a request that is still to be answered."""
        now = timezone.now()
        asked = Booking.objects.filter(mentor=member(request).pk).requested(now).with_people()
        booking = get_object_or_404(asked, pk=pk)
        found = find_reliability(booking.learner, now=now).get(AttendanceRole.LEARNER)
        return Response(LearnerReliabilitySerializer({"learner": found}).data)
