"""Other calendars of a mentor, and when they say that the mentor is busy."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt
from accounts.models import User
from core.fields import LineField
from mentoring.lifecycle import AttendanceRole
from mentoring.models.booking import Booking
from mentoring.outside_failures import describe_failure


class OutsideCalendarQuerySet(models.QuerySet["OutsideCalendar"]):
    def due(self, now: datetime) -> Self:
        """Those that are to be read again."""
        return self.files().filter(next_read_at__lte=now, person__is_active=True)

    def files(self) -> Self:
        """Those with an address of their own; the others are calendars of an account (`calendars`)."""
        return self.exclude(encrypted_url="")


class OutsideCalendar(models.Model):
    """An iCalendar file at a secret address, which is stored encrypted; or, without one, what an account has.

    `read_at` is when it was read well the last time, `expanded_at` when its events were worked out from
    its text; `failed_with` is the code of what went wrong since, empty when nothing did.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_calendars")
    name = LineField(_("name"), max_length=60)
    encrypted_url = models.TextField(blank=True)
    etag = models.CharField(max_length=400, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_read_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    expanded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_with = models.CharField(max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row

    objects = OutsideCalendarQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        indexes = (models.Index(fields=["next_read_at"], name="mentoring_outside_due"),)

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return decrypt(self.encrypted_url)

    @property
    def trouble(self) -> Promise | str:
        """What went wrong at the last reading, and what to do; empty when nothing did."""
        return describe_failure(self.failed_with) if self.failed_with else ""


class OutsideBusyQuerySet(models.QuerySet["OutsideBusy"]):
    def in_the_way_of(self, bookings: Iterable[Booking]) -> Self:
        """What the mentor's other calendars have at the times of these, with the buffers around them."""
        taken = Q(pk=None)
        for each in bookings:
            taken |= Q(person=each.mentor_id, during__overlap=each.time_taken(AttendanceRole.MENTOR))
        return self.filter(taken)


class OutsideBusy(models.Model):
    """A time at which a calendar has something. What it is, is not stored."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="busy")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    during = DateTimeRangeField()

    objects = OutsideBusyQuerySet.as_manager()

    class Meta:
        indexes = (GistIndex(fields=["person", "during"], name="mentoring_outside_during"),)

    def __str__(self) -> str:
        return str(self.during)
