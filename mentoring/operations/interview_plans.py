"""Planning the way to a real interview. It owes no letters: those come from what is booked."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock import local_date
from core.refusals import Refusal
from mentoring.interview_plans import kinds_given, propose_dates, propose_kinds
from mentoring.models import InterviewPlan, PlannedMock

FURTHEST = timedelta(days=366)


class InterviewNotAhead(Refusal):
    code, message = "interview_not_ahead", _("Choose a date from tomorrow on, within a year.")


class MockNotBefore(Refusal):
    code = "mock_not_before"
    message = _("Choose a date from today on, at least two days before the interview.")


@transaction.atomic
def plan_interview(*, learner: User, role: str, interview_on: date, now: datetime) -> InterviewPlan:
    """Make the plan, or make it anew for another date or role: mocks are proposed afresh.

    What is booked stays booked and is found again. Raises InterviewNotAhead.
    """
    today = local_date(now, learner.zone)
    if not today < interview_on <= today + FURTHEST:
        raise InterviewNotAhead
    plan, _is_new = InterviewPlan.objects.update_or_create(
        learner=learner,
        defaults={"role": role, "interview_on": interview_on},
        create_defaults={"role": role, "interview_on": interview_on, "made_at": now},
    )
    plan.mocks.all().delete()
    dates = propose_dates(today, interview_on)
    kinds = propose_kinds(role, len(dates), given=kinds_given(learner))
    PlannedMock.objects.bulk_create(
        PlannedMock(plan=plan, rubric_key=kind, on=on) for on, kind in zip(dates, kinds, strict=False)
    )
    return plan


@transaction.atomic
def change_mock(*, mock: PlannedMock, rubric_key: str, on: date, now: datetime) -> PlannedMock:
    """Another kind, or another date. Raises MockNotBefore."""
    today = local_date(now, mock.plan.learner.zone)
    if not today <= on <= mock.plan.last_mock_on:
        raise MockNotBefore
    mock.rubric_key, mock.on = rubric_key, on
    mock.save(update_fields=["rubric_key", "on"])
    return mock


def remove_mock(*, mock: PlannedMock) -> None:
    mock.delete()


def remove_plan(*, plan: InterviewPlan) -> None:
    """The plan and its mocks go; what is booked stays."""
    plan.delete()
