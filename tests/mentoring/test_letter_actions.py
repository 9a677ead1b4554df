"""Links in letters that act without a sign-in: on POST only, for one person, one session and one act."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from mailing.delivery import deliver_due
from mentoring.letter_actions import LetterAction, action_url
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import cancel_booking
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_booking, a_session_type


@pytest.fixture
def request_(mentor: Mentor, learner: User, now: datetime) -> Booking:
    return a_booking(a_session_type(mentor, needs_confirmation=True), learner, "10:00", now=now)


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, at=now + timedelta(hours=46), now=now)


def path(action: LetterAction, booking: Booking, person: User) -> str:
    return re.sub(r"^https?://[^/]+", "", action_url(action, booking, person))


def state_of(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


@pytest.mark.parametrize(
    ("action", "after"),
    [
        (LetterAction.ACCEPT, BookingState.CONFIRMED),
        (LetterAction.DECLINE, BookingState.DECLINED),
        (LetterAction.CANCEL, BookingState.CANCELLED),
    ],
)
def test_a_get_says_what_it_will_do_and_a_post_does_it(
    client: Client, request_: Booking, learner: User, action: LetterAction, after: str
) -> None:
    person = learner if action == LetterAction.CANCEL else request_.mentor.user
    url = path(action, request_, person)
    page = client.get(url)
    assert page.status_code == 200
    assert "Nothing has happened yet" in page.content.decode()
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    client.head(url)
    assert state_of(request_) == BookingState.REQUESTED
    assert client.post(url).status_code == 303
    assert state_of(request_) == after
    assert "Nothing to do here" in client.get(url).content.decode()


def test_a_session_is_cancelled_by_either_side(
    client: Client, booking: Booking, learner: User, mentor: Mentor
) -> None:
    for person in (learner, mentor.user):
        page = client.get(path(LetterAction.CANCEL, booking, person)).content.decode()
        assert "Cancel this session?" in page
    client.post(path(LetterAction.CANCEL, booking, learner), {"reason": "Ill"})
    found = Booking.objects.get(pk=booking.pk)
    assert (found.state, found.cancel_reason) == (BookingState.CANCELLED, "Ill")


def test_a_second_post_changes_nothing(client: Client, request_: Booking, mentor: Mentor) -> None:
    client.post(path(LetterAction.DECLINE, request_, mentor.user), {"reason": ""})
    answer = client.post(path(LetterAction.ACCEPT, request_, mentor.user))
    assert (answer.status_code, state_of(request_)) == (422, BookingState.DECLINED)


def test_a_link_is_for_one_act_one_session_and_one_person(
    client: Client, request_: Booking, mentor: Mentor, learner: User, other_learner: User
) -> None:
    accept = path(LetterAction.ACCEPT, request_, mentor.user)
    assert client.post(accept.replace("/accept/", "/cancel/")).status_code == 404
    assert client.post(accept.replace("/accept/", "/decline/")).status_code == 404
    assert client.get(accept.replace("/accept/", "/explode/")).status_code == 404
    assert client.get(f"{accept[:-4]}AAA/").status_code == 404
    assert client.get(path(LetterAction.CANCEL, request_, other_learner)).status_code == 404
    assert client.post(path(LetterAction.ACCEPT, request_, learner)).status_code == 404
    assert state_of(request_) == BookingState.REQUESTED


def test_it_ends_with_what_it_is_about(client: Client, booking: Booking, learner: User) -> None:
    url = path(LetterAction.CANCEL, booking, learner)
    with time_machine.travel(booking.starts_at - timedelta(hours=11)):
        assert "too late" in client.get(url).content.decode()
        assert client.post(url, {"reason": ""}).status_code == 422
    with time_machine.travel(booking.ends_at + timedelta(days=400)):
        assert client.post(url, {"reason": ""}).status_code == 422
    assert state_of(booking) == BookingState.CONFIRMED


def test_who_has_left_acts_no_more(client: Client, booking: Booking, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert client.get(path(LetterAction.CANCEL, booking, learner)).status_code == 404


def test_a_form_from_elsewhere_is_refused(request_: Booking, mentor: Mentor) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path(LetterAction.ACCEPT, request_, mentor.user)).status_code == 403


def test_it_works_for_a_booking_that_was_cancelled_elsewhere(
    client: Client, booking: Booking, learner: User, now: datetime
) -> None:
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    page = client.get(path(LetterAction.CANCEL, booking, learner)).content.decode()
    assert "This session is cancelled" in page


def test_the_letters_have_them(request_: Booking, mentor: Mentor, now: datetime, smtp_sink: Sink) -> None:
    deliver_due(clock=lambda: now)
    texts = {each.to: each.html for each in smtp_sink.received}
    assert "/sessions/accept/" in texts[mentor.user.email]
    assert "/sessions/decline/" in texts[mentor.user.email]
    assert "/sessions/cancel/" in texts["lena@example.org"]
    assert "/sessions/accept/" not in texts["lena@example.org"]


def test_who_is_anonymous_is_named_to_nobody(client: Client, request_: Booking) -> None:
    request_.attendances.filter(role="learner").update(is_anonymous=True)
    page = client.get(path(LetterAction.ACCEPT, request_, request_.mentor.user)).content.decode()
    assert "Anonymous learner" in page
    assert "Lena" not in page


def test_a_seat_is_given_up_and_the_link_says_so_from_then_on(
    client: Client, mentor: Mentor, learner: User, other_learner: User, now: datetime
) -> None:
    group = a_session_type(mentor, seats=3)
    booking = a_booking(group, learner, "10:00", now=now)
    a_booking(group, other_learner, "10:00", now=now)
    url = path(LetterAction.CANCEL, booking, learner)
    asked = client.get(url).text
    assert "Give up your seat?" in asked
    assert "The others meet all the same" in asked
    left = client.post(url, follow=True)
    assert "You are not in this session any more" in left.text
    assert (left["Referrer-Policy"], left["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert state_of(booking) == BookingState.CONFIRMED
