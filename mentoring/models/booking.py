"""Sessions that are booked. PostgreSQL refuses two that overlap, whoever asks and however."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from timezone_field import TimeZoneField

from accounts.models import User
from core.fields import LineField
from mentoring.lifecycle import HOLDING, State
from mentoring.models.mentor import Mentor, SessionType
from roadmaps.models import Step

MENTOR_HELD_ONCE = "mentoring_booking_mentor_held_once"
LEARNER_BOOKED_ONCE = "mentoring_booking_learner_booked_once"
HOLDS_COVER_THE_SESSION = "mentoring_booking_holds_cover_the_session"
ENDS_AFTER_START = "mentoring_booking_ends_after_start"
STATE_IS_KNOWN = "mentoring_booking_state_is_known"
STEP_HAS_ROADMAP = "mentoring_booking_step_has_roadmap"
KEY_ONCE_FOR_ACTOR = "mentoring_idempotencykey_once_for_actor"

OPENS_BEFORE = timedelta(minutes=10)  # how early the meeting link is shown as "join"


class TsTzRange(Func):
    """`[start, end)` of two instants; immutable, unlike adding a buffer to one of them."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, user: User) -> Self:
        """The sessions this person gives or gets."""
        return self.filter(Q(learner=user) | Q(mentor__user=user))

    def holding(self) -> Self:
        """Those that keep others from their time."""
        return self.filter(state__in=HOLDING)

    def upcoming(self, now: datetime) -> Self:
        """Confirmed and not over yet."""
        return self.filter(state=State.CONFIRMED, ends_at__gt=now)

    def past(self, now: datetime) -> Self:
        """Over, or cancelled."""
        return self.exclude(state=State.CONFIRMED, ends_at__gt=now)

    def with_people(self) -> Self:
        return self.select_related("learner", "mentor__user")


class Booking(models.Model):
    """One session of one learner with one mentor, on the terms of the moment it was booked.

    `holds` is the mentor's time with the buffers around it. It is stored because PostgreSQL takes
    no `timestamptz ± interval` into an exclusion constraint: that expression isn't immutable.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="bookings")
    learner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bookings")
    session_type = models.ForeignKey(
        SessionType, on_delete=models.SET_NULL, null=True, related_name="bookings"
    )

    title = LineField(max_length=80)
    kind = models.CharField(max_length=20, choices=SessionType.Kind)
    minutes = models.PositiveSmallIntegerField()
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    cancel_hours = models.PositiveSmallIntegerField(default=0)
    price = LineField(max_length=40, blank=True)
    meeting_url = models.URLField()

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    holds = DateTimeRangeField()
    mentor_zone = TimeZoneField()
    learner_zone = TimeZoneField()

    about = models.TextField(max_length=2_000, blank=True)
    step_roadmap = models.SlugField(blank=True)
    step_key = models.SlugField(blank=True)

    state = models.CharField(max_length=12, choices=State, default=State.CONFIRMED)
    cancel_reason = models.CharField(max_length=500, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    uid = models.CharField(max_length=120, unique=True)
    booked_at = models.DateTimeField(default=timezone.now)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            ExclusionConstraint(
                name=MENTOR_HELD_ONCE,
                expressions=[("mentor", RangeOperators.EQUAL), ("holds", RangeOperators.OVERLAPS)],
                condition=Q(state__in=HOLDING),
            ),
            ExclusionConstraint(
                name=LEARNER_BOOKED_ONCE,
                expressions=[
                    ("learner", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HOLDING),
            ),
            models.CheckConstraint(
                condition=Q(holds__contains=TsTzRange("starts_at", "ends_at")), name=HOLDS_COVER_THE_SESSION
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name=ENDS_AFTER_START),
            models.CheckConstraint(condition=Q(state__in=State.values), name=STATE_IS_KNOWN),
            models.CheckConstraint(
                condition=Q(step_key="", step_roadmap="") | ~(Q(step_key="") | Q(step_roadmap="")),
                name=STEP_HAS_ROADMAP,
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.starts_at:%Y-%m-%d %H:%M} UTC"

    def get_absolute_url(self) -> str:
        return reverse("mentoring:booking", args=[self.pk])

    @property
    def people(self) -> tuple[User, User]:
        """The learner, then the mentor."""
        return self.learner, self.mentor.user

    def other_than(self, user: User) -> User:
        """The person on the other side of the table."""
        return self.mentor.user if user == self.learner else self.learner

    def is_given_by(self, user: User) -> bool:
        return self.mentor.user_id == user.pk

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    def is_upcoming(self, now: datetime) -> bool:
        return self.state == State.CONFIRMED and now < self.ends_at

    def can_be_joined(self, now: datetime) -> bool:
        return self.is_upcoming(now) and now >= self.starts_at - OPENS_BEFORE

    def cancellable_until(self, user: User) -> datetime:
        """A mentor may be ill on the day; a learner keeps to the limit they booked under."""
        if self.is_given_by(user):
            return self.starts_at
        return self.starts_at - timedelta(hours=self.cancel_hours)

    @property
    def step(self) -> Step | None:
        """The step it is about, as its learner sees it. Costs a query if there is one."""
        if not self.step_key:
            return None
        return (
            Step.objects.shown_to(self.learner)
            .at(self.step_roadmap, self.step_key)
            .select_related("edition__roadmap")
            .first()
        )


class BookingEvent(models.Model):
    """What happened to a booking, in order; rows are only ever added."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    from_state = models.CharField(max_length=12, choices=State, blank=True)
    to_state = models.CharField(max_length=12, choices=State)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.from_state or 'new'} to {self.to_state}"


class IdempotencyKey(models.Model):
    """The first answer to a request that may come twice: the booking it made."""

    actor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    answer = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["actor", "key"], name=KEY_ONCE_FOR_ACTOR),)

    def __str__(self) -> str:
        return self.key
