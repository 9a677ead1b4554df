"""Sessions that are booked, and whom they bind. PostgreSQL refuses to bind one person twice at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from timezone_field import TimeZoneField

from accounts.models import User
from availability.slots import BookingRules
from core.fields import LineField, TextField
from core.uuid7 import uuid7
from mentoring.lifecycle import (
    KEPT_STATES,
    LIVE_STATES,
    PENDING_STATES,
    RELEASED_STATES,
    SESSION_STATES,
    TO_SCORE_STATES,
    AttendanceRole,
    BookingEventKind,
    BookingState,
)
from mentoring.models.mentor import Mentor, SessionKind, SessionType
from mentoring.models.price import FREE_OR_AN_AMOUNT, Priced
from roadmaps.models import Step

PERSON_BUSY_ONCE = "mentoring_attendance_person_busy_once"
PERSON_ONCE_A_BOOKING = "mentoring_attendance_person_once_a_booking"
DURING_IS_NOT_EMPTY = "mentoring_attendance_during_is_not_empty"
ATTENDANCE_STATE_IS_KNOWN = "mentoring_attendance_state_is_known"
STEP_HAS_ROADMAP = "mentoring_attendance_step_has_roadmap"
ONE_HOLD_A_PERSON = "mentoring_attendance_one_hold_a_person"
ONLY_LEARNERS_ARE_ANONYMOUS = "mentoring_attendance_only_learners_are_anonymous"
ENDS_AFTER_START = "mentoring_booking_ends_after_start"
STATE_IS_KNOWN = "mentoring_booking_state_is_known"
PRICE_IS_WHOLE = "mentoring_booking_price_is_whole"
ONLY_PENDING_EXPIRE = "mentoring_booking_only_pending_expire"
SEATS_SUFFICE = "mentoring_booking_seats_suffice"
ONLY_OFFERED_SEATS_ARE_KEPT = "mentoring_attendance_only_offered_seats_are_kept"
WHO_LEFT_TAKES_NO_TIME = "mentoring_attendance_who_left_takes_no_time"

SCORED_WITHIN = timedelta(days=14)  # after that a mock interview is no longer asked about
OPENS_BEFORE = timedelta(minutes=10)  # how early the meeting link is shown as "join"

SHOWN_IN_LISTS = (
    *("title", "starts_at", "ends_at", "minutes", "state", "expires_at"),
    *("meeting_url", "mentor__meeting_url", "seats", "seats_taken", "weekly_pair"),
)
NAME_OF_MENTOR = ("mentor__user__display_name", "mentor__user__handle")
NAME_OF_PERSON = ("person__display_name", "person__handle")


@dataclass(frozen=True, slots=True)
class AnonymousLearner:
    """Stands wherever a learner would be named who does not show their name yet."""

    handle: str = ""
    initials: str = "?"

    def __str__(self) -> str:
        return gettext("Anonymous learner")

    def get_short_name(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class LearnerGroup:
    """Stands where the learner would be named of a session that several share."""

    size: int
    handle: str = ""

    @property
    def initials(self) -> str:
        return str(self.size)

    def __str__(self) -> str:
        return ngettext("%(count)s learner", "%(count)s learners", self.size) % {"count": self.size}

    def get_short_name(self) -> str:
        return str(self)


PersonShown = User | AnonymousLearner | LearnerGroup


def people_of_bookings() -> Prefetch[str]:
    """All attendances of bookings, with the person of each."""
    return Prefetch("attendances", Attendance.objects.select_related("person").order_by("pk"))


def names_in_bookings() -> Prefetch[str]:
    """All attendances of bookings, with as much of them as a list shows."""
    shown = ("booking_id", "role", "state", "left_at", "is_anonymous", *NAME_OF_PERSON)
    return Prefetch("attendances", Attendance.objects.select_related("person").only(*shown).order_by("pk"))


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, user: User) -> Self:
        """The sessions that this person attends, in any role, and has not left.

        A time or a seat that is only kept is no session.
        """
        return self.filter(
            attendances__person=user, attendances__left_at=None, attendances__state__in=SESSION_STATES
        )

    def left_by(self, user: User) -> Self:
        """The group sessions in which this person had a seat."""
        return self.filter(attendances__person=user, attendances__left_at__isnull=False)

    def groups(self) -> Self:
        """Confirmed sessions that several learners may share."""
        return self.filter(state=BookingState.CONFIRMED, seats__gt=1)

    def open_to(self, learner: User | None) -> Self:
        """Groups with a free seat; for a learner, where no block keeps them from anybody in it."""
        free = self.groups().filter(seats_taken__lt=F("seats"))
        if learner is None:
            return free
        theirs = Attendance.objects.filter(person=learner, holds_time=True)
        return free.with_nobody_blocked(learner).exclude(pk__in=theirs.values("booking"))

    def offered_to(self, learner: User) -> Self:
        """Those in which a seat is kept for this person."""
        return self.filter(attendances__person=learner, attendances__state=BookingState.OFFERED)

    def with_nobody_blocked(self, learner: User) -> Self:
        """Those in which there is nobody whom a block keeps from this person, whoever did it."""
        present = Attendance.objects.filter(booking=OuterRef("pk"), holds_time=True)
        return self.exclude(Exists(present.filter(person__blocks__blocked=learner))).exclude(
            Exists(present.filter(person__blocked_by__blocker=learner))
        )

    def held_by(self, user: User) -> Self:
        """The times that are kept for a learner: while they fill in the form, and by a waiting list."""
        return self.filter(
            state__in=KEPT_STATES, attendances__person=user, attendances__role=AttendanceRole.LEARNER
        )

    def upcoming(self, now: datetime) -> Self:
        """Confirmed and not over yet."""
        return self.filter(state=BookingState.CONFIRMED, ends_at__gt=now)

    def live(self, now: datetime) -> Self:
        """Confirmed, or waiting to be, and not over yet."""
        return self.filter(state__in=LIVE_STATES, ends_at__gt=now)

    def requested(self, now: datetime) -> Self:
        """Those that the mentor may still answer."""
        return self.filter(state=BookingState.REQUESTED, expires_at__gt=now)

    def to_score(self, now: datetime) -> Self:
        """Mock interviews that are over, and whose scorecard nobody has shared yet."""
        return (
            self.filter(state__in=TO_SCORE_STATES, ends_at__lte=now, ends_at__gt=now - SCORED_WITHIN)
            .exclude(rubric_key="")
            .exclude(scorecards__shared_at__isnull=False)
        )

    def past(self, now: datetime) -> Self:
        """Over, or cancelled."""
        return self.exclude(state__in=(*PENDING_STATES, BookingState.EXPIRED)).exclude(
            state=BookingState.CONFIRMED, ends_at__gt=now
        )

    def expired(self, now: datetime) -> Self:
        """Holds and requests whose time to be confirmed is over, but which still keep their time."""
        return self.filter(state__in=PENDING_STATES, expires_at__lte=now)

    def with_updated_at(self) -> Self:
        """Adds `updated_at`: when the latest thing happened to it."""
        latest = BookingEvent.objects.filter(booking=OuterRef("pk")).order_by("-at").values("at")[:1]
        return self.annotate(updated_at=Coalesce(Subquery(latest), "booked_at"))

    def with_rated(self) -> Self:
        """Adds `has_rated`: whether the learner has rated themselves in its scorecard."""
        rated = Booking.objects.filter(pk=OuterRef("pk"), scorecards__rated_at__isnull=False)
        return self.annotate(has_rated=Exists(rated))

    def with_turns(self, mentor: Any, *, contestable_since: datetime, now: datetime) -> Self:
        """Adds `waits_for_scorecard`, and `is_contestable`: an absence of the mentor may be contested.

        `mentor` is a primary key, or an expression for one.
        """
        same = Booking.objects.filter(pk=OuterRef("pk"))
        contestable = same.filter(
            absences__person=mentor,
            absences__contested_at=None,
            absences__reported_at__gte=contestable_since,
        )
        return self.annotate(
            waits_for_scorecard=Exists(same.to_score(now)), is_contestable=Exists(contestable)
        )

    def with_people(self) -> Self:
        """With the mentor and all attendances. One query more."""
        return self.select_related("mentor__user").prefetch_related(people_of_bookings())

    def with_names(self, *more: str) -> Self:
        """What lists show of them: when, what, the names of both sides; and more fields. One query more."""
        return self.with_mentor_name(*more).prefetch_related(names_in_bookings())

    def with_mentor_name(self, *more: str) -> Self:
        """As `with_names`, for lists that read `names_in_bookings` together."""
        return self.select_related("mentor__user").only(*SHOWN_IN_LISTS, *NAME_OF_MENTOR, *more)


class Booking(Priced):
    """One session of a mentor, by the rules of the moment it was booked. `attendances` say who takes part.

    `version` counts every change, for compare and swap; `sequence` counts the changes that calendars must
    hear of (RFC 5545, 3.8.7.4).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="bookings")
    session_type = models.ForeignKey(
        SessionType, on_delete=models.SET_NULL, null=True, related_name="bookings"
    )

    weekly_pair = models.ForeignKey(
        "mentoring.WeeklyPair", on_delete=models.SET_NULL, null=True, blank=True, related_name="bookings"
    )

    title = LineField(max_length=80)
    kind = models.CharField(max_length=20, choices=SessionKind)
    rubric_key = models.SlugField(max_length=40, blank=True)  # of a mock interview
    minutes = models.PositiveSmallIntegerField()
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    cancel_hours = models.PositiveSmallIntegerField(default=0)
    meeting_url = models.URLField(blank=True)  # empty while nobody has said where

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=BookingState, default=BookingState.CONFIRMED)
    expires_at = models.DateTimeField(null=True, blank=True)  # of holds and requests
    seats = models.PositiveSmallIntegerField(default=1)  # for learners
    seats_taken = models.PositiveSmallIntegerField(default=1)  # counted in the lock of this row
    cancel_reason = models.CharField(max_length=500, blank=True)
    notes = TextField(max_length=10_000, blank=True)  # Markdown that both write and read
    version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_at = models.DateTimeField(default=timezone.now)
    has_rated: bool  # after `with_rated`
    waits_for_scorecard: bool  # these two after `with_turns`
    is_contestable: bool

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name=ENDS_AFTER_START),
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name=STATE_IS_KNOWN),
            models.CheckConstraint(condition=FREE_OR_AN_AMOUNT, name=PRICE_IS_WHOLE),
            models.CheckConstraint(
                condition=Q(state__in=PENDING_STATES, expires_at__isnull=False)
                | (~Q(state__in=PENDING_STATES) & Q(expires_at=None)),
                name=ONLY_PENDING_EXPIRE,
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats_taken__gte=1, seats_taken__lte=F("seats")), name=SEATS_SUFFICE
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.starts_at:%Y-%m-%d %H:%M} UTC"

    def get_absolute_url(self) -> str:
        return reverse("mentoring:booking", args=[self.pk])

    @property
    def form_url(self) -> str:
        """Where a time that is kept is booked. Without a session type there is nothing to book."""
        if self.session_type is None:
            return self.mentor.get_absolute_url()
        form = reverse("mentoring:booking_form", args=[self.mentor.user.handle, self.session_type.slug])
        query = {"start": self.starts_at.isoformat(), "minutes": str(self.minutes)}
        return f"{form}?{urlencode(query)}"

    @property
    def can_be_booked_again(self) -> bool:
        """Whether its session type is still on offer to everybody."""
        offered = self.session_type
        return offered is not None and offered.is_offered and offered.mentor.is_seen_by_all

    @property
    def again_url(self) -> str:
        """Where its learner finds another time: of the same session type while that is on offer."""
        if self.session_type is None or not self.can_be_booked_again:
            return self.mentor.get_absolute_url()
        return self.session_type.get_absolute_url()

    @property
    def after_url(self) -> str:
        """Where its people say what came of it, and find what was agreed."""
        return f"{self.get_absolute_url()}#after"

    @property
    def uid(self) -> str:
        """The iCalendar UID, the same for life: the id, as RFC 7986, 5.3 recommends."""
        return str(self.pk)

    def set_people(self, attendances: Iterable["Attendance"]) -> None:
        """Take these, which were just saved, for its attendances, as if `with_people` had read them.

        Django prefetches by reading alone; this is what it leaves behind then.
        """
        people = Attendance.objects.filter(booking=self)
        rows = sorted(attendances, key=lambda each: each.pk)
        for each in rows:
            each.booking = self
        people._result_cache = rows  # noqa: SLF001
        self._prefetched_objects_cache = {"attendances": people}

    def attendance_of(self, user: User) -> "Attendance":
        """This person's part in it. Without a query after `with_people`."""
        return next(each for each in self.attendances.all() if each.person_id == user.pk)

    def counterpart_of(self, user: User) -> "Attendance":
        """Whom this person meets: the mentor, or for the mentor the learner, the first one of a group."""
        if self.is_given_by(user):
            return self.learner_attendance
        return next(each for each in self.attendances.all() if each.role == AttendanceRole.MENTOR)

    @property
    def learner_attendance(self) -> "Attendance":
        """The part of the learner; of a group, that of the first who is in it."""
        parts = [each for each in self.attendances.all() if each.role == AttendanceRole.LEARNER]
        return next((each for each in parts if each.left_at is None), parts[0])

    @property
    def is_group(self) -> bool:
        """Whether several learners may share it."""
        return self.seats > 1

    @property
    def seats_left(self) -> int:
        return self.seats - self.seats_taken

    @property
    def people(self) -> list["Attendance"]:
        """The parts of those who are in it: nobody who left, nobody for whom a seat is only kept."""
        is_kept = self.state in KEPT_STATES
        return [
            each
            for each in self.attendances.all()
            if each.left_at is None and (is_kept or each.state not in KEPT_STATES)
        ]

    @property
    def learner_parts(self) -> list["Attendance"]:
        """The parts of the learners who are in it."""
        return [each for each in self.people if each.role == AttendanceRole.LEARNER]

    def part_read_by(self, user: User) -> "Attendance | None":
        """The learner's part that this person may read: their own, for the mentor the only one.

        Of a group there is none that is the only one: `learner_parts` has them, for the mentor alone.
        """
        if not self.is_given_by(user):
            return self.attendance_of(user)
        return None if self.is_group else self.learner_attendance

    def sequence_for(self, person_id: int | None) -> int:
        """How many changes the calendar of this person has to know of: of the session and of their seat."""
        own = next((each.sequence for each in self.attendances.all() if each.person_id == person_id), 0)
        return self.sequence + own

    def state_for(self, person_id: int | None) -> str:
        """What it is in for this person: for who has left it is cancelled."""
        has_left = any(each.left_at and each.person_id == person_id for each in self.attendances.all())
        return BookingState.CANCELLED if has_left else self.state

    @property
    def learner(self) -> User:
        return self.learner_attendance.person

    @property
    def learner_shown(self) -> PersonShown:
        """The learner as everybody may see them: whatever is read by somebody names this, never `learner`."""
        if self.is_group and (size := len(self.learner_parts)) != 1:
            return LearnerGroup(size)
        return self.shown(self.learner)

    def other_shown(self, user: User) -> PersonShown:
        """Whom this person meets, as they may see them. For a learner that takes no attendances."""
        return self.learner_shown if self.is_given_by(user) else self.mentor.user

    def shown(self, person: User) -> PersonShown:
        """This one of its people, by name or, while they don't show it, without."""
        hides = any(each.is_anonymous and each.person_id == person.pk for each in self.attendances.all())
        return AnonymousLearner() if hides else person

    def is_given_by(self, user: User) -> bool:
        is_theirs: bool = self.mentor_id == user.pk
        return is_theirs

    @property
    def room(self) -> str:
        """Where the two meet: as it was when it was booked, else where the mentor usually meets people."""
        return self.meeting_url or self.mentor.meeting_url

    def shows_room_to(self, reader: User) -> bool:
        """Whether this reader sees where the two meet; a learner does once the mentor has accepted."""
        is_booked = self.state not in PENDING_STATES
        return (is_booked or self.is_given_by(reader)) and not self.is_released

    @property
    def is_cancelled(self) -> bool:
        return self.state == BookingState.CANCELLED

    @property
    def is_released(self) -> bool:
        """Whether it no longer takes anybody's time: cancelled, declined or expired."""
        return self.state in RELEASED_STATES

    def is_requested(self, now: datetime) -> bool:
        """Whether the mentor may still answer. Without a time of expiry, nobody waits."""
        return self.state == BookingState.REQUESTED and self.expires_at is not None and now < self.expires_at

    def is_upcoming(self, now: datetime) -> bool:
        return self.state == BookingState.CONFIRMED and now < self.ends_at

    def can_be_joined(self, now: datetime) -> bool:
        return self.is_upcoming(now) and now >= self.starts_at - OPENS_BEFORE

    def changeable_until(self, user: User) -> datetime:
        """Until when this person may cancel or move it.

        A mentor may be ill on the day; a learner keeps to the limit they booked under, which does not bind
        them while they are only asking.
        """
        if self.is_given_by(user) or self.state == BookingState.REQUESTED:
            return self.starts_at
        return self.starts_at - timedelta(hours=self.cancel_hours)

    def time_taken(self, role: str) -> DateTimeTZRange:
        """What it takes of the time of somebody in this role: the mentor's has the buffers around it."""
        if role != AttendanceRole.MENTOR:
            return DateTimeTZRange(self.starts_at, self.ends_at)
        return DateTimeTZRange(
            self.starts_at - timedelta(minutes=self.buffer_before_minutes),
            self.ends_at + timedelta(minutes=self.buffer_after_minutes),
        )

    def rules_to_move(self, session_type: SessionType) -> BookingRules:
        """Those of its session type as they are today, but for the length and buffers that were agreed."""
        return replace(
            session_type.booking_rules,
            minutes=self.minutes,
            buffer_before=self.buffer_before_minutes,
            buffer_after=self.buffer_after_minutes,
        )


class Attendance(models.Model):
    """One person in one session, and the time that it takes of theirs.

    The mentor's `during` includes the buffers around the session, a learner's does not. It is stored
    because PostgreSQL takes no `timestamptz ± interval` into a constraint: that isn't immutable.
    `zone` is the one in which the person planned it: a mentor's is that of their schedule.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The unique constraint below is the index of `person`.
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attendances", db_index=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="attendances")
    role = models.CharField(max_length=12, choices=AttendanceRole)
    state = models.CharField(max_length=12, choices=BookingState, default=BookingState.CONFIRMED)
    left_at = models.DateTimeField(null=True, blank=True)  # of who gave up their seat in a group
    kept_until = models.DateTimeField(null=True, blank=True)  # of a seat that is offered
    sequence = models.PositiveSmallIntegerField(default=0)  # changes of this seat, besides the booking's
    holds_time = models.GeneratedField(
        expression=ExpressionWrapper(~Q(state__in=RELEASED_STATES), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    zone = TimeZoneField()
    during = DateTimeRangeField()
    about = TextField(max_length=2_000, blank=True)
    answers = models.JSONField(default=list, blank=True)  # to the mentor's questions, with their words
    document_url = models.URLField(max_length=500, blank=True)
    is_anonymous = models.BooleanField(default=False)  # the mentor doesn't see who it is
    paid_at = models.DateTimeField(null=True, blank=True)  # of a learner: when the mentor said so
    step_roadmap = models.SlugField(blank=True)
    step_key = models.SlugField(blank=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name=PERSON_BUSY_ONCE,
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(holds_time=True),
            ),
            models.UniqueConstraint(fields=["person", "booking"], name=PERSON_ONCE_A_BOOKING),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(role=AttendanceRole.LEARNER, state=BookingState.HELD),
                name=ONE_HOLD_A_PERSON,
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name=DURING_IS_NOT_EMPTY),
            models.CheckConstraint(
                condition=Q(state__in=BookingState.values), name=ATTENDANCE_STATE_IS_KNOWN
            ),
            models.CheckConstraint(
                condition=Q(step_key="", step_roadmap="") | ~(Q(step_key="") | Q(step_roadmap="")),
                name=STEP_HAS_ROADMAP,
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(role=AttendanceRole.LEARNER),
                name=ONLY_LEARNERS_ARE_ANONYMOUS,
            ),
            models.CheckConstraint(
                condition=Q(kept_until=None) | Q(state=BookingState.OFFERED),
                name=ONLY_OFFERED_SEATS_ARE_KEPT,
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(state__in=RELEASED_STATES), name=WHO_LEFT_TAKES_NO_TIME
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} as {self.role}"

    @property
    def step(self) -> Step | None:
        """The step it is about, as this person sees it. Costs a query if there is one."""
        if not self.step_key:
            return None
        return (
            Step.objects.shown_to(self.person)
            .at(self.step_roadmap, self.step_key)
            .select_related("edition__roadmap")
            .first()
        )


class BookingEvent(models.Model):
    """What happened to a booking, in order; rows are only ever added.

    `mentor` is the booking's: every row says whose it is. `by` and `side` are empty when nobody acted, as
    when a hold expires. A new booking has no old time, one that no longer takes place no new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=BookingEventKind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    side = models.CharField(max_length=12, choices=AttendanceRole, blank=True)
    old_starts_at = models.DateTimeField(null=True)
    new_starts_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("at", "pk")
        get_latest_by = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M} UTC"
