"""Outside calendars: a mentor adds them, has them read at once, and removes them."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.encryption import encrypt
from accounts.models import User
from availability.announcements import HoursChanged
from core.announcements import announce
from core.outgoing import check_url
from core.refusals import Refusal
from mentoring.letters import build_calendar_file
from mentoring.models import Booking, OutsideCalendar
from mentoring.outside_refresh import read_busy, store_busy
from mentoring.tasks import read_soon

MOST_CALENDARS = 10


class TooManyCalendars(Refusal):
    code = "too_many_calendars"
    message = _("You have as many outside calendars as there can be. Remove one first.")


@transaction.atomic
def add_outside_calendar(*, person: User, name: str, url: str, now: datetime) -> OutsideCalendar:
    """It is read from this commit on. Raises AddressNotAllowed or TooManyCalendars."""
    check_url(url)
    calendar = _add(person=person, name=name, encrypted_url=encrypt(url), now=now)
    transaction.on_commit(partial(read_soon, calendar.pk), robust=True)
    return calendar


@transaction.atomic
def add_account_calendar(*, person: User, name: str, now: datetime) -> OutsideCalendar:
    """One whose events somebody else brings (`keep_busy_times`). Raises TooManyCalendars."""
    return _add(person=person, name=name, encrypted_url="", now=now)


def _add(*, person: User, name: str, encrypted_url: str, now: datetime) -> OutsideCalendar:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    if person.outside_calendars.count() >= MOST_CALENDARS:
        raise TooManyCalendars
    return OutsideCalendar.objects.create(
        person=person, name=name, encrypted_url=encrypted_url, next_read_at=now
    )


def keep_busy_times(*, calendar: OutsideCalendar, files: Iterable[bytes], now: datetime) -> None:
    """What an account's calendar says, in place of what it said before; sessions of this site are left out.

    Raises NotACalendar or TooManyEvents.
    """
    store_busy(calendar, read_busy(calendar, files, now=now), now=now)


@transaction.atomic
def read_outside_calendar(*, calendar: OutsideCalendar, now: datetime) -> None:
    """As soon as a worker is free."""
    OutsideCalendar.objects.filter(pk=calendar.pk).update(next_read_at=now)
    transaction.on_commit(partial(read_soon, calendar.pk), robust=True)


@transaction.atomic
def remove_outside_calendar(*, calendar: OutsideCalendar) -> None:
    """Its times are free again at once."""
    calendar.delete()
    announce(HoursChanged(calendar.person_id))


def build_stored_event(*, booking: Booking, person: User) -> bytes:
    """The session as a calendar server stores it for this person: nobody is invited by it."""
    return build_calendar_file(booking, None, reader=person)


def read_due_calendars(*, now: datetime) -> None:
    """Each by a worker of its own: a slow server holds up no other calendar."""
    for pk in OutsideCalendar.objects.due(now).order_by("next_read_at").values_list("pk", flat=True)[:500]:
        read_soon(pk)
