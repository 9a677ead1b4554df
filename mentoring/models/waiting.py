"""Learners who wait for a time to become free."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models import User
from core.uuid7 import uuid7
from mentoring.lifecycle import BookingState
from mentoring.models.booking import NAME_OF_MENTOR, Attendance, Booking
from mentoring.models.mentor import SessionType

WAITS_ONCE = "mentoring_waitingentry_waits_once"
WAITS_FORWARD = "mentoring_waitingentry_waits_forward"
WAITING_STATE_IS_KNOWN = "mentoring_waitingentry_state_is_known"


class WaitingState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    BOOKED = "booked", _("Booked")
    LEFT = "left", _("Left")


class WaitingEntryQuerySet(models.QuerySet["WaitingEntry"]):
    def waiting(self) -> Self:
        return self.filter(state=WaitingState.WAITING)

    def with_names(self) -> Self:
        """With what a list shows of each: the session type, the mentor, and the time that is kept."""
        return self.select_related(
            "session_type__mentor__user", "offer__mentor__user", "offer__session_type"
        ).only(
            *("from_on", "until_on", "session_type__title", "session_type__slug"),
            *(f"session_type__{name}" for name in NAME_OF_MENTOR),
            *("offer__starts_at", "offer__minutes", "offer__state", "offer__expires_at"),
            *("offer__session_type__slug", "offer__mentor__user__handle"),
        )

    def in_turn(self) -> Self:
        """Who has not been offered anything yet comes first, then who was asked longest ago."""
        return self.order_by(F("last_offered_at").asc(nulls_first=True), "joined_at", "pk")


class WaitingEntry(models.Model):
    """Somebody who waits for a free time of a session type between two dates of their own calendar.

    `offer` is the booking that keeps a time for them; deleted with it, they wait on. No start is offered
    twice: `offered_starts`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    session_type = models.ForeignKey(SessionType, on_delete=models.CASCADE, related_name="waiting_entries")
    from_on = models.DateField()
    until_on = models.DateField()
    zone = TimeZoneField()
    state = models.CharField(max_length=12, choices=WaitingState, default=WaitingState.WAITING)
    offer = models.ForeignKey(Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    offered_starts = ArrayField(models.DateTimeField(), default=list, blank=True)
    last_offered_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = WaitingEntryQuerySet.as_manager()

    class Meta:
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "session_type"], condition=Q(state="waiting"), name=WAITS_ONCE
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name=WAITS_FORWARD),
            models.CheckConstraint(condition=Q(state__in=WaitingState.values), name=WAITING_STATE_IS_KNOWN),
        )

    def __str__(self) -> str:
        return f"{self.person} for {self.session_type}"

    @property
    def begins_at(self) -> datetime:
        return self._midnight_of(self.from_on)

    @property
    def ends_at(self) -> datetime:
        return self._midnight_of(self.until_on + timedelta(days=1))

    def _midnight_of(self, on: date) -> datetime:
        return datetime.combine(on, time(), self.zone)

    @property
    def open_offer(self) -> Booking | None:
        """The time, or the seat in a session, that is kept for them at the moment, if there is one."""
        offer, until = self.offer, self.offered_until
        if offer is None or until is None or timezone.now() >= until:
            return None
        offer.expires_at = until  # a seat's is its own; nobody saves it
        return offer

    @property
    def offered_until(self) -> datetime | None:
        """Until when something is kept for them. Costs a query for a seat in a group."""
        offer = self.offer
        if offer is None:
            return None
        if offer.state == BookingState.OFFERED:
            return offer.expires_at
        if not offer.is_group:
            return None
        seat = Attendance.objects.filter(booking=offer, person=self.person_id, state=BookingState.OFFERED)
        return seat.values_list("kept_until", flat=True).first()
