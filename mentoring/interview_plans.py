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
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from core.clock import local_date
from mentoring.lifecycle import RELEASED_STATES, AttendanceRole, BookingState
from mentoring.models import (
    LAST_MOCK_BEFORE,
    Booking,
    InterviewPlan,
    InterviewRole,
    PlannedMock,
    SessionType,
)

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
    bookings = _find_bookings(plan)
    booked = dict(_match(mocks, bookings))
    session_types = _choose_session_types(
        learner, [mock for mock in mocks if mock.pk not in booked], met={each.mentor_id for each in bookings}
    )
    rows = [PlanRow(mock, booked.get(mock.pk), session_types.get(mock.pk)) for mock in mocks]
    return PlanView(plan, rows, (plan.interview_on - local_date(now, learner.zone)).days)


def _find_bookings(plan: InterviewPlan) -> list[Booking]:
    """The learner's mock interviews since the plan was made, but for those called off or missed."""
    mine = Booking.objects.filter(
        attendances__person=plan.learner_id, attendances__role=AttendanceRole.LEARNER
    )
    fitting = mine.filter(ends_at__gte=plan.made_at, starts_at__date__lte=plan.interview_on)
    return list(
        fitting.exclude(rubric_key="")
        .exclude(state__in=(*RELEASED_STATES, BookingState.NO_SHOW))
        .select_related("mentor__user")
        .order_by("starts_at", "pk")
    )


def _match(mocks: Sequence[PlannedMock], bookings: Sequence[Booking]) -> Iterator[tuple[UUID, Booking]]:
    """Each booking stands for the first mock of its kind that has none."""
    waiting = list(bookings)
    for mock in mocks:
        found = next((each for each in waiting if each.rubric_key == mock.rubric_key), None)
        if found is not None:
            waiting.remove(found)
            yield mock.pk, found


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
