"""The timer of study, and planned weeks of rest."""

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from core.clock import week_of
from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.api.study import StudyEntrySerializer
from roadmaps.models import MINUTES_A_DAY, RestWeek, StudyTimer
from roadmaps.operations import cancel_rest, discard_timer, plan_rest, start_timer, stop_timer


class StudyTimerSerializer(serializers.ModelSerializer[StudyTimer]):
    """What it counts for: a step by its roadmap and key, or nothing in particular."""

    roadmap = VisibleRoadmapField(required=False, allow_null=True)

    class Meta:
        model = StudyTimer
        fields = ("roadmap", "key", "started_at")
        read_only_fields = ("started_at",)


class TimerEndSerializer(serializers.Serializer[Any]):
    """`minutes` says how long it really was; it must when the timer ran for more than 12 hours."""

    minutes = serializers.IntegerField(min_value=1, max_value=MINUTES_A_DAY, required=False)


class RestWeekSerializer(serializers.Serializer[Any]):
    """The week by its first day, as you chose it (`week_start` of `me/`)."""

    week = serializers.DateField()
    is_rest = serializers.BooleanField()


@extend_schema(tags=["progress"])
class OwnStudyTimer(ApiView):
    """Your timer, which goes on without a page."""

    permission_classes = OWN
    may_be_missing = ("get", "put", "delete")

    def get_locked(self) -> StudyTimer:
        return get_object_or_404(StudyTimer.objects.select_related("roadmap"), learner=member(self.request))

    @extend_schema(responses=StudyTimerSerializer)
    def get(self, request: Request) -> Response:
        """The timer that runs; 404 while there is none."""
        return Response(StudyTimerSerializer(self.get_locked()).data)

    @extend_schema(request=StudyTimerSerializer, responses=StudyTimerSerializer)
    def put(self, request: Request) -> Response:
        """Start the timer."""
        wanted = StudyTimerSerializer(data=request.data, context={"request": request})
        wanted.is_valid(raise_exception=True)
        timer = start_timer(learner=member(request), now=timezone.now(), **wanted.validated_data)
        return Response(StudyTimerSerializer(timer).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Discard the timer; nothing is logged."""
        self.get_locked()
        discard_timer(learner=member(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["progress"])
class StudyTimerEnd(ApiView):
    """The end of your timer."""

    permission_classes = OWN

    @extend_schema(request=TimerEndSerializer, responses={201: StudyEntrySerializer})
    def post(self, request: Request) -> Response:
        """Stop the timer and log the time that it ran."""
        wanted = TimerEndSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        entry = stop_timer(learner=member(request), now=timezone.now(), **wanted.validated_data)
        data = StudyEntrySerializer(entry, context={"request": request}).data
        return self.created(data, "api-study-entry-detail", pk=entry.pk)


@extend_schema(tags=["progress"])
class OwnRestWeek(ApiView):
    """Whether you rest in a week, addressed by any of its days."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    def _answer(self, day: date) -> Response:
        learner = member(self.request)
        week = week_of(day, learner.first_weekday)
        rest = RestWeek.objects.filter(learner=learner, week=week).exists()
        return Response(RestWeekSerializer({"week": week, "is_rest": rest}).data)

    @extend_schema(responses=RestWeekSerializer)
    def get(self, request: Request, day: str) -> Response:
        """Whether a rest is planned in this week."""
        return self._answer(_parse_day(day))

    @extend_schema(request=None, responses=RestWeekSerializer)
    def put(self, request: Request, day: str) -> Response:
        """Plan a rest in this week: it asks for nothing."""
        plan_rest(learner=member(request), week=_parse_day(day), now=timezone.now())
        return self._answer(_parse_day(day))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, day: str) -> Response:
        """Study in this week after all."""
        cancel_rest(learner=member(request), week=_parse_day(day), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _parse_day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
