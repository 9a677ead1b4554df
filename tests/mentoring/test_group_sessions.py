"""Group sessions: several learners share one, each with a seat of their own."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import Attendance, Block, Booking, Mentor, Review, SessionType, Usefulness, WaitingEntry
from mentoring.operations import (
    OFFERED_FOR,
    About,
    AlreadyBusy,
    LearnerBusy,
    MentorSetsTime,
    NothingOffered,
    OnlyHeld,
    SeatsAreNotHeld,
    SessionFull,
    SlotTaken,
    TooLateToCancel,
    TooSoon,
    block_person,
    cancel_all,
    cancel_booking,
    expire_unanswered,
    hold_time,
    join_waiting_list,
    leave_waiting_list,
    move_booking,
    pass_on_offer,
    record_outcome,
    report_absence,
    review_session,
    sweep_waiting_lists,
)
from notices.models import Notice
from tests.conftest import person
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow
from tests.mentoring.conftest import Arrived
from tests.mentoring.test_calendar_cancellations import method_of
from tests.mentoring.test_letters import event_in
from tests.races import at_once


@pytest.fixture
def group(mentor: Mentor) -> SessionType:
    """Office hours for three."""
    return a_session_type(mentor, slug="office", title="Office hours", seats=3)


@pytest.fixture
def ola(db: None) -> User:
    return person("Ola", "UTC")


def found(pk: UUID) -> Booking:
    return Booking.objects.with_people().select_related("session_type__mentor__user").get(pk=pk)


def call_of(booking: Booking) -> SessionType:
    assert booking.session_type
    return booking.session_type


def names(booking: Booking) -> list[str]:
    return sorted(str(each.person) for each in found(booking.pk).learner_parts)


def give_up(booking: Booking, who: User, *, now: datetime, reason: str = "") -> Booking:
    return cancel_booking(booking=found(booking.pk), by=who, reason=reason, now=now)


class TestTaking:
    def test_who_books_the_same_start_joins_whoever_began(
        self, group: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        first = a_booking(group, learner, now=now)
        second = a_booking(group, other_learner, now=now, about=About("Mine."))
        assert second.pk == first.pk
        assert (second.seats, second.seats_taken, names(second)) == (3, 2, ["Lena", "Luis"])
        assert second.attendance_of(other_learner).about == "Mine."
        kinds = [event.kind for event in second.events.all()]
        assert kinds == [BookingEventKind.BOOKED, BookingEventKind.JOINED]

    def test_when_it_is_full_nobody_joins(
        self, group: SessionType, learner: User, other_learner: User, ola: User, now: datetime
    ) -> None:
        for who in (learner, other_learner, ola):
            a_booking(group, who, now=now)
        with pytest.raises(SessionFull):
            a_booking(group, person("Ada", "UTC"), now=now)

    def test_nobody_has_two_seats(self, group: SessionType, learner: User, now: datetime) -> None:
        a_booking(group, learner, now=now)
        with pytest.raises(AlreadyBusy):
            a_booking(group, learner, now=now)

    def test_whoever_is_busy_takes_no_seat(
        self, group: SessionType, learner: User, other_learner: User, ola: User, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(a_session_type(a_mentor(ola)), other_learner, now=now)
        with pytest.raises(AlreadyBusy):
            a_booking(group, other_learner, now=now)
        assert found(booking.pk).seats_taken == 1

    def test_notice_holds_for_who_joins(
        self, group: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(group, learner, now=now)
        SessionType.objects.update(notice_hours=12)
        with pytest.raises(TooSoon):
            a_booking(SessionType.objects.get(), other_learner, now=tomorrow("09:00"))

    def test_another_length_is_another_session(
        self, group: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        SessionType.objects.update(more_lengths=[60])
        longer = SessionType.objects.get()
        a_booking(longer, learner, now=now)
        with pytest.raises(SlotTaken):
            a_booking(longer, other_learner, now=now, minutes=60)

    @pytest.mark.parametrize("is_by_newcomer", [True, False])
    def test_a_block_keeps_two_learners_apart_and_tells_nobody(
        self, *, group: SessionType, learner: User, other_learner: User, now: datetime, is_by_newcomer: bool
    ) -> None:
        a_booking(group, learner, now=now)
        pair = (other_learner, learner) if is_by_newcomer else (learner, other_learner)
        Block.objects.create(blocker=pair[0], blocked=pair[1])
        with pytest.raises(SlotTaken):
            a_booking(group, other_learner, now=now)

    def test_seats_are_not_held(self, group: SessionType, learner: User, now: datetime) -> None:
        with pytest.raises(SeatsAreNotHeld):
            hold_time(learner=learner, session_type=group, starts_at=tomorrow("10:00"), now=now)

    @pytest.mark.parametrize("taken", [0, 4])
    def test_the_database_counts_no_more_seats_than_there_are(
        self, group: SessionType, learner: User, now: datetime, taken: int
    ) -> None:
        a_booking(group, learner, now=now)
        with pytest.raises(IntegrityError, match="seats_suffice"):
            Booking.objects.update(seats_taken=taken)

    def test_the_database_lets_only_calls_be_groups(self, group: SessionType) -> None:
        with pytest.raises(IntegrityError, match="groups_are_calls"):
            SessionType.objects.update(needs_confirmation=True)


class TestLeaving:
    @pytest.fixture
    def two(self, group: SessionType, learner: User, other_learner: User, now: datetime) -> Booking:
        a_booking(group, learner, now=now)
        return a_booking(group, other_learner, now=now)

    def test_the_others_meet_all_the_same(self, two: Booking, learner: User, now: datetime) -> None:
        left = give_up(two, learner, now=now)
        assert (left.state, left.seats_taken, names(two)) == (BookingState.CONFIRMED, 1, ["Luis"])
        assert not Booking.objects.of(learner).exists()
        assert left.state_for(learner.pk) == BookingState.CANCELLED

    def test_their_own_time_is_free_at_once(
        self, two: Booking, learner: User, ola: User, now: datetime
    ) -> None:
        give_up(two, learner, now=now)
        assert a_booking(a_session_type(a_mentor(ola)), learner, now=now)

    def test_with_the_last_one_the_session_is_cancelled(
        self, two: Booking, learner: User, other_learner: User, now: datetime
    ) -> None:
        give_up(two, learner, now=now)
        assert give_up(two, other_learner, now=now).state == BookingState.CANCELLED

    def test_the_limit_they_booked_under_holds(self, two: Booking, learner: User) -> None:
        with pytest.raises(TooLateToCancel):
            give_up(two, learner, now=two.starts_at - timedelta(hours=1))

    def test_who_comes_back_has_a_seat_again(
        self, two: Booking, group: SessionType, learner: User, now: datetime
    ) -> None:
        give_up(two, learner, now=now)
        again = a_booking(group, learner, now=now, about=About("Again."))
        assert (names(again), again.seats_taken) == (["Lena", "Luis"], 2)
        assert again.sequence_for(learner.pk) == 2

    def test_the_mentor_cancels_for_all(self, two: Booking, arrived: Arrived, now: datetime) -> None:
        arrived(now)
        cancel_booking(booking=found(two.pk), by=two.mentor.user, reason="Ill.", now=now)
        mails = arrived(now)
        assert {method_of(mail) for mail in mails.values()} == {"CANCEL"}
        assert set(mails) == {"mira@example.org", "lena@example.org", "luis@example.org"}

    def test_who_closes_the_account_leaves_and_nobody_else(
        self, two: Booking, learner: User, now: datetime
    ) -> None:
        cancel_all(person=learner, now=now)
        assert names(two) == ["Luis"]

    def test_the_mentor_blocks_one_and_the_others_stay(
        self, two: Booking, learner: User, arrived: Arrived, now: datetime
    ) -> None:
        arrived(now)
        block_person(by=two.mentor.user, person=learner, cancels=True, now=now, met_in=two)
        assert names(two) == ["Luis"]
        assert method_of(arrived(now)["lena@example.org"]) == "CANCEL"

    def test_what_two_learners_share_is_not_theirs_to_cancel(
        self, two: Booking, learner: User, other_learner: User, now: datetime
    ) -> None:
        block_person(by=learner, person=other_learner, cancels=True, now=now)
        assert names(two) == ["Lena", "Luis"]


class TestLetters:
    def test_who_joins_is_invited_and_the_mentor_told_once(
        self, group: SessionType, learner: User, other_learner: User, arrived: Arrived, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        arrived(now)
        a_booking(group, other_learner, now=now, about=About("Secret."))
        mails = arrived(now)
        assert set(mails) == {"luis@example.org", "mira@example.org"}
        method, event = event_in(mails["luis@example.org"])
        assert (method, event["uid"], event["sequence"]) == ("REQUEST", booking.uid, 0)
        assert mails["mira@example.org"].subject.startswith("A seat is taken: Office hours")
        assert "Luis takes a seat" in mails["mira@example.org"].text
        assert method_of(mails["mira@example.org"]) is None

    def test_nobody_reads_who_else_comes_nor_what_they_wrote(
        self, group: SessionType, learner: User, other_learner: User, arrived: Arrived, now: datetime
    ) -> None:
        a_booking(group, learner, now=now, about=About("Lena's secret."))
        a_booking(group, other_learner, now=now, about=About("Luis's secret."))
        mails = arrived(now)
        assert "Lena" not in mails["luis@example.org"].text
        assert b"lena@example.org" not in mails["luis@example.org"].raw
        assert "Luis" not in mails["lena@example.org"].text
        to_lena, to_luis = (
            str(event_in(mails[f"{name}@example.org"])[1]["description"]) for name in ("lena", "luis")
        )
        assert "Lena's secret." in to_lena
        assert "Luis" not in to_lena
        assert "Luis's secret." in to_luis
        assert "Lena" not in to_luis

    def test_who_leaves_is_told_and_reminded_no_more(
        self, group: SessionType, learner: User, other_learner: User, arrived: Arrived, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(group, other_learner, now=now)
        arrived(now)
        give_up(booking, learner, now=now)
        mails = arrived(now)
        method, event = event_in(mails["lena@example.org"])
        assert (method, event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
        assert "Lena has left" in mails["mira@example.org"].text
        assert set(mails) == {"lena@example.org", "mira@example.org"}
        assert set(arrived(booking.starts_at - HOUR)) == {"luis@example.org", "mira@example.org"}

    def test_who_comes_back_is_invited_and_reminded_once(
        self, group: SessionType, learner: User, other_learner: User, arrived: Arrived, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(group, other_learner, now=now)
        arrived(now)
        give_up(booking, learner, now=now)
        later = now + HOUR
        a_booking(group, learner, now=later)
        method, event = event_in(arrived(later)["lena@example.org"])
        assert (method, event["sequence"], event["status"]) == ("REQUEST", 2, "CONFIRMED")
        assert "lena@example.org" in arrived(booking.starts_at - HOUR)
        owed = Letter.objects.filter(recipient=learner, template="mentoring.reminder")
        assert owed.exclude(state=LetterState.RECALLED).count() == 1

    def test_a_move_tells_all(
        self, group: SessionType, learner: User, other_learner: User, arrived: Arrived, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(group, other_learner, now=now)
        arrived(now)
        move_booking(booking=found(booking.pk), starts_at=tomorrow("13:00"), by=booking.mentor.user, now=now)
        mails = arrived(now)
        assert {event_in(mail)[0] for mail in mails.values()} == {"REQUEST"}
        assert len(mails) == 3


class TestMoving:
    def test_only_the_mentor_moves_it(self, group: SessionType, learner: User, now: datetime) -> None:
        booking = a_booking(group, learner, now=now)
        with pytest.raises(MentorSetsTime):
            move_booking(booking=found(booking.pk), starts_at=tomorrow("13:00"), by=learner, now=now)

    def test_to_no_time_at_which_one_of_them_is_busy(
        self, group: SessionType, learner: User, other_learner: User, ola: User, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(group, other_learner, now=now)
        a_booking(a_session_type(a_mentor(ola)), other_learner, "13:00", now=now)
        with pytest.raises(LearnerBusy):
            move_booking(
                booking=found(booking.pk), starts_at=tomorrow("13:00"), by=booking.mentor.user, now=now
            )

    def test_who_has_left_stands_in_nobodys_way(
        self, group: SessionType, learner: User, other_learner: User, ola: User, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(group, other_learner, now=now)
        give_up(booking, other_learner, now=now)
        a_booking(a_session_type(a_mentor(ola)), other_learner, "13:00", now=now)
        moved = move_booking(
            booking=found(booking.pk), starts_at=tomorrow("13:00"), by=booking.mentor.user, now=now
        )
        assert moved.starts_at == tomorrow("13:00")


class TestWaiting:
    @pytest.fixture
    def full(self, mentor_user: User, learner: User, other_learner: User, now: datetime) -> Booking:
        """Two have the two seats of the only time of the day."""
        mira = a_mentor(mentor_user, hours=(10, 11))
        two = a_session_type(mira, title="Office hours", minutes=60, interval_minutes=60, seats=2)
        a_booking(two, learner, now=now)
        return found(a_booking(two, other_learner, now=now).pk)

    @pytest.fixture
    def entry(self, full: Booking, ola: User, now: datetime) -> WaitingEntry:
        """Ola waits for that day."""
        assert full.session_type
        day = date(2026, 11, 25)
        return join_waiting_list(
            person=ola,
            session_type=full.session_type,
            from_on=day,
            until_on=day,
            zone=ZoneInfo("UTC"),
            now=now,
        )

    def offered(self) -> list[str]:
        kept = Attendance.objects.filter(role="learner", state=BookingState.OFFERED)
        return [str(each.person) for each in kept]

    def test_a_seat_that_is_given_up_is_kept_for_who_is_next(
        self, *, full: Booking, entry: WaitingEntry, learner: User, ola: User, arrived: Arrived, now: datetime
    ) -> None:
        arrived(now)
        give_up(full, learner, now=now)
        assert self.offered() == ["Ola"]
        with pytest.raises(SessionFull):
            a_booking(call_of(full), person("Ada", "UTC"), now=now)
        assert "Free for you: Office hours" in arrived(now)["ola@example.org"].subject
        assert not Booking.objects.of(ola).exists()
        joined = a_booking(call_of(full), ola, now=now)
        assert (joined.pk, joined.seats_taken, names(joined)) == (full.pk, 2, ["Luis", "Ola"])
        entry.refresh_from_db()
        assert entry.state == "booked"

    def test_let_go_it_is_free_for_all(
        self, full: Booking, entry: WaitingEntry, learner: User, now: datetime
    ) -> None:
        give_up(full, learner, now=now)
        entry.refresh_from_db()
        pass_on_offer(entry=entry, now=now)
        assert found(full.pk).seats_taken == 1
        entry.refresh_from_db()
        with pytest.raises(NothingOffered):
            pass_on_offer(entry=entry, now=now)

    def test_who_stops_waiting_gives_it_up(
        self, full: Booking, entry: WaitingEntry, learner: User, now: datetime
    ) -> None:
        give_up(full, learner, now=now)
        entry.refresh_from_db()
        leave_waiting_list(entry=entry, now=now)
        assert (found(full.pk).seats_taken, self.offered()) == (1, [])

    def test_it_ends_by_itself(
        self, full: Booking, entry: WaitingEntry, learner: User, now: datetime
    ) -> None:
        give_up(full, learner, now=now)
        assert expire_unanswered(now=now + OFFERED_FOR) == 1
        assert (found(full.pk).seats_taken, self.offered()) == (1, [])
        entry.refresh_from_db()
        assert entry.open_offer is None

    @pytest.mark.parametrize("is_moved", [True, False])
    def test_what_is_moved_or_cancelled_is_offered_no_more(
        self, *, full: Booking, entry: WaitingEntry, learner: User, now: datetime, is_moved: bool
    ) -> None:
        give_up(full, learner, now=now)
        mira = full.mentor.user
        if is_moved:
            day_after = tomorrow("10:00") + timedelta(days=1)
            move_booking(booking=found(full.pk), starts_at=day_after, by=mira, now=now)
        else:
            cancel_booking(booking=found(full.pk), by=mira, reason="", now=now)
        assert not Attendance.objects.filter(state=BookingState.OFFERED, booking=full).exists()

    def test_it_is_listed_with_a_button_that_takes_it(
        self,
        *,
        full: Booking,
        entry: WaitingEntry,
        learner: User,
        ola: User,
        signed_in: Callable[[User], Client],
        at_now: None,
        now: datetime,
    ) -> None:
        give_up(full, learner, now=now)
        browser = signed_in(ola)
        page = browser.get("/bookings/").content.decode()
        assert "kept for you until" in page
        assert "is free for “Office hours”" in browser.get("/notices/").content.decode()
        entry.refresh_from_db()
        assert entry.open_offer
        assert "Take this seat" in browser.get(entry.open_offer.form_url).content.decode()
        [shown] = browser.get("/api/v1/me/waiting/").json()["results"]
        assert shown["offer"]["expires_at"] == "2026-11-25T00:00:00Z"


class TestAfterwards:
    @pytest.fixture
    def over(self, group: SessionType, learner: User, other_learner: User, now: datetime) -> Booking:
        a_booking(group, learner, now=now)
        return found(a_booking(group, other_learner, now=now).pk)

    def test_each_learner_says_how_it_was(self, over: Booking, learner: User, other_learner: User) -> None:
        later = over.ends_at + HOUR
        held = record_outcome(booking=over, by=over.mentor.user, outcome=BookingState.COMPLETED, now=later)
        for who in (learner, other_learner):
            review_session(booking=held, by=who, usefulness=Usefulness.USEFUL, words="", now=later)
        assert Review.objects.count() == 2

    def test_nobody_says_which_of_them_was_missing(self, over: Booking) -> None:
        with pytest.raises(OnlyHeld):
            report_absence(booking=over, by=over.mentor.user, now=over.ends_at)

    def test_a_learner_says_that_the_mentor_was_missing(self, over: Booking, learner: User) -> None:
        assert report_absence(booking=over, by=learner, now=over.ends_at).state == BookingState.NO_SHOW


class TestPages:
    def test_one_finds_a_free_seat_and_takes_it(
        self, group: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(group, other_learner, now=now)
        url = group.get_absolute_url()
        page = lena.get(url).content.decode()
        assert "2 of 3 seats are free" in page
        assert "Luis<" not in page
        form = lena.get(
            f"/mentors/mira/sessions/office/booking/?start={tomorrow('10:00').isoformat()}".replace(
                "+", "%2B"
            )
        )
        assert "Take this seat" in form.content.decode()
        assert "Keep this time" not in form.content.decode()
        typed = {"start": tomorrow("10:00").isoformat(), "session_type": "office", "about": "Hello."}
        answer = lena.post("/mentors/mira/bookings/", typed, follow=True)
        page = answer.content.decode()
        assert "2 of 3 seats are taken" in page
        assert "Luis<" not in page
        assert "Give up your seat" in page
        assert "Move to another time" not in page

    def test_the_mentor_reads_who_comes_and_what_they_wrote(
        self, group: SessionType, learner: User, other_learner: User, browser: Client, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now, about=About("About my loss."))
        a_booking(group, other_learner, now=now)
        page = browser.get(booking.get_absolute_url()).content.decode()
        assert "2 learners" in page
        assert "About my loss." in page
        assert "Luis" in page
        part = found(booking.pk).attendance_of(other_learner)
        block = f"/bookings/{booking.pk}/block/"
        assert browser.get(block).status_code == 404
        assert "Luis" in browser.get(f"{block}?learner={part.pk}").content.decode()

    def test_who_gives_up_their_seat_finds_the_way_back(
        self, group: SessionType, learner: User, other_learner: User, lena: Client, now: datetime
    ) -> None:
        booking = a_booking(group, learner, now=now)
        a_booking(group, other_learner, now=now)
        url = booking.get_absolute_url()
        assert "The others meet all the same" in lena.get(f"{url}cancellation/").content.decode()
        page = lena.post(f"{url}cancellation/", {"reason": ""}, follow=True).content.decode()
        assert "You are not in this session any more" in page
        assert group.get_absolute_url() in page

    def test_a_learner_does_not_write_the_notes(
        self, group: SessionType, learner: User, lena: Client, browser: Client, now: datetime
    ) -> None:
        url = a_booking(group, learner, now=now).get_absolute_url()
        assert lena.get(f"{url}notes/").status_code == 404
        assert browser.post(f"{url}notes/", {"notes": "Read chapter 3."}).status_code == 303
        assert "Read chapter 3." in lena.get(url).content.decode()


class TestApi:
    def test_a_program_sees_its_own_part_and_the_mentor_everybodys(
        self,
        *,
        group: SessionType,
        learner: User,
        other_learner: User,
        lena: Client,
        browser: Client,
        now: datetime,
    ) -> None:
        booking = a_booking(group, learner, now=now, about=About("Mine."))
        a_booking(group, other_learner, now=now, about=About("His."))
        url = f"/api/v1/bookings/{booking.pk}/"
        mine = lena.get(url).json()
        assert (mine["about"], mine["learner"], mine["learners"]) == ("Mine.", "lena", [])
        assert (mine["seats"], mine["seats_taken"]) == (3, 2)
        theirs = browser.get(url).json()
        assert [(each["learner"], each["about"]) for each in theirs["learners"]] == [
            ("lena", "Mine."),
            ("luis", "His."),
        ]
        assert (theirs["about"], theirs["learner"]) == ("", "")
        left = lena.post(f"{url}cancellation/", {}, content_type="application/json").json()
        assert (left["state"], left["sequence"]) == ("cancelled", 1)
        assert lena.get(url).status_code == 404

    def test_a_program_finds_a_group_and_joins_it(
        self, group: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(group, other_learner, now=now)
        slots = lena.get("/api/v1/mentors/mira/session-types/office/slots/").json()
        assert slots["groups"] == [{"starts_at": "2026-11-25T10:00:00Z", "seats": 3, "seats_left": 2}]
        asked = {"mentor": "mira", "session_type": "office", "starts_at": "2026-11-25T10:00:00Z"}
        joined = lena.post("/api/v1/bookings/", asked, content_type="application/json")
        assert (joined.status_code, joined.json()["seats_taken"]) == (201, 2)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture
    def racers(self) -> list[User]:
        return [User.objects.create_user(email=f"racer{number}@example.org") for number in range(16)]

    def test_five_of_sixteen_who_want_a_seat_get_one(
        self, racers: list[User], mentor_user: User, now: datetime
    ) -> None:
        """Also when nobody has begun it: one of them does."""
        group = a_session_type(a_mentor(mentor_user), seats=5)
        got = at_once(*(lambda who=who: a_booking(group, who, now=now) for who in racers))
        codes = Counter(getattr(each, "code", "seated") for each in got)
        assert codes == {"seated": 5, "session_full": 11}
        [booking] = Booking.objects.all()
        assert (booking.seats_taken, len(found(booking.pk).learner_parts)) == (5, 5)

    def test_seats_that_come_and_go_at_once_are_counted(
        self, racers: list[User], mentor_user: User, now: datetime
    ) -> None:
        group = a_session_type(a_mentor(mentor_user), seats=9)
        booking = [a_booking(group, who, now=now) for who in racers[:8]][-1]
        leave = [lambda who=who: give_up(booking, who, now=now) for who in racers[:8]]
        come = [lambda who=who: a_booking(group, who, now=now) for who in racers[8:]]
        at_once(*leave, *come)
        for each in Booking.objects.filter(state=BookingState.CONFIRMED):
            assert each.seats_taken == len(found(each.pk).learner_parts)
        assert Booking.objects.filter(state=BookingState.CONFIRMED).count() <= 1


def test_a_notice_of_a_seat_names_who_took_it(
    group: SessionType, learner: User, other_learner: User, browser: Client, now: datetime
) -> None:
    a_booking(group, learner, now=now)
    a_booking(group, other_learner, now=now)
    page = browser.get("/notices/").content.decode()
    assert "Luis takes a seat in “Office hours”" in page
    assert Notice.objects.filter(person=other_learner, kind="mentoring.session_booked").exists()
    assert sweep_waiting_lists(now=now) == 0


def test_what_is_agreed_speaks_of_the_seat(group: SessionType, client: Client) -> None:
    for page in (group.mentor.get_absolute_url(), group.get_absolute_url()):
        words = client.get(page).text
        assert "You can give up your seat until 12 hours before." in words
        assert "You can move or cancel it" not in words
