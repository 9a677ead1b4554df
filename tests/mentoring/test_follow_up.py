"""What remains of a session: shared notes, what was agreed, what each says of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.lifecycle import BookingState
from mentoring.models import ActionItem, Booking, Review, SessionType, Usefulness
from mentoring.operations import (
    Agreed,
    AlreadyReviewed,
    CalledOff,
    NotHeld,
    NothingToReply,
    cancel_booking,
    record_outcome,
    reply_to_review,
    review_session,
    tick_action_item,
    write_notes,
)
from tests.conftest import person
from tests.mentoring.builders import HOUR, a_booking

DAY = timedelta(days=1)
FRIDAY = date(2026, 12, 4)


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


@pytest.fixture
def held(booking: Booking, mentor_user: User) -> Booking:
    later = booking.ends_at
    return record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=later)


def test_the_page_of_a_session_that_both_reviewed_takes_seven_queries(
    held: Booking, learner: User, mentor_user: User, lena: Client, django_assert_max_num_queries: Any
) -> None:
    for by in (learner, mentor_user):
        review_session(
            booking=held, by=by, usefulness=Usefulness.USEFUL, words="Good.", now=held.ends_at + HOUR
        )
    with time_machine.travel(held.ends_at + HOUR, tick=False):
        lena.get(held.get_absolute_url())
        with django_assert_max_num_queries(7):
            page = lena.get(held.get_absolute_url()).content.decode()
    assert page.count("Good.") == 2


class TestNotes:
    def test_both_share_them_with_what_was_agreed(self, booking: Booking, now: datetime) -> None:
        agreed = [Agreed("Derive it once more.", FRIDAY), Agreed("Read the chapter.")]
        write_notes(booking=booking, notes="# Plan", agreed=agreed, now=now)
        booking.refresh_from_db()
        assert booking.notes == "# Plan"
        assert [(each.place, each.text, each.due_on) for each in booking.action_items.all()] == [
            (1, "Derive it once more.", FRIDAY),
            (2, "Read the chapter.", None),
        ]

    def test_what_stays_as_it_was_stays_ticked(self, booking: Booking, now: datetime) -> None:
        write_notes(booking=booking, notes="", agreed=[Agreed("A"), Agreed("B")], now=now)
        for item in booking.action_items.all():
            tick_action_item(item=item, is_done=True, now=now)
        write_notes(booking=booking, notes="", agreed=[Agreed("A"), Agreed("C")], now=now)
        assert [(each.text, each.done_at) for each in booking.action_items.all()] == [("A", now), ("C", None)]

    def test_an_empty_place_goes(self, booking: Booking, now: datetime) -> None:
        write_notes(booking=booking, notes="", agreed=[Agreed("A"), Agreed("B")], now=now)
        write_notes(booking=booking, notes="", agreed=[Agreed(""), Agreed("B")], now=now)
        assert [(each.place, each.text) for each in booking.action_items.all()] == [(2, "B")]

    def test_the_database_knows_three_places(self, booking: Booking, learner: User) -> None:
        with pytest.raises(IntegrityError):
            ActionItem.objects.create(learner=learner, booking=booking, place=4, text="One more")

    def test_not_of_what_was_called_off(self, booking: Booking, learner: User, now: datetime) -> None:
        cancelled = cancel_booking(booking=booking, by=learner, reason="", now=now)
        with pytest.raises(CalledOff):
            write_notes(booking=cancelled, notes="", agreed=[], now=now)


class TestReminders:
    def owed(self) -> list[datetime]:
        due = Letter.objects.filter(template="mentoring.action_items_due", state=LetterState.OWED)
        return sorted(due.values_list("due_at", flat=True))

    def test_on_the_morning_in_the_learners_zone_and_a_week_later(
        self, booking: Booking, learner: User, now: datetime
    ) -> None:
        write_notes(booking=booking, notes="", agreed=[Agreed("A", FRIDAY)], now=now)
        morning = datetime(2026, 12, 4, 9, tzinfo=learner.zone)
        assert self.owed() == [morning, morning + 7 * DAY]

    def test_without_a_date_a_week_after_the_session(self, booking: Booking, now: datetime) -> None:
        write_notes(booking=booking, notes="", agreed=[Agreed("A")], now=now)
        assert self.owed()[0].date() == (booking.ends_at + 7 * DAY).date()

    def test_saved_again_it_is_owed_once(self, booking: Booking, now: datetime) -> None:
        for _again in range(2):
            write_notes(booking=booking, notes="", agreed=[Agreed("A", FRIDAY)], now=now)
        assert len(self.owed()) == 2


class TestReview:
    def test_neither_reads_the_others_before_both_have_spoken(
        self, held: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        at = held.ends_at
        review_session(booking=held, by=learner, usefulness=Usefulness.USEFUL, words="Good.", now=at)
        assert not Review.objects.revealed(at).exists()
        review_session(booking=held, by=mentor_user, usefulness=Usefulness.VERY_USEFUL, words="", now=at)
        assert Review.objects.revealed(at).count() == 2

    def test_or_after_two_days(self, held: Booking, learner: User) -> None:
        at = held.ends_at
        review_session(booking=held, by=learner, usefulness=Usefulness.USEFUL, words="", now=at)
        assert not Review.objects.revealed(at + 48 * HOUR - timedelta(seconds=1)).exists()
        assert Review.objects.revealed(at + 48 * HOUR).exists()

    def test_once(self, held: Booking, learner: User) -> None:
        review_session(booking=held, by=learner, usefulness=Usefulness.USEFUL, words="", now=held.ends_at)
        with pytest.raises(AlreadyReviewed):
            review_session(
                booking=held, by=learner, usefulness=Usefulness.NOT_USEFUL, words="", now=held.ends_at
            )

    def test_only_of_a_session_that_was_held(self, booking: Booking, learner: User) -> None:
        with pytest.raises(NotHeld):
            review_session(
                booking=booking, by=learner, usefulness=Usefulness.USEFUL, words="", now=booking.ends_at
            )

    def test_a_mentors_is_never_public(self, held: Booking, mentor_user: User) -> None:
        review = review_session(
            booking=held,
            by=mentor_user,
            usefulness=Usefulness.USEFUL,
            words="",
            is_public=True,
            now=held.ends_at,
        )
        assert review.is_public is False


class TestReply:
    def test_the_mentor_replies_once_to_a_public_one(self, held: Booking, learner: User) -> None:
        at = held.ends_at
        review = review_session(
            booking=held, by=learner, usefulness=Usefulness.USEFUL, words="", is_public=True, now=at
        )
        with pytest.raises(NothingToReply):
            reply_to_review(review=review, text="Thank you.", now=at)
        reply_to_review(review=review, text="Thank you.", now=at + 48 * HOUR)
        with pytest.raises(NothingToReply):
            reply_to_review(review=review, text="And …", now=at + 48 * HOUR)


@pytest.mark.usefixtures("at_now")
class TestPages:
    @pytest.fixture
    def past(self, call: SessionType, learner: User, mentor_user: User, now: datetime) -> Booking:
        booking = a_booking(call, learner, now - 2 * HOUR, now=now - DAY)
        return record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=now - HOUR)

    def test_notes_are_markdown_and_items_are_ticked(
        self, past: Booking, learner: User, mentor_user: User, signed_in: Callable[[User], Client]
    ) -> None:
        mira, lena, url = signed_in(mentor_user), signed_in(learner), f"/bookings/{past.pk}/"
        typed = {"notes": "**Draw** <script>first</script>", "text-1": "Derive it.", "due-1": "2026-12-04"}
        page = mira.post(f"{url}notes/", typed, follow=True).text
        assert "<strong>Draw</strong>" in page
        assert "<script>first" not in page
        assert 'aria-pressed="false" aria-label="Derive it."' in lena.get(url).text.replace(
            "\n", " "
        ).replace("              ", "")
        assert 'value="2026-12-04"' in lena.get(f"{url}notes/").text
        assert 'class="is-done"' in lena.post(f"{url}agreed/1/", {"done": "yes"}, follow=True).text

    def test_two_who_write_at_once_are_told(
        self, past: Booking, learner: User, mentor_user: User, signed_in: Callable[[User], Client]
    ) -> None:
        lena, url = signed_in(learner), f"/bookings/{past.pk}/notes/"
        seen = lena.get(url).context["form"]["seen"].value()
        signed_in(mentor_user).post(url, {"notes": "Mira's."})
        answer = lena.post(url, {"notes": "Lena's.", "seen": seen})
        assert (answer.status_code, "This was changed elsewhere" in answer.text) == (422, True)
        assert "Lena&#x27;s." in answer.text

    def test_a_stranger_writes_nothing(
        self, past: Booking, other_learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        stranger = signed_in(other_learner)
        for act in ("notes", "agreed/1", "absence", "contest", "review"):
            assert stranger.post(f"/bookings/{past.pk}/{act}/").status_code == 404

    def test_reviews_are_shown_from_three_up(
        self, call: SessionType, past: Booking, client: Client, now: datetime
    ) -> None:
        for number in range(3):
            assert "What learners say" not in client.get(call.mentor.get_absolute_url()).text
            author = person(f"Ann{number}", "UTC")
            booking = a_booking(call, author, now - (number + 4) * DAY, now=now - 9 * DAY)
            Booking.objects.filter(pk=booking.pk).update(state=BookingState.COMPLETED)
            review_session(
                booking=Booking.objects.with_people().get(pk=booking.pk),
                by=author,
                usefulness=Usefulness(2 + number),
                words=f"Words {number}",
                is_public=True,
                now=now - 3 * DAY,
            )
        page = client.get(f"{call.mentor.get_absolute_url()}?fresh").text
        assert "2 of 3 found their session useful or very useful." in page
        assert "Words 2" in page

    def test_a_review_says_when_it_is_shown(
        self, past: Booking, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        lena = signed_in(learner)
        typed = {"usefulness": "4", "words": "Thank you."}
        page = lena.post(f"/bookings/{past.pk}/review/", typed, follow=True).text
        assert "It is shown once both of you have said how it was" in page
        assert "Very useful" in page
