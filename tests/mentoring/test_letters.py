"""The letters about a session as they arrive: at a real SMTP server, in each reader's own time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from icalendar import Calendar

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.models import Booking, SessionType
from mentoring.operations import (
    About,
    accept_request,
    cancel_booking,
    decline_request,
    expire_unanswered,
    move_booking,
)
from tests.mailing.sink import Received
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow
from tests.mentoring.conftest import Arrived


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now, about=About("My loss <b>will not</b> go down."))


def event_in(received: Received) -> tuple[Any, Any]:
    part = next(part for part in received.mail.walk() if part.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return part.get_param("method"), event


def test_an_invitation_arrives_on_both_sides_in_their_own_time(
    booking: Booking, arrived: Arrived, now: datetime
) -> None:
    mails = arrived(now)
    assert "Wed 25 Nov, 10:00 (London)" in mails["lena@example.org"].subject
    assert "Wed 25 Nov, 11:00 (Warsaw)" in mails["mira@example.org"].subject


def test_the_invitation_asks_calendars_to_add_it(booking: Booking, arrived: Arrived, now: datetime) -> None:
    method, event = event_in(arrived(now)["lena@example.org"])
    assert (method, event["uid"], event["sequence"]) == ("REQUEST", booking.uid, 0)
    assert event.decoded("dtstart") == booking.starts_at


def test_an_invitation_that_comes_after_the_session_is_not_sent(
    booking: Booking, arrived: Arrived, now: datetime
) -> None:
    """The mail server was away for two days."""
    assert arrived(booking.ends_at) == {}
    kinds = Letter.objects.filter(template="mentoring.invitation")
    assert [letter.state for letter in kinds] == [LetterState.DROPPED] * 2


def test_an_invitation_to_a_session_that_runs_is_still_sent(booking: Booking, arrived: Arrived) -> None:
    assert "Booked" in arrived(booking.starts_at)["lena@example.org"].subject


def test_a_reminder_follows_whoever_has_another_address_by_now(
    booking: Booking, learner: User, arrived: Arrived, now: datetime
) -> None:
    arrived(now)
    User.objects.filter(pk=learner.pk).update(email="lena@elsewhere.example")
    assert set(arrived(booking.starts_at - HOUR)) == {"lena@elsewhere.example", "mira@example.org"}


def test_nobodys_address_is_shown_to_the_other_side(
    booking: Booking, arrived: Arrived, now: datetime
) -> None:
    mails = arrived(now)
    assert b"mira@example.org" not in mails["lena@example.org"].raw
    assert b"lena@example.org" not in mails["mira@example.org"].raw


def test_what_the_learner_wrote_is_shown_as_text(booking: Booking, arrived: Arrived, now: datetime) -> None:
    html = arrived(now)["mira@example.org"].html
    assert "My loss &lt;b&gt;will not&lt;/b&gt; go down." in html


def test_a_cancellation_tells_calendars_to_drop_it(
    booking: Booking, learner: User, arrived: Arrived, now: datetime
) -> None:
    arrived(now)
    cancel_booking(booking=booking, by=learner, reason="I am ill.", now=now)
    mails = arrived(now)
    method, event = event_in(mails["mira@example.org"])
    assert (method, event["uid"], event["sequence"]) == ("CANCEL", booking.uid, 1)
    assert "I am ill." in mails["mira@example.org"].text
    assert "You have cancelled" in mails["lena@example.org"].text


def test_a_booking_cancelled_at_once_sends_no_invitation(
    booking: Booking, learner: User, arrived: Arrived, now: datetime
) -> None:
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    assert {received.subject.partition(":")[0] for received in arrived(now).values()} == {"Cancelled"}


def test_a_reminder_arrives_when_it_is_due(booking: Booking, arrived: Arrived, now: datetime) -> None:
    arrived(now)
    reminded = arrived(booking.starts_at - HOUR)
    assert reminded["lena@example.org"].subject == "Coming up: Career call, Wed 25 Nov, 10:00 (London)"


def test_a_reminder_is_dropped_once_the_session_has_begun(
    booking: Booking, arrived: Arrived, now: datetime
) -> None:
    arrived(now)
    assert not arrived(booking.starts_at + timedelta(minutes=1))
    reminders = Letter.objects.filter(template="mentoring.reminder")
    assert {letter.state for letter in reminders} == {LetterState.DROPPED}


def test_a_letter_about_an_earlier_time_is_dropped(booking: Booking, arrived: Arrived, now: datetime) -> None:
    Booking.objects.filter(pk=booking.pk).update(sequence=3)
    assert not arrived(now)


def test_a_change_that_calendars_need_not_hear_of_drops_no_letter(
    booking: Booking, arrived: Arrived, now: datetime
) -> None:
    Booking.objects.filter(pk=booking.pk).update(version=3)
    assert set(arrived(now)) == {"lena@example.org", "mira@example.org"}
    assert set(arrived(booking.starts_at - HOUR)) == {"lena@example.org", "mira@example.org"}


def test_line_breaks_in_old_rows_stop_nobodys_letters(
    booking: Booking, arrived: Arrived, now: datetime
) -> None:
    """Rows may be older than the promise that a title is one line."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mentoring_booking SET title = E'Call\\r\\nBcc:\\x0bx'")
        cursor.execute("UPDATE accounts_user SET display_name = E'Any\\nbody\\x01'")
    mails = arrived(now)
    assert {mail.subject.partition(",")[0] for mail in mails.values()} == {"Booked: Call Bcc: x"}
    _method, event = event_in(mails["lena@example.org"])
    assert event["summary"] == "Call Bcc: x with Any body"


def test_a_move_tells_calendars_to_move_the_event_that_they_have(
    booking: Booking, learner: User, arrived: Arrived, now: datetime
) -> None:
    arrived(now)
    move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, reason="A <train>.", now=now)
    mail = arrived(now)["mira@example.org"]
    method, event = event_in(mail)
    assert (method, event["uid"], event["sequence"]) == ("REQUEST", booking.uid, 1)
    assert event.decoded("dtstart") == tomorrow("13:00")
    assert mail.subject == "Moved: Career call, now Wed 25 Nov, 14:00 (Warsaw)"
    assert "Lena has moved this session from Wed 25 Nov, 11:00 (Warsaw)" in mail.text
    assert "A <train>." in mail.text


class TestRequests:
    @pytest.fixture
    def request_(self, mentor_user: User, learner: User, now: datetime) -> Booking:
        asked = a_session_type(a_mentor(mentor_user), needs_confirmation=True)
        return a_booking(asked, learner, now=now, about=About("My résumé."))

    def test_it_is_no_news_for_calendars(self, request_: Booking, arrived: Arrived, now: datetime) -> None:
        mails = arrived(now)
        assert {mail.mail.get_content_type() for mail in mails.values()} == {"multipart/alternative"}
        assert mails["mira@example.org"].subject.startswith("Lena asks for: Career call")
        assert "My résumé." in mails["mira@example.org"].text
        assert "Nothing is booked yet" in mails["lena@example.org"].text
        assert "video.example.org" not in mails["lena@example.org"].text
        assert "video.example.org" in mails["mira@example.org"].text

    def test_accepted_it_is_an_invitation(
        self, request_: Booking, mentor_user: User, arrived: Arrived, now: datetime
    ) -> None:
        arrived(now)
        accept_request(booking=request_, by=mentor_user, now=now)
        method, event = event_in(arrived(now)["lena@example.org"])
        assert (method, event["uid"], event["sequence"]) == ("REQUEST", request_.uid, 0)

    def test_declined_it_names_the_reason_and_other_times(
        self, request_: Booking, mentor_user: User, arrived: Arrived, now: datetime
    ) -> None:
        arrived(now)
        decline_request(booking=request_, by=mentor_user, reason="Ask <Max>.", now=now)
        mail = arrived(now)["lena@example.org"]
        assert mail.subject.startswith("Not booked: Career call")
        assert "Ask <Max>." in mail.text
        assert mail.text.count("/sessions/call/booking/?start=") == 3
        assert mail.mail.get_content_type() == "multipart/alternative"

    def test_unanswered_both_are_told_and_the_learner_gets_other_times(
        self, request_: Booking, arrived: Arrived, now: datetime
    ) -> None:
        arrived(now)
        assert request_.expires_at
        expire_unanswered(now=request_.expires_at)
        mails = arrived(request_.expires_at)
        assert "expired without your answer" in mails["mira@example.org"].text
        assert "/sessions/call/booking/?start=" not in mails["mira@example.org"].text
        assert mails["lena@example.org"].text.count("/sessions/call/booking/?start=") == 3

    def test_taken_back_no_calendar_is_told_to_cancel_what_it_never_had(
        self, request_: Booking, learner: User, arrived: Arrived, now: datetime
    ) -> None:
        arrived(now)
        cancel_booking(booking=request_, by=learner, reason="", now=now)
        mail = arrived(now)["mira@example.org"]
        assert "Lena has taken the request back." in mail.text
        assert mail.mail.get_content_type() == "multipart/alternative"

    def test_one_that_is_answered_before_it_leaves_is_not_sent(
        self, request_: Booking, mentor_user: User, arrived: Arrived, now: datetime
    ) -> None:
        accept_request(booking=request_, by=mentor_user, now=now)
        assert {mail.subject.split(":")[0] for mail in arrived(now).values()} == {"Booked"}
