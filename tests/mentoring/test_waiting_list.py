"""The waiting list: whoever is next is offered one free time, which is kept for them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from availability.models import WeeklyHours
from mailing.delivery import deliver_due
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType, WaitingEntry, WaitingState
from mentoring.operations import (
    OFFERED_FOR,
    NotForYourself,
    NothingOffered,
    NotWaitable,
    SlotTaken,
    cancel_booking,
    expire_unanswered,
    join_waiting_list,
    leave_waiting_list,
    move_booking,
    pass_on_offer,
    sweep_waiting_lists,
)
from notices.models import Notice
from tests.conftest import person
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

LONDON = ZoneInfo("Europe/London")
THE_DAY = date(2026, 11, 25)


@pytest.fixture
def call(mentor_user: User) -> SessionType:
    """One half hour a day: ten o'clock."""
    return a_session_type(a_mentor(mentor_user, hours=(10, 11)), minutes=60, interval_minutes=60)


@pytest.fixture
def taken(call: SessionType, now: datetime) -> Booking:
    """Somebody has the only time of the day."""
    return a_booking(call, person("Ola", "UTC"), "10:00", now=now)


def wait(who: User, call: SessionType, *, now: datetime, on: date = THE_DAY) -> WaitingEntry:
    return join_waiting_list(person=who, session_type=call, from_on=on, until_on=on, zone=LONDON, now=now)


def offered_to() -> list[str]:
    return [each.learner.display_name for each in Booking.objects.filter(state=BookingState.OFFERED)]


class TestWhoseTurnItIs:
    def test_a_cancelled_time_goes_to_who_came_first_and_to_nobody_else(
        self, taken: Booking, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        wait(learner, call, now=now)
        wait(other_learner, call, now=now + timedelta(minutes=1))
        cancel_booking(booking=taken, by=call.mentor.user, reason="", now=now)
        assert offered_to() == ["Lena"]
        with pytest.raises(SlotTaken):
            a_booking(call, other_learner, "10:00", now=now)

    def test_a_moved_session_frees_its_time_too(
        self, taken: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        wait(learner, call, now=now)
        move_booking(
            booking=taken, starts_at=tomorrow("10:00") + timedelta(days=1), by=call.mentor.user, now=now
        )
        assert offered_to() == ["Lena"]

    def test_hours_that_are_added_are_found_by_the_sweep(
        self, taken: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        wait(learner, call, now=now)
        assert sweep_waiting_lists(now=now) == 0
        WeeklyHours.objects.update(end_minute=12 * 60)
        assert sweep_waiting_lists(now=now) == 1
        assert Booking.objects.get(state=BookingState.OFFERED).starts_at == tomorrow("11:00")

    def test_one_time_is_offered_at_a_time(
        self, mentor_user: User, learner: User, other_learner: User, now: datetime
    ) -> None:
        call = a_session_type(a_mentor(mentor_user))
        wait(learner, call, now=now)
        wait(other_learner, call, now=now)
        assert [sweep_waiting_lists(now=now), sweep_waiting_lists(now=now)] == [1, 0]
        assert offered_to() == ["Lena"]

    def test_nobody_is_offered_a_day_they_did_not_name(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        wait(learner, call, now=now, on=date(2026, 11, 27))
        sweep_waiting_lists(now=now)
        assert Booking.objects.get().starts_at.date() == date(2026, 11, 27)

    def test_nobody_is_offered_a_time_at_which_they_are_busy(
        self, taken: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        other = a_session_type(a_mentor(person("Ada", "UTC")))
        a_booking(other, learner, "10:30", now=now)
        wait(learner, call, now=now)
        cancel_booking(booking=taken, by=call.mentor.user, reason="", now=now)
        assert offered_to() == []


class TestTheOffer:
    @pytest.fixture
    def entry(self, taken: Booking, call: SessionType, learner: User, now: datetime) -> WaitingEntry:
        """Lena has been offered ten o'clock."""
        entry = wait(learner, call, now=now)
        cancel_booking(booking=taken, by=call.mentor.user, reason="", now=now)
        entry.refresh_from_db()
        return entry

    def test_it_is_told_with_a_link_that_books(
        self, entry: WaitingEntry, lena: Client, smtp_sink: Sink, now: datetime
    ) -> None:
        deliver_due(clock=lambda: now)
        [letter] = [each for each in smtp_sink.received if "Free for you" in each.subject]
        assert letter.to == "lena@example.org"
        assert entry.offer is not None
        page = lena.get(entry.offer.form_url).content.decode()
        assert "kept for you until" in page
        assert "is free for" in lena.get("/notices/").content.decode()

    def test_booked_it_is_the_same_row_and_the_waiting_is_over(
        self, entry: WaitingEntry, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, "10:00", now=now)
        assert (booking.pk, booking.state) == (entry.offer_id, BookingState.CONFIRMED)
        entry.refresh_from_db()
        assert entry.state == WaitingState.BOOKED

    def test_holding_another_time_does_not_lose_it(
        self, entry: WaitingEntry, call: SessionType, learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, tomorrow("10:00") + timedelta(days=1), now=now)
        assert offered_to() == ["Lena"]

    def test_let_go_it_goes_to_the_next_and_never_comes_back(
        self, entry: WaitingEntry, call: SessionType, other_learner: User, now: datetime
    ) -> None:
        wait(other_learner, call, now=now)
        pass_on_offer(entry=entry, now=now)
        assert offered_to() == ["Luis"]
        pass_on_offer(entry=WaitingEntry.objects.get(person=other_learner), now=now)
        sweep_waiting_lists(now=now)
        assert offered_to() == []
        assert WaitingEntry.objects.waiting().count() == 2

    def test_it_ends_by_itself(
        self, entry: WaitingEntry, call: SessionType, other_learner: User, now: datetime
    ) -> None:
        wait(other_learner, call, now=now)
        later = now + OFFERED_FOR
        expire_unanswered(now=later)
        sweep_waiting_lists(now=later)
        assert offered_to() == ["Luis"]
        entry.refresh_from_db()
        assert (entry.state, entry.offer) == (WaitingState.WAITING, None)

    def test_who_leaves_gives_it_up(
        self, entry: WaitingEntry, call: SessionType, other_learner: User, now: datetime
    ) -> None:
        wait(other_learner, call, now=now)
        leave_waiting_list(entry=entry, now=now)
        assert offered_to() == ["Luis"]

    def test_what_is_over_cannot_be_let_go(self, entry: WaitingEntry, now: datetime) -> None:
        Booking.objects.filter(state=BookingState.OFFERED).delete()
        entry.refresh_from_db()
        with pytest.raises(NothingOffered):
            pass_on_offer(entry=entry, now=now)

    def test_the_letter_is_dropped_once_the_time_is_gone(
        self, entry: WaitingEntry, smtp_sink: Sink, now: datetime
    ) -> None:
        pass_on_offer(entry=entry, now=now)
        deliver_due(clock=lambda: now)
        assert not [each for each in smtp_sink.received if "Free for you" in each.subject]
        assert Notice.objects.filter(kind="mentoring.time_offered").exists()


class TestJoining:
    def test_again_it_only_changes_the_dates(self, call: SessionType, learner: User, now: datetime) -> None:
        wait(learner, call, now=now)
        wait(learner, call, now=now + timedelta(hours=1), on=date(2026, 11, 30))
        entry = WaitingEntry.objects.get()
        assert (entry.from_on, entry.joined_at) == (date(2026, 11, 30), now)

    @pytest.mark.parametrize(
        ("first", "last"),
        [(date(2026, 11, 20), THE_DAY), (date(2026, 11, 26), THE_DAY), (THE_DAY, date(2027, 6, 1))],
        ids=["past", "reversed", "too far"],
    )
    def test_dates_that_make_no_sense_are_refused(
        self, call: SessionType, learner: User, first: date, last: date, now: datetime
    ) -> None:
        with pytest.raises(NotWaitable):
            join_waiting_list(
                person=learner, session_type=call, from_on=first, until_on=last, zone=LONDON, now=now
            )

    def test_nobody_waits_for_themselves(self, call: SessionType, now: datetime) -> None:
        with pytest.raises(NotForYourself):
            wait(call.mentor.user, call, now=now)

    def test_the_database_lets_nobody_wait_twice(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        wait(learner, call, now=now)
        with pytest.raises(IntegrityError, match="waits_once"):
            WaitingEntry.objects.create(
                person=learner, session_type=call, from_on=THE_DAY, until_on=THE_DAY, zone=LONDON
            )


class TestPages:
    def test_one_joins_on_the_page_of_times_and_leaves_on_that_of_sessions(
        self, call: SessionType, lena: Client
    ) -> None:
        url = call.get_absolute_url()
        assert "Put me on the waiting list" in lena.get(url).content.decode()
        typed = {"from_on": "2026-11-25", "until_on": "2026-11-30"}
        assert (
            "You are on the waiting list" in lena.post(f"{url}waiting/", typed, follow=True).content.decode()
        )
        entry = WaitingEntry.objects.get()
        assert "You wait for" in lena.get("/bookings/").content.decode()
        lena.post(f"/bookings/waiting/{entry.pk}/leaving/")
        assert "You wait for" not in lena.get("/bookings/").content.decode()

    def test_a_bad_date_is_said(self, call: SessionType, lena: Client) -> None:
        answer = lena.post(f"{call.get_absolute_url()}waiting/", {"from_on": "soon"}, follow=True)
        assert "Say from which day to which" in answer.content.decode()

    def test_a_stranger_is_asked_to_sign_in(self, call: SessionType, client: Client) -> None:
        assert "Sign in to wait" in client.get(call.get_absolute_url()).content.decode()
        assert client.post(f"{call.get_absolute_url()}waiting/").status_code == 302

    def test_another_persons_entry_is_not_found(
        self, call: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        entry = wait(other_learner, call, now=now)
        for act in ("leaving", "passing"):
            assert lena.post(f"/bookings/waiting/{entry.pk}/{act}/").status_code == 404


class TestApi:
    url = "/api/v1/me/waiting/"

    def test_a_program_waits_passes_and_leaves(
        self, call: SessionType, taken: Booking, learner: User, lena: Client, now: datetime
    ) -> None:
        asked = {
            "mentor": "mira",
            "session_type": "call",
            "from_on": "2026-11-25",
            "until_on": "2026-11-25",
        }
        made = lena.post(self.url, asked, content_type="application/json")
        assert (made.status_code, made.json()["offer"]) == (201, None)
        cancel_booking(booking=taken, by=call.mentor.user, reason="", now=now)
        [entry] = lena.get(self.url).json()["results"]
        assert entry["offer"]["starts_at"] == "2026-11-25T10:00:00Z"
        passed = lena.post(f"{self.url}{entry['id']}/passing/")
        assert passed.json()["offer"] is None
        assert lena.post(f"{self.url}{entry['id']}/passing/").json()["code"] == "nothing_offered"
        assert lena.delete(f"{self.url}{entry['id']}/").status_code == 204
        assert lena.get(self.url).json()["results"] == []

    def test_a_program_keeps_a_time(self, call: SessionType, lena: Client) -> None:
        asked = {"mentor": "mira", "session_type": "call", "starts_at": "2026-11-25T10:00:00Z"}
        held = lena.post("/api/v1/me/holds/", asked, content_type="application/json")
        assert (held.status_code, held.json()["expires_at"]) == (201, "2026-11-24T12:10:00Z")


def test_a_mentor_who_leaves_offers_nothing(call: SessionType, learner: User, now: datetime) -> None:
    wait(learner, call, now=now)
    Mentor.objects.update(is_listed=False)
    assert sweep_waiting_lists(now=now) == 0


def test_nobody_is_offered_more_than_the_mentor_takes_of_them(
    call: SessionType, learner: User, other_learner: User, now: datetime
) -> None:
    Mentor.objects.update(most_open_per_learner=1)
    a_booking(call, learner, tomorrow("10:00") + timedelta(days=5), now=now)
    wait(learner, call, now=now)
    wait(other_learner, call, now=now)
    sweep_waiting_lists(now=now)
    assert offered_to() == ["Luis"]
