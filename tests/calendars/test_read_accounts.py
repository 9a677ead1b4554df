"""Calendars of an account keep their owner busy, as a real server has them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from availability.slots import to_datetime
from calendars.models import AccountCalendar, CalendarAccount
from calendars.operations import choose_calendars, read_due_accounts
from calendars.reading import read_account
from calendars.writing import write_due
from mentoring.free_times import find_free_times
from mentoring.models import OutsideBusy, SessionType
from mentoring.operations import move_booking
from tests.calendars.radicale_server import RadicaleServer
from tests.mentoring.builders import a_booking, tomorrow
from tests.mentoring.test_outside_events import a_file

pytestmark = pytest.mark.django_db(transaction=True)
DENTIST = "UID:1\nSUMMARY:Dentist\nDTSTART:20261125T100000Z\nDTEND:20261125T110000Z"
WEEKLY = "UID:2\nSUMMARY:Team\nDTSTART:20250101T140000Z\nDTEND:20250101T150000Z\nRRULE:FREQ=WEEKLY;BYDAY=WE"


def read(account: CalendarAccount, now: datetime) -> CalendarAccount:
    CalendarAccount.objects.update(next_read_at=now)
    read_account(account.pk, now=now)
    account.refresh_from_db()
    return account


def taken(call: SessionType, now: datetime) -> list[str]:
    """Of tomorrow's half hours from nine to five, those that can't be booked."""
    first = datetime(2026, 11, 25, tzinfo=UTC)
    free = find_free_times(call, start=first, end=first + timedelta(days=1), now=now).starts
    hours = {f"{at // 2:02}:{at % 2 * 30:02}" for at in range(18, 34)}
    return sorted(hours - {f"{to_datetime(start):%H:%M}" for start in free})


def test_nobody_is_offered_what_a_chosen_calendar_has(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, now: datetime
) -> None:
    radicale.put("home", "dentist", a_file(DENTIST))
    radicale.put("work", "team", a_file(WEEKLY))
    assert read(chosen, now).read_at == now
    assert taken(call, now) == ["10:00", "10:30", "14:00", "14:30"]


def test_what_changes_there_is_seen_at_the_next_reading(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, now: datetime
) -> None:
    radicale.put("home", "dentist", a_file(DENTIST))
    read(chosen, now)
    radicale.ask("DELETE", "/mira/home/dentist.ics")
    read(chosen, now + timedelta(minutes=15))
    assert taken(call, now) == []


def test_a_calendar_that_was_not_chosen_takes_nothing(
    chosen: CalendarAccount,
    work: AccountCalendar,
    radicale: RadicaleServer,
    call: SessionType,
    now: datetime,
) -> None:
    radicale.put("home", "dentist", a_file(DENTIST))
    read(chosen, now)
    choose_calendars(account=chosen, busy=[work], sessions=work, now=now)
    assert taken(call, now) == []
    read(chosen, now)
    assert taken(call, now) == []


def test_our_own_sessions_that_come_back_take_nothing_twice(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    write_due()
    read(chosen, now)
    assert not OutsideBusy.objects.exists()
    move_booking(booking=booking, starts_at=tomorrow("12:00"), by=learner, reason="", now=now)
    assert taken(call, now) == ["12:00"]


def test_after_a_failure_the_known_times_stay_and_the_page_says_it(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, browser: Client, now: datetime
) -> None:
    radicale.put("home", "dentist", a_file(DENTIST))
    read(chosen, now)
    radicale.stop()
    account = read(chosen, now + timedelta(minutes=15))
    assert account.failed_with == "not_reached"
    assert taken(call, now) == ["10:00", "10:30"]
    assert "could not be reached" in browser.get(f"/settings/calendars/{chosen.pk}/").content.decode()


def test_a_server_that_is_down_is_asked_less_and_less(
    chosen: CalendarAccount, radicale: RadicaleServer, now: datetime
) -> None:
    radicale.stop()
    waits, at = [], now
    for _number in range(7):
        account = read(chosen, at)
        assert account.retry_at
        waits.append((account.retry_at - at) // timedelta(minutes=1))
        at = account.retry_at
    assert waits == [1, 5, 15, 60, 180, 360, 360]


def test_one_that_is_gone_keeps_no_other_from_being_read(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, browser: Client, now: datetime
) -> None:
    radicale.put("work", "team", a_file(WEEKLY))
    radicale.ask("DELETE", "/mira/home/")
    read(chosen, now)
    assert taken(call, now) == ["14:00", "14:30"]
    assert chosen.calendars.get(name="home").failed_with == "calendar_gone"
    assert "no longer there" in browser.get(f"/settings/calendars/{chosen.pk}/").content.decode()


def test_what_has_not_changed_is_not_read_again(
    chosen: CalendarAccount, radicale: RadicaleServer, now: datetime
) -> None:
    radicale.put("home", "dentist", a_file(DENTIST))
    read(chosen, now)
    OutsideBusy.objects.all().delete()  # a sign: reading would bring it back
    read(chosen, now + timedelta(minutes=15))
    assert not OutsideBusy.objects.exists()
    read(chosen, now + timedelta(days=8))
    assert not OutsideBusy.objects.filter(during__startswith__lt=now).exists()


def test_only_accounts_with_a_chosen_calendar_are_read(account: CalendarAccount, now: datetime) -> None:
    read_due_accounts(now=now)
    account.refresh_from_db()
    assert account.read_at is None
