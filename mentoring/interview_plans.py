"""Mock interviews before a real one: which are proposed, and what became of them.

The last is two days or more before the interview; before it they are a week apart, up to two weeks when there
is time, three days when there is little. Kinds take turns, as far as somebody gives them, in the order that
suits the role; and each is with another mentor, as far as there are others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.urls import reverse

from accounts.models import User
from core.clock import local_date
from core.prepared import prepared
from mentoring.lifecycle import RELEASED_STATES, AttendanceRole, BookingState
from mentoring.models import (
    LAST_MOCK_BEFORE,
    Booking,
    InterviewPlan,
    InterviewRole,
    PlannedMock,
    SessionType,
)
from mentoring.rubrics import RUBRICS, Rubric

MOST_MOCKS = 6
TO_BOOK = timedelta(days=2)  # nobody is asked to be there tomorrow
A_WEEK, TWO_WEEKS, CLOSE = 7, 14, 3  # days between two of them

KINDS: Mapping[str, Sequence[str]] = {
    InterviewRole.ML_ENGINEER: ("coding", "ml-theory", "ml-system-design", "behavioural", "statistics"),
    InterviewRole.DATA_SCIENTIST: ("statistics", "coding", "ml-theory", "behavioural"),
    InterviewRole.RESEARCH_ENGINEER: ("ml-theory", "coding", "statistics", "behavioural"),
    InterviewRole.PLATFORM_ENGINEER: ("ml-system-design", "coding", "behavioural", "ml-theory"),
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One planned mock. Without a booking it has a mentor to book it with, as far as there is one."""

    mock: PlannedMock
    booking: Booking | None
    session_type: SessionType | None

    @property
    def is_held(self) -> bool:
        return self.booking is not None and self.booking.state == BookingState.COMPLETED

    @property
    def booking_url(self) -> str:
        """Where it is booked: the mentor's times around that date, or everybody who gives the kind."""
        if self.session_type is not None:
            return f"{self.session_type.get_absolute_url()}?{urlencode({'from': self.mock.on})}"
        return f"{reverse('mentoring:mentors')}?{urlencode({'interview': self.mock.rubric_key})}"


@dataclass(frozen=True, slots=True)
class PlanView:
    plan: InterviewPlan
    rows: Sequence[PlanRow]
    days_left: int  # by the learner's own calendar; negative once it is over

    @property
    def is_over(self) -> bool:
        return self.days_left < 0

    @property
    def booked_count(self) -> int:
        return sum(row.booking is not None for row in self.rows)

    @property
    def next_open(self) -> PlanRow | None:
        return next((row for row in self.rows if row.booking is None), None)


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan in short. `next_kind` and `next_on` are of the first mock that is not booked, if any."""

    plan: InterviewPlan
    days_left: int  # by the learner's own calendar; negative once it is over
    mock_count: int
    booked_count: int
    next_kind: Rubric | None
    next_on: date | None

    @property
    def is_over(self) -> bool:
        return self.days_left < 0


def propose_dates(today: date, interview_on: date) -> list[date]:
    """When mocks would be, the earliest first; none when there is no time for one."""
    first, last = today + TO_BOOK, interview_on - LAST_MOCK_BEFORE
    days = (last - first).days
    if days < 0:
        return []
    apart = A_WEEK if days >= TWO_WEEKS else CLOSE
    count = min(MOST_MOCKS, days // apart + 1)
    step = min(TWO_WEEKS, days // (count - 1)) if count > 1 else 0
    return [last - timedelta(days=step) * number for number in reversed(range(count))]


def propose_kinds(role: str, count: int, *, given: set[str]) -> list[str]:
    """Which kinds, in turns; those that somebody gives. The one that suits the role best comes last."""
    fitting = [kind for kind in KINDS[role] if kind in given]
    return list(islice(cycle(fitting), count))[::-1] if fitting else []


def kinds_given(learner: User) -> set[str]:
    """The kinds of mock interview that somebody else offers. One query."""
    types = SessionType.objects.bookable().exclude(rubric_key="").exclude(mentor=learner.pk)
    return set(types.values_list("rubric_key", flat=True))


def find_plan(learner: User, *, now: datetime) -> PlanView | None:
    """One query when there is none, and four when there is one."""
    plan = InterviewPlan.objects.filter(learner=learner).first()
    if plan is None:
        return None
    mocks = list(plan.mocks.all())
    fitting = _fitting_bookings(learner, since=plan.made_at, until=plan.interview_on)
    bookings = list(fitting.select_related("mentor__user"))
    matched = _match([mock.rubric_key for mock in mocks], [each.rubric_key for each in bookings])
    booked = {
        mock.pk: bookings[number] for mock, number in zip(mocks, matched, strict=True) if number is not None
    }
    session_types = _choose_session_types(
        learner, [mock for mock in mocks if mock.pk not in booked], met={each.mentor_id for each in bookings}
    )
    rows = [PlanRow(mock, booked.get(mock.pk), session_types.get(mock.pk)) for mock in mocks]
    return PlanView(plan, rows, (plan.interview_on - local_date(now, learner.zone)).days)


def read_card(learner: User, *, now: datetime) -> PlanCard | None:
    """The plan without its mentors. One query."""
    plan = _plan_with_kinds.first(learner=learner.pk)
    if plan is None:
        return None
    matched = list(_match(plan.mock_kinds, plan.booked_kinds))
    first = next((number for number, booking in enumerate(matched) if booking is None), None)
    return PlanCard(
        plan,
        days_left=(plan.interview_on - local_date(now, learner.zone)).days,
        mock_count=len(matched),
        booked_count=sum(booking is not None for booking in matched),
        next_kind=None if first is None else RUBRICS[plan.mock_kinds[first]],
        next_on=None if first is None else plan.mock_dates[first],
    )


@prepared
def _plan_with_kinds(learner: Any) -> models.QuerySet[Any]:
    """The one plan there may be, with the kinds of its mocks and of what is booked."""
    booked = _fitting_bookings(OuterRef("learner"), since=OuterRef("made_at"), until=OuterRef("interview_on"))
    mocks = PlannedMock.objects.filter(plan=OuterRef("pk")).order_by("on", "pk")
    return InterviewPlan.objects.filter(learner=learner).annotate(
        booked_kinds=ArraySubquery(booked.values("rubric_key")),
        mock_kinds=ArraySubquery(mocks.values("rubric_key")),
        mock_dates=ArraySubquery(mocks.values("on")),
    )


def _fitting_bookings(learner: Any, *, since: Any, until: Any) -> models.QuerySet[Booking]:
    """The learner's mock interviews since the plan was made, but for those called off or missed."""
    mine = Booking.objects.filter(attendances__person=learner, attendances__role=AttendanceRole.LEARNER)
    return (
        mine.filter(ends_at__gte=since, starts_at__date__lte=until)
        .exclude(rubric_key="")
        .exclude(state__in=(*RELEASED_STATES, BookingState.NO_SHOW))
        .order_by("starts_at", "pk")
    )


def _match(mocks: Sequence[str], bookings: Sequence[str]) -> Iterator[int | None]:
    """Of the kinds of mocks and bookings: for each mock the number of its booking.

    Each booking stands for the first mock of its kind that has none.
    """
    waiting = dict(enumerate(bookings))
    for kind in mocks:
        found = next((number for number, each in waiting.items() if each == kind), None)
        if found is not None:
            del waiting[found]
        yield found


def _choose_session_types(
    learner: User, mocks: Sequence[PlannedMock], *, met: set[int]
) -> dict[UUID, SessionType]:
    """For each mock somebody who gives that kind: whoever has been met and asked least.

    Kinds that few give come first, so that these few are not asked for what others give too. One query.
    """
    kinds = {mock.rubric_key for mock in mocks}
    types = SessionType.objects.bookable().filter(rubric_key__in=kinds).exclude(mentor=learner.pk)
    offered = defaultdict(list)
    for each in types.select_related("mentor__user").order_by("mentor__user__display_name", "pk"):
        offered[each.rubric_key].append(each)
    asked, chosen = Counter(met), {}
    for mock in sorted(mocks, key=lambda mock: len(offered[mock.rubric_key])):
        if fitting := offered[mock.rubric_key]:
            chosen[mock.pk] = best = min(fitting, key=lambda each: asked[each.mentor_id])
            asked[best.mentor_id] += 1
    return chosen
