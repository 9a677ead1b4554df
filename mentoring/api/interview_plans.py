"""Your way to a real interview: its date, and the mock interviews before it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.http import absolute
from mentoring.interview_plans import PlanRow, find_plan
from mentoring.models import InterviewPlan, InterviewRole, PlannedMock
from mentoring.operations import change_mock, plan_interview, remove_mock, remove_plan
from mentoring.rubrics import rubric_choices


class PlannedMockSerializer(serializers.Serializer[Any]):
    """One mock of the plan. `booking` is what is booked for it; `booking_url` is where to book it."""

    id = serializers.UUIDField(source="mock.pk", read_only=True)
    rubric_key = serializers.ChoiceField(rubric_choices(), source="mock.rubric_key")
    on = serializers.DateField(source="mock.on", help_text="At least two days before the interview.")
    booking = serializers.UUIDField(source="booking.pk", read_only=True, allow_null=True, default=None)
    is_held = serializers.BooleanField(read_only=True)
    booking_url = serializers.SerializerMethodField()

    def get_booking_url(self, row: PlanRow) -> str:
        return absolute(row.booking_url)


class InterviewPlanSerializer(serializers.Serializer[Any]):
    """A real interview, and what is planned before it."""

    role = serializers.ChoiceField(InterviewRole.choices, source="plan.role")
    interview_on = serializers.DateField(source="plan.interview_on", help_text="A date of your calendar.")
    days_left = serializers.IntegerField(read_only=True)
    mocks = PlannedMockSerializer(many=True, read_only=True, source="rows")


def _answer(request: Request) -> Response:
    found = find_plan(member(request), now=timezone.now())
    return Response(InterviewPlanSerializer(found).data)


@extend_schema(tags=["me"])
class OwnInterviewPlan(ApiView):
    """Your way to a real interview."""

    permission_classes = OWN
    may_be_missing = ("get", "put", "delete")  # an edit that names a tag looks for one first

    def get_locked(self) -> InterviewPlan:
        return get_object_or_404(InterviewPlan, learner=member(self.request))

    @extend_schema(responses=InterviewPlanSerializer)
    def get(self, request: Request) -> Response:
        """The plan; 404 while there is none."""
        self.get_locked()
        return _answer(request)

    @extend_schema(request=InterviewPlanSerializer, responses=InterviewPlanSerializer)
    def put(self, request: Request) -> Response:
        """Plan the way to a real interview, or to another one: mocks are proposed afresh."""
        serializer = InterviewPlanSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        plan_interview(learner=member(request), now=timezone.now(), **serializer.validated_data["plan"])
        return _answer(request)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the plan; what is booked stays booked."""
        remove_plan(plan=self.get_locked())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["me"])
class OwnPlannedMock(ApiView):
    """One mock interview of your plan."""

    permission_classes = OWN

    def get_locked(self) -> PlannedMock:
        mine = PlannedMock.objects.filter(plan__learner=member(self.request)).select_related("plan__learner")
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @extend_schema(responses=PlannedMockSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """One mock of your plan, and what is booked for it."""
        mock = self.get_locked()
        found = find_plan(member(request), now=timezone.now())
        row = next(each for each in found.rows if each.mock == mock) if found else None
        return Response(PlannedMockSerializer(row).data)

    @extend_schema(request=PlannedMockSerializer, responses=InterviewPlanSerializer)
    def put(self, request: Request, pk: str) -> Response:
        """Another kind, or another date; the answer is the plan."""
        serializer = PlannedMockSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        change_mock(mock=self.get_locked(), now=timezone.now(), **serializer.validated_data["mock"])
        return _answer(request)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Take it out of the plan."""
        remove_mock(mock=self.get_locked())
        return Response(status=status.HTTP_204_NO_CONTENT)
