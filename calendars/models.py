"""Calendar accounts of people, their calendars, and which session is where."""

from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt
from accounts.models import User
from calendars.dav import Server
from calendars.discovery import LONGEST_NAME, LONGEST_URL
from calendars.failures import PasswordLost, describe_failure
from core.fields import LineField
from core.uuid7 import uuid7
from mentoring.models import Booking, OutsideCalendar

ACCOUNT_ONCE = "calendars_account_once"
CALENDAR_ONCE = "calendars_calendar_once"
ONE_CALENDAR_FOR_SESSIONS = "calendars_calendar_one_for_sessions"
ONE_EVENT_A_SESSION = "calendars_event_one_a_session"


class CalendarAccountQuerySet(models.QuerySet["CalendarAccount"]):
    def due(self, now: datetime) -> Self:
        """Those whose calendars are to be read again."""
        return self.filter(
            Q(retry_at=None) | Q(retry_at__lte=now), next_read_at__lte=now, person__is_active=True
        )


class CalendarAccount(models.Model):
    """Somebody's account at a CalDAV server. The password is stored encrypted and never shown.

    `failed_at` is when the first of an unbroken row of failures was, `failed_with` the code of the last one;
    until `retry_at` the server is left alone. `told_at` is when its owner heard of the failures.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_accounts")
    server_url = models.CharField(max_length=LONGEST_URL)
    username = LineField(max_length=200)
    encrypted_password = models.TextField()
    connected_at = models.DateTimeField(default=timezone.now)
    next_read_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    failed_at = models.DateTimeField(null=True)
    failed_with = models.CharField(max_length=40, blank=True)
    retry_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    objects = CalendarAccountQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["person", "server_url", "username"], name=ACCOUNT_ONCE),
        )
        indexes = (models.Index(fields=["next_read_at"], name="calendars_account_due"),)

    def __str__(self) -> str:
        return f"{self.username}, {self.host}"

    @property
    def host(self) -> str:
        return urlsplit(self.server_url).netloc

    @property
    def server(self) -> Server:
        """To ask it in the person's name. Raises PasswordLost."""
        try:
            return Server(self.server_url, self.username, decrypt(self.encrypted_password))
        except InvalidTag as error:
            raise PasswordLost from error

    @property
    def trouble(self) -> Promise | str:
        """What went wrong the last time, and what to do; empty when nothing did."""
        return describe_failure(self.failed_with) if self.failed_with else ""


class AccountCalendar(models.Model):
    """One calendar of an account. With `outside` its events make their owner busy; one takes the sessions.

    `ctag` changes with its content, as far as the server says so.
    """

    account = models.ForeignKey(CalendarAccount, on_delete=models.CASCADE, related_name="calendars")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=LONGEST_URL)
    name = LineField(_("name"), max_length=LONGEST_NAME)
    is_writable = models.BooleanField(default=True)
    takes_sessions = models.BooleanField(default=False)
    outside = models.ForeignKey(
        OutsideCalendar, on_delete=models.SET_NULL, null=True, related_name="account_calendars"
    )
    ctag = models.CharField(max_length=400, blank=True)
    failed_with = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["person", "account", "url"], name=CALENDAR_ONCE),
            models.UniqueConstraint(
                fields=["person"], condition=Q(takes_sessions=True), name=ONE_CALENDAR_FOR_SESSIONS
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether its events take its owner's time."""
        return self.outside_id is not None

    @property
    def trouble(self) -> Promise | str:
        return describe_failure(self.failed_with) if self.failed_with else ""


class SessionEventQuerySet(models.QuerySet["SessionEvent"]):
    def due(self, now: datetime) -> Self:
        """To be written now: whose time has come, which no worker has, and whose server is not left alone."""
        resting = CalendarAccount.objects.filter(
            person=OuterRef("person"), retry_at__gt=now, calendars__takes_sessions=True
        )
        return self.filter(
            ~Exists(resting),
            Q(leased_until=None) | Q(leased_until__lte=now),
            is_owed=True,
            due_at__lte=now,
            person__is_active=True,
        )


class SessionEvent(models.Model):
    """A session in the calendar of one of its people: where it is, and whether it is to be written anew.

    What is to be written is read from the session when it is written, so that any number of changes are one
    request. `changes` counts them: a change that comes while a worker writes stays owed. Without a
    `calendar` it is in none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(AccountCalendar, on_delete=models.CASCADE, null=True, related_name="events")
    url = models.CharField(max_length=LONGEST_URL + 200, blank=True)
    etag = models.CharField(max_length=400, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)  # of the session, as it was written last
    is_owed = models.BooleanField(default=True)
    changes = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)  # in vain, in a row
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    failed_with = models.CharField(max_length=40, blank=True)
    written_at = models.DateTimeField(null=True)

    objects = SessionEventQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "booking"], name=ONE_EVENT_A_SESSION),)
        indexes = (models.Index(fields=["due_at"], condition=Q(is_owed=True), name="calendars_event_due"),)

    def __str__(self) -> str:
        return f"{self.booking_id} of {self.person_id}"
