"""A few numbers about somebody's mentoring: the last twelve weeks, and how many people came back.

They are for the mentor alone, and say nothing of a single learner that the learner did not tell them: a step
is counted where somebody named it when booking, and who did not show their name is counted in no list of
people.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.charts import Bars, bars
from core.clock import local_date, week_of
from core.formats import format_date
from mentoring.asked_steps import find_steps
from mentoring.lifecycle import AttendanceRole, BookingEventKind, BookingState
from mentoring.models import Absence, Attendance, Booking, BookingEvent, Mentor
from roadmaps.models import Step

WEEKS = 12
STEPS_SHOWN = 5
A_MINUTE = timedelta(minutes=1)
ANSWERED = (
    BookingEventKind.REQUESTED,
    BookingEventKind.BOOKED,
    BookingEventKind.DECLINED,
    BookingEventKind.EXPIRED,
)


@dataclass(frozen=True, slots=True)
class WeekHeld:
    """What was held in one week of the mentor's, in their zone."""

    first_day: date
    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Requests:
    """Those of the twelve weeks that are no longer open, and within what time half of them were answered."""

    accepted: int
    declined: int
    expired: int
    usual_answer_minutes: int | None

    @property
    def total(self) -> int:
        return self.accepted + self.declined + self.expired


@dataclass(frozen=True, slots=True)
class MentorStatistics:
    """`people` are those met since the beginning, and `returning` those of them who came more than once."""

    weeks: Sequence[WeekHeld]
    missed_by_learners: int
    missed_by_mentor: int
    requests: Requests
    steps: Sequence[tuple[Step, int]]
    people: int
    returning: int

    @property
    def sessions(self) -> int:
        return sum(week.sessions for week in self.weeks)

    @property
    def minutes(self) -> int:
        return sum(week.minutes for week in self.weeks)

    @property
    def bars(self) -> Bars:
        """Sessions of each week; the current one is marked."""
        return bars(
            [week.sessions for week in self.weeks],
            [format_date(week.first_day, "SHORT_DAY_FORMAT") for week in self.weeks],
            marked=len(self.weeks) - 1,
            width=720,
            height=160,
        )


class Settled(NamedTuple):
    """A session that was held, or to which somebody did not come."""

    starts_at: datetime
    minutes: int
    state: str
    missed_by_learner: bool
    missed_by_mentor: bool


def find_statistics(mentor: Mentor, *, now: datetime) -> MentorStatistics:
    """Six queries. The mentor comes with their user."""
    zone, first_weekday = mentor.user.zone, mentor.user.first_weekday
    first_day = week_of(local_date(now, zone), first_weekday) - timedelta(weeks=WEEKS - 1)
    since = datetime.combine(first_day, time(), zone)
    settled = _read_settled(mentor, since, now)
    held: dict[date, list[int]] = defaultdict(list)
    for each in settled:
        if each.state == BookingState.COMPLETED:
            held[week_of(local_date(each.starts_at, zone), first_weekday)].append(each.minutes)
    weeks = [first_day + timedelta(weeks=number) for number in range(WEEKS)]
    return MentorStatistics(
        weeks=[WeekHeld(week, len(held[week]), sum(held[week])) for week in weeks],
        missed_by_learners=sum(each.missed_by_learner for each in settled),
        missed_by_mentor=sum(each.missed_by_mentor for each in settled),
        requests=_find_requests(mentor, since),
        steps=_find_steps(mentor, since),
        **_count_people(mentor),
    )


def _read_settled(mentor: Mentor, since: datetime, now: datetime) -> list[Settled]:
    """An absence counts as it does everywhere: upheld, or not contested while that could be done."""
    absences = Absence.objects.counting(now).filter(booking=OuterRef("pk"))
    rows = (
        Booking.objects.filter(
            mentor=mentor,
            starts_at__gte=since,
            ends_at__lte=now,
            state__in=(BookingState.COMPLETED, BookingState.NO_SHOW),
        )
        .order_by()
        .values_list(
            *("starts_at", "minutes", "state"),
            Exists(absences.exclude(person=mentor.pk)),
            Exists(absences.filter(person=mentor.pk)),
        )
    )
    return [Settled(*row) for row in rows]


def _find_requests(mentor: Mentor, since: datetime) -> Requests:
    """What became of each request of this time, and how long the mentor took to accept or decline it."""
    asked = BookingEvent.objects.filter(mentor=mentor, kind=BookingEventKind.REQUESTED, at__gte=since)
    events = (
        BookingEvent.objects.filter(booking__in=asked.values("booking"), kind__in=ANSWERED)
        .order_by("at", "pk")
        .values_list("booking", "kind", "at")
    )
    asked_at: dict[UUID, datetime] = {}
    answers: Counter[str] = Counter()
    minutes: list[float] = []
    for booking, kind, at in events:
        if kind == BookingEventKind.REQUESTED:
            asked_at[booking] = at
        elif booking in asked_at:
            answers[kind] += 1
            waited = at - asked_at.pop(booking)
            if kind != BookingEventKind.EXPIRED:
                minutes.append(waited / A_MINUTE)
    return Requests(
        accepted=answers[BookingEventKind.BOOKED],
        declined=answers[BookingEventKind.DECLINED],
        expired=answers[BookingEventKind.EXPIRED],
        usual_answer_minutes=round(median(minutes)) if minutes else None,
    )


def _find_steps(mentor: Mentor, since: datetime) -> list[tuple[Step, int]]:
    """The steps that most held sessions were about, of roadmaps that the mentor sees."""
    counts = (
        _held_parts(mentor)
        .filter(booking__starts_at__gte=since)
        .exclude(step_key="")
        .values_list("step_roadmap", "step_key")
        .annotate(sessions=Count("pk"))
        .order_by("-sessions", "step_roadmap", "step_key")[:STEPS_SHOWN]
    )
    sessions = {(roadmap, key): number for roadmap, key, number in counts}
    found = find_steps(sessions.keys(), mentor.user)
    return [(found[place], number) for place, number in sessions.items() if place in found]


def _count_people(mentor: Mentor) -> dict[str, int]:
    """Who showed their name, once for each: all, and those with more than one session."""
    people = _held_parts(mentor).filter(is_anonymous=False).values("person").annotate(sessions=Count("pk"))
    return people.aggregate(people=Count("person"), returning=Count("person", filter=Q(sessions__gt=1)))


def _held_parts(mentor: Mentor) -> QuerySet[Attendance]:
    """The learners' parts in sessions that were held."""
    return Attendance.objects.filter(
        booking__mentor=mentor, role=AttendanceRole.LEARNER, state=BookingState.COMPLETED
    )
