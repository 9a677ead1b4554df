"""A first mock interview without a name: until the learner shows it, nothing that the mentor gets has it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from accounts.personal_data import all_files, all_rows, export_rows
from mailing.build import message_of
from mailing.models import Letter
from mailing.registry import Drop
from mentoring.calendar_feed import build_feed
from mentoring.invitations import CalendarMethod
from mentoring.letters import build_calendar_file
from mentoring.lifecycle import BookingState
from mentoring.models import Attendance, Block, Booking, SessionType, Usefulness
from mentoring.operations import (
    About,
    Agreed,
    DraftScore,
    NotFirstInterview,
    ScorecardDraft,
    accept_request,
    book_session,
    cancel_booking,
    contest_absence,
    move_booking,
    record_outcome,
    report_absence,
    review_session,
    share_scorecard,
    show_name,
    write_notes,
)
from tests.mentoring.builders import a_session_type, tomorrow

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # most walk every address
NAMELESS = About("How I would rank a feed.", is_anonymous=True)
SEEN = [DraftScore("depth", "Stopped at “why?”.", 2)]
WHOLE = ScorecardDraft(SEEN, "You said what you assumed.", "Draw first.", 3)
OF_NO_LEARNER = (
    *("/staff/", "/accounts/", "/dev/", "/outbox/", "/roadmaps/", "/articles/", "/newsletter/", "/series/"),
    *("/api/v1/schema/", "/api/v1/docs/", "/api/v1/roadmaps/", "/api/v1/articles/", "/api/v1/enrolments/"),
)
SECRETS = ("Quuxley", "quuxley", "zebedee")


@pytest.fixture
def shy(now: datetime) -> User:
    return User.objects.create_user(email="zebedee@quuxley.example", display_name="Zebedee Quuxley")


@pytest.fixture
def theory(call: SessionType) -> SessionType:
    return a_session_type(
        call.mentor, slug="theory", title="Mock: theory", kind="mock_interview", rubric_key="ml-theory"
    )


@pytest.fixture
def interview(theory: SessionType, shy: User, now: datetime) -> Booking:
    return book_session(
        learner=shy, session_type=theory, starts_at=tomorrow("10:00"), now=now, about=NAMELESS
    )


def addresses(resolver: URLResolver, booking: Booking, prefix: str = "") -> Iterator[str]:
    """Every address of the site that a booking or the mentor completes."""
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(each, URLResolver):
            yield from addresses(each, booking, route)
        elif isinstance(each, URLPattern):
            filled = (
                route.replace("<uuid:pk>", str(booking.pk))
                .replace("(?P<pk>[^/.]+)", str(booking.pk))
                .replace("<slug:handle>", "mira")
                .replace("<slug:slug>", "theory")
            )
            if not set("<(\\[") & set(filled):
                yield f"/{filled}"


def whole_text(letter: Letter, at: datetime) -> str:
    message = message_from_bytes(message_of(letter, at=at), policy=default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    texts = [part.get_content() for part in parts]
    return "\n".join([*map(str, message.values()), *(t if isinstance(t, str) else t.decode() for t in texts)])


def unfolded(answer: bytes) -> str:
    """A calendar's lines whole again; a picture is no text, and stays as it is read."""
    return answer.decode(errors="replace").replace("\r\n ", "")


def all_that_reaches(
    mentor: User, browser: Client, booking: Booking, at: datetime
) -> Iterator[tuple[str, str]]:
    booking = Booking.objects.with_people().get(pk=booking.pk)
    with time_machine.travel(at, tick=False):
        for address in addresses(get_resolver(), booking):
            if address.startswith(OF_NO_LEARNER):
                continue
            answer = browser.get(address)
            yield address, unfolded(answer.getvalue())
        for letter in Letter.objects.filter(recipient=mentor):
            try:
                yield letter.template, whole_text(letter, at)
            except Drop:
                continue
        for rows in all_rows():
            yield f"download: {rows.model.__name__}", str(export_rows(rows, mentor))
        for files in all_files():
            for name, content in files(mentor):
                yield f"download: {name}", unfolded(content)
        yield "feed", unfolded(build_feed(mentor, now=at))
        yield "file", unfolded(build_calendar_file(booking, CalendarMethod.REQUEST, reader=mentor))


def leaks(mentor: User, browser: Client, booking: Booking, at: datetime) -> list[tuple[str, str]]:
    return [
        (where, secret)
        for where, text in all_that_reaches(mentor, browser, booking, at)
        for secret in SECRETS
        if secret in text
    ]


def test_the_walk_finds_a_name_that_is_shown(
    interview: Booking, shy: User, mentor_user: User, browser: Client, now: datetime
) -> None:
    """The other tests mean nothing unless this one finds the name where it belongs."""
    show_name(booking=interview, by=shy)
    found = {where for where, _secret in leaks(mentor_user, browser, interview, now)}
    assert {
        "/bookings/",
        f"/bookings/{interview.pk}/",
        "/mentoring/inbox/",
        "/api/v1/me/mentor/inbox/",
        "/notices/",
        "/api/v1/bookings/",
        f"/api/v1/bookings/{interview.pk}/",
        f"/bookings/{interview.pk}/session.ics",
        "mentoring.invitation",
        "feed",
        "file",
    } <= found


def test_nothing_names_whom_the_mentor_will_meet(
    interview: Booking, shy: User, mentor_user: User, browser: Client, now: datetime
) -> None:
    move_booking(booking=interview, starts_at=tomorrow("11:00"), by=shy, now=now)
    moved = Booking.objects.with_people().get()
    assert leaks(mentor_user, browser, moved, now) == []
    assert "Anonymous learner" in browser.get(f"/bookings/{moved.pk}/").content.decode()


def test_nothing_names_whom_the_mentor_blocked(
    interview: Booking, mentor_user: User, browser: Client, now: datetime
) -> None:
    answer = browser.post(f"/bookings/{interview.pk}/block/", {"coming": "keep"}, follow=True)
    assert "Anonymous learner" in answer.text
    assert Block.objects.exists()
    assert leaks(mentor_user, browser, interview, now) == []


def test_nothing_names_who_asks_or_cancels(
    theory: SessionType, shy: User, mentor_user: User, browser: Client, now: datetime
) -> None:
    theory.needs_confirmation = True
    theory.save()
    asked = book_session(
        learner=shy, session_type=theory, starts_at=tomorrow("10:00"), now=now, about=NAMELESS
    )
    assert leaks(mentor_user, browser, asked, now) == []
    accepted = accept_request(booking=asked, by=mentor_user, now=now)
    cancelled = cancel_booking(booking=accepted, by=shy, reason="I am ill.", now=now)
    assert leaks(mentor_user, browser, cancelled, now) == []


def test_nothing_names_who_was_there(
    interview: Booking, shy: User, mentor_user: User, browser: Client
) -> None:
    after = interview.ends_at + timedelta(minutes=5)
    write_notes(booking=interview, notes="Ranking", agreed=[Agreed("Read one paper.")], now=after)
    held = record_outcome(booking=interview, by=mentor_user, outcome=BookingState.COMPLETED, now=after)
    review_session(
        booking=held, by=shy, usefulness=Usefulness.VERY_USEFUL, words="Strict and kind.", now=after
    )
    review_session(
        booking=held, by=mentor_user, usefulness=Usefulness.VERY_USEFUL, words="Well prepared.", now=after
    )
    assert leaks(mentor_user, browser, held, after) == []


def test_nothing_names_who_is_said_not_to_have_come(
    interview: Booking, shy: User, mentor_user: User, browser: Client
) -> None:
    after = interview.starts_at + timedelta(minutes=15)
    report_absence(booking=interview, by=mentor_user, now=after)
    missed = Booking.objects.with_people().get()
    contest_absence(booking=missed, by=shy, text="I was in the room.", now=after)
    assert leaks(mentor_user, browser, missed, after) == []


def test_a_shared_scorecard_shows_the_name(interview: Booking, mentor_user: User, browser: Client) -> None:
    after = interview.ends_at + timedelta(minutes=5)
    share_scorecard(booking=interview, by=mentor_user, draft=WHOLE, now=after)
    with time_machine.travel(after, tick=False):
        assert "Zebedee Quuxley" in browser.get(f"/bookings/{interview.pk}/").content.decode()


def test_a_public_review_shows_the_name(interview: Booking, shy: User, mentor_user: User) -> None:
    after = interview.ends_at + timedelta(minutes=5)
    held = record_outcome(booking=interview, by=mentor_user, outcome=BookingState.COMPLETED, now=after)
    review_session(
        booking=held, by=shy, usefulness=Usefulness.VERY_USEFUL, words="", is_public=True, now=after
    )
    assert not Attendance.objects.filter(is_anonymous=True).exists()


def test_a_second_mock_interview_has_a_name(
    interview: Booking, theory: SessionType, shy: User, now: datetime
) -> None:
    with pytest.raises(NotFirstInterview):
        book_session(learner=shy, session_type=theory, starts_at=tomorrow("13:00"), now=now, about=NAMELESS)


def test_a_call_has_a_name(call: SessionType, learner: User, now: datetime) -> None:
    with pytest.raises(NotFirstInterview):
        book_session(learner=learner, session_type=call, starts_at=tomorrow("13:00"), now=now, about=NAMELESS)


class TestThePages:
    def test_the_form_asks_once(
        self, lena: Client, theory: SessionType, learner: User, now: datetime
    ) -> None:
        address = "/mentors/mira/sessions/theory/booking/?start=2026-11-25T10:00:00%2B00:00"
        assert "is_anonymous" in lena.get(address).context["form"].fields
        lena.post(
            "/mentors/mira/bookings/",
            {"session_type": "theory", "start": "2026-11-25T10:00:00+00:00", "is_anonymous": "on"},
        )
        assert Attendance.objects.get(person=learner).is_anonymous
        later = address.replace("T10", "T13")
        assert "is_anonymous" not in lena.get(later).context["form"].fields

    def test_the_learner_shows_their_name(
        self, lena: Client, theory: SessionType, learner: User, now: datetime
    ) -> None:
        booking = book_session(
            learner=learner, session_type=theory, starts_at=tomorrow("10:00"), now=now, about=NAMELESS
        )
        assert "Show my name" in lena.get(f"/bookings/{booking.pk}/").content.decode()
        lena.post(f"/bookings/{booking.pk}/name/")
        assert not Attendance.objects.get(person=learner).is_anonymous

    def test_a_mentor_cannot_show_it(self, browser: Client, interview: Booking, shy: User) -> None:
        browser.post(f"/bookings/{interview.pk}/name/")
        browser.post(f"/api/v1/bookings/{interview.pk}/name/")
        assert Attendance.objects.get(person=shy).is_anonymous

    def test_the_api_books_and_shows(self, lena: Client, theory: SessionType, now: datetime) -> None:
        made = lena.post(
            "/api/v1/bookings/",
            {
                "mentor": "mira",
                "session_type": "theory",
                "starts_at": "2026-11-25T10:00:00Z",
                "is_anonymous": True,
            },
            content_type="application/json",
        ).json()
        assert (made["learner"], made["is_anonymous"]) == ("", True)
        shown = lena.post(f"/api/v1/bookings/{made['id']}/name/").json()
        assert (shown["learner"], shown["is_anonymous"]) == ("lena", False)
