"""The plan of a week beside what happened, having one made, and the letter at its start."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from core.api import location
from planning.api.blocks import PlanBlockSerializer
from planning.choices import Cadence, Source
from planning.days import parse_day
from planning.models import LetterChoice
from planning.operations import choose_cadence, clear_week, propose_week, repeat_week, write_note
from planning.week_view import BlockLine, PlannedDay, WeekView, read_week


class PlannedSittingSerializer(serializers.Serializer[BlockLine]):
    """A sitting with the minutes of it that are in the log."""

    block = PlanBlockSerializer()
    title = serializers.CharField()
    kept_minutes = serializers.IntegerField()
    is_kept = serializers.BooleanField()


class BookedSessionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="booking.pk")
    title = serializers.CharField(source="booking.title")
    starts_at = serializers.DateTimeField(source="booking.starts_at")
    ends_at = serializers.DateTimeField(source="booking.ends_at")


class PlannedDaySerializer(serializers.Serializer[PlannedDay]):
    on = serializers.DateField()
    studied_minutes = serializers.IntegerField()
    sittings = PlannedSittingSerializer(many=True, source="lines")
    sessions = BookedSessionSerializer(many=True)


class WeekPlanSerializer(serializers.Serializer[WeekView]):
    """A week from its first day, as you chose it, with every day; `any_day` are sittings without one."""

    week = serializers.DateField(source="first_day")
    goal_minutes = serializers.IntegerField(source="study.goal_minutes")
    is_rest = serializers.BooleanField(source="study.is_rest")
    planned_minutes = serializers.IntegerField()
    studied_minutes = serializers.IntegerField(source="study.total_minutes")
    besides_minutes = serializers.SerializerMethodField(help_text="Logged, but not planned.")
    note = serializers.SerializerMethodField()
    days = PlannedDaySerializer(many=True)
    any_day = PlannedSittingSerializer(many=True, source="any_day.lines")

    def get_besides_minutes(self, view: WeekView) -> int:
        return view.besides_minutes

    def get_note(self, view: WeekView) -> str:
        return view.plan.note if view.plan else ""


class WeekNoteSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(
        max_length=500, allow_blank=True, help_text="What helped, what got in the way."
    )


class ProposalSerializer(serializers.Serializer[Any]):
    """`goal` fits the weekly goal; `last_plan` repeats the last planned week before this one."""

    made_from = serializers.ChoiceField(choices=Source.choices)


class PlanLetterSerializer(serializers.Serializer[Any]):
    cadence = serializers.ChoiceField(choices=Cadence.choices)


@extend_schema(tags=["progress"])
class OwnWeekPlan(ApiView):
    """Your plan of a week, addressed by any of its days."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    def _answer(self, day: date) -> Response:
        view = read_week(member(self.request), day, now=timezone.now())
        return Response(WeekPlanSerializer(view, context={"request": self.request}).data)

    @extend_schema(responses=WeekPlanSerializer)
    def get(self, request: Request, day: str) -> Response:
        """What you planned for the week, beside what happened."""
        return self._answer(parse_day(day))

    @extend_schema(request=WeekNoteSerializer, responses=WeekPlanSerializer)
    def patch(self, request: Request, day: str) -> Response:
        """Look back at the week in a sentence for yourself."""
        on = parse_day(day)
        wanted = WeekNoteSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        write_note(learner=member(request), week=on, note=wanted.validated_data["note"], now=timezone.now())
        return self._answer(on)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, day: str) -> Response:
        """Clear the plan of the week; what was logged stays."""
        clear_week(learner=member(request), week=parse_day(day), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["progress"])
class WeekProposal(ApiView):
    """A plan made for you."""

    permission_classes = OWN

    @extend_schema(request=ProposalSerializer, responses={201: WeekPlanSerializer})
    def post(self, request: Request, day: str) -> Response:
        """Have a week without a plan planned: to fit your goal, or like the last one."""
        on = parse_day(day)
        wanted = ProposalSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        learner, now = member(request), timezone.now()
        act = repeat_week if wanted.validated_data["made_from"] == Source.LAST_PLAN else propose_week
        plan = act(learner=learner, week=on, now=now)
        view = read_week(learner, on, now=now)
        data = WeekPlanSerializer(view, context={"request": request}).data
        return Response(
            data, status.HTTP_201_CREATED, headers=location("api-plan", day=plan.week.isoformat())
        )


@extend_schema(tags=["progress"])
class OwnPlanLetter(ApiView):
    """How often the letter with last week and the plan comes."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    @extend_schema(responses=PlanLetterSerializer)
    def get(self, request: Request) -> Response:
        """Weekly until you choose; it is sent on the first morning of your week."""
        choice = LetterChoice.objects.filter(learner=member(request)).first()
        cadence = choice.cadence if choice else Cadence.WEEKLY
        return Response(PlanLetterSerializer({"cadence": cadence}).data)

    @extend_schema(request=PlanLetterSerializer, responses=PlanLetterSerializer)
    def put(self, request: Request) -> Response:
        """Choose how often it comes; `never` also recalls one that waits."""
        wanted = PlanLetterSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        cadence = Cadence(wanted.validated_data["cadence"])
        choice = choose_cadence(learner=member(request), cadence=cadence, now=timezone.now())
        return Response(PlanLetterSerializer({"cadence": choice.cadence}).data)
