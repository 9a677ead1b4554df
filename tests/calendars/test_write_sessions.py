"""Sessions in somebody's calendar, on a real server: one event each, whatever happens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from calendars.models import AccountCalendar, CalendarAccount, SessionEvent
from calendars.operations import (
    choose_calendars,
    connect_account,
    owe_of_booking,
    owe_what_is_missing,
    replace_password,
)
from calendars.writing import LEASE, claim, write, write_due
from mentoring.announcements import BookingChanged
from mentoring.lifecycle import BookingEventKind
from mentoring.models import Booking, SessionType
from mentoring.operations import accept_request, cancel_booking, move_booking
from notices.models import Notice
from tests.calendars.conftest import Book
from tests.calendars.radicale_server import RadicaleServer
from tests.mentoring.builders import a_booking, a_session_type, tomorrow

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


def starts(radicale: RadicaleServer, calendar: str = "work") -> list[str]:
    return sorted(f"{each.decoded('DTSTART'):%H:%M}" for each in radicale.events(calendar))


def again(now: datetime) -> None:
    """All that is owed, whatever it waits for."""
    CalendarAccount.objects.update(retry_at=None)
    SessionEvent.objects.filter(is_owed=True).update(due_at=now)
    write_due()


def test_one_session_is_one_event_through_booking_moving_and_cancelling(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    write_due()
    [event] = radicale.events("work")
    assert (event["UID"], event["SUMMARY"]) == (booking.uid, "Career call with Lena")
    assert event.decoded("DTSTART") == tomorrow("10:00")
    booking = move_booking(booking=booking, starts_at=tomorrow("11:00"), by=learner, reason="", now=now)
    write_due()
    [event] = radicale.events("work")
    assert (event["UID"], event.decoded("DTSTART")) == (booking.uid, tomorrow("11:00"))
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    write_due()
    assert radicale.events("work") == []
    assert not SessionEvent.objects.filter(is_owed=True).exists()


def test_nobody_is_invited_by_it(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    a_booking(call, learner, now=now)
    write_due()
    [file] = radicale.files("work")
    text = file.read_text()
    assert not any(word in text for word in ("METHOD", "ORGANIZER", "ATTENDEE", "lena@example.org"))


def test_a_request_is_in_no_calendar_before_it_is_accepted(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    call.needs_confirmation = True
    call.save()
    booking = a_booking(call, learner, now=now)
    write_due()
    assert radicale.events("work") == []
    accept_request(booking=booking, by=call.mentor.user, now=now)
    write_due()
    assert starts(radicale) == ["10:00"]


def test_many_changes_are_one_request(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    for at in ("11:00", "12:00", "13:00"):
        booking = move_booking(booking=booking, starts_at=tomorrow(at), by=learner, reason="", now=now)
    write_due()
    assert starts(radicale) == ["13:00"]
    assert SessionEvent.objects.get().changes == 4


def test_a_change_while_a_worker_writes_stays_owed(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    claimed = claim(now=now)
    assert claimed
    move_booking(booking=booking, starts_at=tomorrow("11:00"), by=learner, reason="", now=now)
    write(claimed, now=now)
    assert SessionEvent.objects.get().is_owed
    write_due()
    assert starts(radicale) == ["11:00"]


def test_a_worker_that_dies_after_its_request_leaves_one_event(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    a_booking(call, learner, now=now)
    claimed = claim(now=now)
    assert claimed
    with transaction.atomic():
        write(claimed, now=now)
        transaction.set_rollback(True)  # what it would have saved is lost; the server has it
    assert len(radicale.events("work")) == 1
    SessionEvent.objects.update(leased_until=now - LEASE)
    write_due()
    assert len(radicale.events("work")) == 1
    assert not SessionEvent.objects.get().is_owed


def test_a_server_that_is_down_gets_it_when_it_is_back(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    radicale.stop()
    a_booking(call, learner, now=now)
    write_due()
    account = CalendarAccount.objects.get()
    assert (account.failures, account.failed_with) == (1, "not_reached")
    assert SessionEvent.objects.get().is_owed
    radicale.start()
    again(now)
    assert starts(radicale) == ["10:00"]
    assert CalendarAccount.objects.get().failures == 0


def test_a_changed_password_is_told_once_and_mended_on_the_page(
    chosen: CalendarAccount,
    radicale: RadicaleServer,
    book: Book,
    browser: Client,
    now: datetime,
) -> None:
    radicale.set_password("another-one")
    radicale.stop()
    radicale.start()
    book("10:00")
    book("11:00")
    write_due()
    again(now)
    account = CalendarAccount.objects.get()
    assert account.failed_with == "wrong_password"
    assert Notice.objects.filter(kind="calendars.account_failing").count() == 1
    assert "app password" in browser.get(f"/settings/calendars/{account.pk}/").content.decode()
    assert "does not work" in browser.get("/notices/").content.decode()
    replace_password(account=account, password="another-one", now=now)
    write_due()
    assert starts(radicale) == ["10:00", "11:00"]


def test_what_its_owner_added_to_the_event_stays_when_it_moves(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    write_due()
    event = SessionEvent.objects.get()
    _status, body = radicale.ask("GET", f"/mira/work/{booking.pk}.ics")
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"
    changed = body.decode().replace("END:VEVENT", f"CATEGORIES:Mentoring\r\n{alarm}END:VEVENT")
    assert radicale.ask("PUT", f"/mira/work/{booking.pk}.ics", changed)[0] == 204
    move_booking(booking=booking, starts_at=tomorrow("11:00"), by=learner, reason="", now=now)
    write_due()
    [found] = radicale.events("work")
    assert found.decoded("DTSTART") == tomorrow("11:00")
    assert len(found.walk("VALARM")) == 1
    assert found.categories == ["Mentoring"]
    assert SessionEvent.objects.get().etag != event.etag


def test_an_event_that_its_owner_deleted_comes_back_when_the_session_moves(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    write_due()
    assert radicale.ask("DELETE", f"/mira/work/{booking.pk}.ics")[0] == 200
    booking = move_booking(booking=booking, starts_at=tomorrow("11:00"), by=learner, reason="", now=now)
    write_due()
    assert starts(radicale) == ["11:00"]
    assert radicale.ask("DELETE", f"/mira/work/{booking.pk}.ics")[0] == 200
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    write_due()
    assert not SessionEvent.objects.get().is_owed


def test_an_invitation_that_a_mail_program_has_put_there_is_not_doubled(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    stamp = "DTSTAMP:20261124T120000Z"
    radicale.put(
        "work",
        "from-mail",
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{booking.uid}\r\n{stamp}\r\n"
        "DTSTART:20261125T100000Z\r\nDTEND:20261125T103000Z\r\nSUMMARY:Call\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n".encode(),
    )
    write_due()
    assert starts(radicale) == ["10:00"]
    move_booking(booking=booking, starts_at=tomorrow("11:00"), by=learner, reason="", now=now)
    write_due()
    assert starts(radicale) == ["11:00"]


def test_sessions_move_to_the_calendar_that_is_chosen_and_leave_with_the_choice(
    chosen: CalendarAccount,
    radicale: RadicaleServer,
    home: AccountCalendar,
    book: Book,
    now: datetime,
) -> None:
    book("10:00")
    write_due()
    choose_calendars(account=chosen, busy=[], sessions=home, now=now)
    write_due()
    assert (starts(radicale, "work"), starts(radicale, "home")) == ([], ["10:00"])
    choose_calendars(account=chosen, busy=[], sessions=None, now=now)
    write_due()
    assert starts(radicale, "home") == []


def test_what_was_booked_before_comes_with_the_choice(
    account: CalendarAccount,
    radicale: RadicaleServer,
    work: AccountCalendar,
    book: Book,
    now: datetime,
) -> None:
    book("10:00")
    choose_calendars(account=account, busy=[], sessions=work, now=now)
    write_due()
    assert starts(radicale) == ["10:00"]


def test_each_of_the_two_has_it_in_their_own_calendar(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    """A learner, too, who is no mentor."""
    theirs = connect_account(
        person=learner, url=radicale.url, username="mira", password="app-password", now=now
    )
    choose_calendars(account=theirs, busy=[], sessions=theirs.calendars.get(name="home"), now=now)
    a_booking(call, learner, now=now)
    write_due()
    assert [each["SUMMARY"] for each in radicale.events("home")] == ["Career call with Mira"]
    assert [each["SUMMARY"] for each in radicale.events("work")] == ["Career call with Lena"]


def test_a_calendar_that_is_gone_is_said_and_the_session_waits(
    chosen: CalendarAccount,
    radicale: RadicaleServer,
    book: Book,
    browser: Client,
) -> None:
    assert radicale.ask("DELETE", "/mira/work/")[0] == 200
    book("10:00")
    write_due()
    event = SessionEvent.objects.get()
    assert event.is_owed
    assert event.failed_with
    assert CalendarAccount.objects.get().failures == 0
    assert "Career call" in browser.get(f"/settings/calendars/{chosen.pk}/").content.decode()


def test_a_session_booked_while_the_calendar_was_chosen_is_found_later(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    a_booking(call, learner, now=now)
    SessionEvent.objects.all().delete()  # as if the booking had not seen the choice
    owe_what_is_missing(now=now)
    write_due()
    assert starts(radicale) == ["10:00"]


def test_two_workers_never_have_the_same_one(
    chosen: CalendarAccount, call: SessionType, learner: User, now: datetime
) -> None:
    a_booking(call, learner, now=now)
    assert claim(now=now)
    assert claim(now=now) is None


def test_the_same_thing_is_owed_once(
    chosen: CalendarAccount, call: SessionType, learner: User, now: datetime
) -> None:
    booking: Booking = a_booking(call, learner, now=now)
    owe_of_booking(
        BookingChanged(
            event_id=booking.pk,
            booking_id=booking.pk,
            mentor_id=booking.mentor_id,
            person_ids=(booking.mentor_id, learner.pk),
            kind=BookingEventKind.MOVED,
            at=now,
            by_id=None,
            side=None,
            old_starts_at=None,
            new_starts_at=None,
        )
    )
    assert SessionEvent.objects.count() == 1


def test_a_session_that_is_long_over_is_given_up(
    chosen: CalendarAccount, radicale: RadicaleServer, call: SessionType, learner: User, now: datetime
) -> None:
    a_booking(call, learner, now=now)
    radicale.stop()
    claimed = claim(now=now)
    assert claimed
    write(claimed, now=tomorrow("12:00") + timedelta(days=1))
    assert not SessionEvent.objects.get().is_owed


def test_a_title_of_emoji_arrives_whole(
    chosen: CalendarAccount, radicale: RadicaleServer, mentor: object, learner: User, now: datetime
) -> None:
    title = "🧗 " * 25 + "Café 讨论"
    call = a_session_type(chosen.person.mentor, slug="climb", title=title)
    a_booking(call, learner, datetime(2026, 11, 25, 15, tzinfo=UTC), now=now)
    write_due()
    [event] = radicale.events("work")
    assert str(event["SUMMARY"]).startswith(title)
