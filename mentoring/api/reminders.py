"""When you are reminded of your sessions."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from mentoring.models import MOST_REMINDERS, REMINDABLE, ReminderChoice
from mentoring.operations import choose_reminders


class RemindersSerializer(serializers.Serializer[Any]):
    """How many minutes before each session you are reminded; an empty list is never."""

    minutes = serializers.ListField(
        child=serializers.ChoiceField([(minutes, minutes) for minutes in REMINDABLE]),
        max_length=MOST_REMINDERS,
        help_text="At most three different ones.",
    )


@extend_schema(tags=["me"])
class Reminders(ApiView):
    """When you are reminded of your sessions."""

    permission_classes = OWN

    def get_locked(self) -> ReminderChoice:
        return self._find_choice()

    @extend_schema(responses=RemindersSerializer)
    def get(self, request: Request) -> Response:
        """How long before each session you are reminded."""
        return Response(RemindersSerializer(self._find_choice()).data)

    @extend_schema(request=RemindersSerializer, responses=RemindersSerializer)
    def put(self, request: Request) -> Response:
        """Be reminded at these times instead, of the sessions that are booked too."""
        serializer = RemindersSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        minutes = serializer.validated_data["minutes"]
        choice = choose_reminders(person=member(request), minutes=minutes, now=timezone.now())
        return Response(RemindersSerializer(choice).data)

    def _find_choice(self) -> ReminderChoice:
        me = member(self.request)
        return ReminderChoice.objects.for_each([me])[me.pk]
