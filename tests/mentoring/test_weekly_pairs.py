"""Booking several weeks at once, all or nothing; then each session by itself, or what is left of all."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.idempotency import KeyReused
from accounts.models import User
from core.refusals import Refusal
from mailing.models import Letter
from mentoring.lifecycle import BookingState
from mentoring.models import Attendance, Booking, Mentor, SessionType, WeeklyPair
from mentoring.models.mentor import WEEKLY_IS_FOR_TWO
from mentoring.operations import (
    About,
    AlreadyBusy,
    AlreadySettled,
    DayFull,
    NotOpen,
    NotWeekly,
    SlotTaken,
    TooLateToCancel,
    TooManyOpen,
    TooSoon,
    accept_request,
    book_session,
    book_weekly,
    cancel_booking,
    cancel_weekly,
    decline_request,
    expire_unanswered,
    hold_time,
    join_waiting_list,
    move_booking,
    sweep_waiting_lists,
)
from notices.models import Notice
from tests.conftest import person
from tests.mailing.sink import Received, Sink
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow
from tests.mentoring.conftest import Arrived
from tests.mentoring.promises import find_broken
from tests.races import at_once

WEEK = timedelta(weeks=1)


@pytest.fixture
def weekly(mentor: Mentor) -> SessionType:
    return a_session_type(mentor, most_weeks=12)


def starts(weeks: int, at: str = "10:00") -> list[datetime]:
    return [tomorrow(at) + WEEK * number for number in range(weeks)]


def a_pair(weekly: SessionType, learner: User, weeks: int = 4, *, now: datetime, **more: Any) -> WeeklyPair:
    return book_weekly(learner=learner, session_type=weekly, now=now, **{"starts": starts(weeks), **more})


def states(pair: WeeklyPair) -> list[str]:
    return list(pair.bookings.order_by("starts_at").values_list("state", flat=True))


def sessions(pair: WeeklyPair) -> list[Booking]:
    return list(Booking.objects.with_people().filter(weekly_pair=pair).order_by("starts_at"))


def events_in(received: Received) -> Sequence[Any]:
    part = next(part for part in received.mail.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    return Calendar.from_ical(part.get_content()).walk("VEVENT")


class TestBooking:
    def test_each_week_is_a_booking_as_any_other(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, now=now, about=About("Interview practice"))
        bookings = list(pair.bookings.all())
        assert [each.starts_at for each in bookings] == starts(4)
        assert {(each.state, each.title, each.minutes) for each in bookings} == {
            (BookingState.CONFIRMED, "Career call", 30)
        }
        assert {each.learner_attendance.about for each in bookings} == {"Interview practice"}
        assert Attendance.objects.count() == 8
        assert find_broken(now) == []

    def test_each_has_its_own_history(self, weekly: SessionType, learner: User, now: datetime) -> None:
        for booking in a_pair(weekly, learner, now=now).bookings.all():
            (event,) = booking.events.all()
            assert (event.kind, event.by, event.new_starts_at) == ("booked", learner, booking.starts_at)

    def test_weeks_may_be_left_out_and_have_another_time(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        picked = [tomorrow("10:00"), tomorrow("11:30") + WEEK, tomorrow("10:00") + 3 * WEEK]
        pair = a_pair(weekly, learner, now=now, starts=picked)
        assert [each.starts_at for each in pair.bookings.all()] == picked

    def test_when_one_is_taken_none_is_booked(
        self, weekly: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        taken = a_booking(weekly, other_learner, tomorrow("10:00") + 2 * WEEK, now=now)
        with pytest.raises(SlotTaken) as caught:
            a_pair(weekly, learner, now=now)
        assert datetime.fromisoformat(caught.value.data["starts_at"]) == taken.starts_at
        assert list(Booking.objects.all()) == [taken]
        assert not WeeklyPair.objects.exists()

    def test_when_the_learner_is_busy_none_is_booked(
        self, weekly: SessionType, learner: User, staff: User, now: datetime
    ) -> None:
        other = a_session_type(a_mentor(staff), slug="other")
        a_booking(other, learner, tomorrow("10:00") + WEEK, now=now)
        with pytest.raises(AlreadyBusy):
            a_pair(weekly, learner, now=now)
        assert Booking.objects.count() == 1

    @pytest.mark.parametrize(
        "picked",
        [
            [tomorrow("10:00")],
            [tomorrow("10:00"), tomorrow("11:00")],
            [tomorrow("10:00"), tomorrow("10:00") + timedelta(days=1)],
            [tomorrow("10:00"), tomorrow("10:00") + 12 * WEEK],
        ],
        ids=["one", "one date twice", "two weekdays", "too far apart"],
    )
    def test_refuses_what_is_not_weekly(
        self, weekly: SessionType, learner: User, now: datetime, picked: list[datetime]
    ) -> None:
        with pytest.raises(NotWeekly):
            a_pair(weekly, learner, now=now, starts=picked)

    def test_refuses_where_the_mentor_does_not_offer_it(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        with pytest.raises(NotWeekly):
            a_pair(call, learner, now=now)

    def test_refuses_what_is_past(self, weekly: SessionType, learner: User, now: datetime) -> None:
        with pytest.raises(TooSoon):
            a_pair(weekly, learner, now=now, starts=[now - HOUR, now - HOUR + WEEK])

    def test_refuses_a_time_off_the_grid(self, weekly: SessionType, learner: User, now: datetime) -> None:
        with pytest.raises(NotOpen):
            a_pair(weekly, learner, now=now, starts=[tomorrow("10:00"), tomorrow("10:07") + WEEK])

    def test_caps_count_every_session(self, weekly: SessionType, learner: User, now: datetime) -> None:
        weekly.cap_per_month = 2
        weekly.save()
        with pytest.raises(DayFull):
            a_pair(weekly, learner, 6, now=now)
        assert a_pair(weekly, learner, 3, now=now).bookings.count() == 3  # one in November, two in December

    def test_the_most_open_sessions_of_a_learner_count_a_pair_as_one(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        Mentor.objects.filter(pk=weekly.mentor_id).update(most_open_per_learner=2)
        weekly.mentor.refresh_from_db()
        a_pair(weekly, learner, 6, now=now)
        a_booking(weekly, learner, "12:00", now=now)
        with pytest.raises(TooManyOpen):
            a_booking(weekly, learner, "13:00", now=now)

    def test_a_week_more_takes_only_what_others_ask_of_it(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        """Webhooks and calendars; all rows are written together."""
        counts = []
        for weeks, hour in ((3, "10:00"), (4, "12:00"), (12, "14:00")):
            with CaptureQueriesContext(connection) as queries:
                a_pair(weekly, learner, now=now, starts=starts(weeks, hour))
            counts.append(len(queries))
        assert counts[1] - counts[0] == 2
        assert counts[2] - counts[1] == 2 * 8

    def test_a_repeated_request_books_once(self, weekly: SessionType, learner: User, now: datetime) -> None:
        first = a_pair(weekly, learner, now=now, key="k")
        assert a_pair(weekly, learner, now=now, key="k") == first
        assert Booking.objects.count() == 4
        with pytest.raises(KeyReused):
            a_pair(weekly, learner, 3, now=now, key="k")

    def test_what_the_learner_holds_gives_way(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        hold_time(learner=learner, session_type=weekly, starts_at=tomorrow("10:00"), now=now)
        a_pair(weekly, learner, now=now)
        assert states(WeeklyPair.objects.get()) == ["confirmed"] * 4
        assert Booking.objects.count() == 4

    def test_an_offer_of_the_waiting_list_is_taken_with_it(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        day = tomorrow("10:00").date()
        entry = join_waiting_list(
            person=learner, session_type=weekly, from_on=day, until_on=day, zone=learner.zone, now=now
        )
        sweep_waiting_lists(now=now)
        offer = Booking.objects.get(state=BookingState.OFFERED)
        pair = a_pair(weekly, learner, now=now, starts=[offer.starts_at, offer.starts_at + WEEK])
        assert states(pair) == ["confirmed"] * 2
        entry.refresh_from_db()
        assert entry.state == "booked"

    def test_a_group_cannot_be_weekly(self, mentor: Mentor) -> None:
        with pytest.raises(IntegrityError, match=WEEKLY_IS_FOR_TWO), transaction.atomic():
            a_session_type(mentor, seats=3, most_weeks=4)


class TestLetters:
    def test_one_letter_lists_all_dates_with_an_event_for_each(
        self, weekly: SessionType, learner: User, arrived: Arrived, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, now=now)
        mails = arrived(now)
        assert set(mails) == {learner.email, weekly.mentor.user.email}
        events = events_in(mails[learner.email])
        assert [str(each["uid"]) for each in events] == [str(each.pk) for each in sessions(pair)]
        assert [each["dtstart"].dt for each in events] == starts(4)
        assert "every week from Wed" in str(mails[learner.email].mail["subject"])

    def test_everybody_is_reminded_before_each_session(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        a_pair(weekly, learner, now=now)
        reminders = Letter.objects.filter(template="mentoring.reminder", recipient=learner)
        # a day and an hour before; the first one is in less than a day
        assert reminders.count() == 7

    def test_a_letter_that_was_late_lists_what_still_takes_place(
        self, weekly: SessionType, learner: User, arrived: Arrived, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, now=now)
        cancel_booking(booking=sessions(pair)[1], by=learner, reason="", now=now)
        Letter.objects.filter(template="mentoring.cancellation").delete()
        events = events_in(arrived(now)[learner.email])
        assert [each["dtstart"].dt for each in events] == [starts(4)[number] for number in (0, 2, 3)]

    def test_what_was_moved_meanwhile_has_its_own_invitation(
        self, weekly: SessionType, learner: User, arrived: Arrived, smtp_sink: Sink, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, now=now)
        moved = sessions(pair)[1]
        move_booking(booking=moved, starts_at=tomorrow("15:00") + WEEK, by=learner, now=now)
        arrived(now)
        theirs = [each for each in smtp_sink.received if each.to == learner.email]
        told = Counter(
            str(event["uid"])
            for received in theirs
            for part in received.mail.walk()
            if part.get_content_type() == "text/calendar"
            for event in Calendar.from_ical(part.get_content()).walk("VEVENT")
        )
        assert told == {str(each.pk): 1 for each in sessions(pair)}

    def test_a_single_cancellation_takes_its_event_out_of_calendars(
        self, weekly: SessionType, learner: User, arrived: Arrived, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, now=now)
        arrived(now)
        later = now + timedelta(minutes=5)
        cancel_booking(booking=sessions(pair)[1], by=learner, reason="", now=later)
        part = next(
            part
            for part in arrived(later)[learner.email].mail.walk()
            if part.get_content_type() == "text/calendar"
        )
        (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
        assert part.get_param("method") == "CANCEL"
        assert (str(event["uid"]), event["sequence"]) == (str(sessions(pair)[1].pk), 1)

    def test_a_warning_stands_in_the_letter_when_clocks_change_apart(
        self, mentor_user: User, other_learner: User, arrived: Arrived, now: datetime
    ) -> None:
        polish = a_mentor(mentor_user, zone="Europe/Warsaw")
        weekly = a_session_type(polish, most_weeks=12, window_days=90)
        first = datetime(2027, 2, 23, 15, tzinfo=mentor_user.zone)
        book_weekly(
            learner=other_learner,
            session_type=weekly,
            starts=[first + WEEK * number for number in range(6)],
            now=now,
        )
        mails = arrived(now)
        text = mails[other_learner.email].text
        assert "From Tue 16 Mar it is 10:00 for you, not 09:00" in text.replace("\n", " ")
        assert "for you, not" not in mails[mentor_user.email].text


class TestRequests:
    @pytest.fixture
    def asked(self, mentor: Mentor, learner: User, now: datetime) -> WeeklyPair:
        weekly = a_session_type(mentor, most_weeks=6, needs_confirmation=True)
        return a_pair(weekly, learner, 3, now=now)

    def test_one_confirmation_is_for_all(
        self, asked: WeeklyPair, learner: User, mentor: Mentor, arrived: Arrived, now: datetime
    ) -> None:
        assert states(asked) == ["requested"] * 3
        mails = arrived(now)
        assert "asks for" in str(mails[mentor.user.email].mail["subject"])
        accept_request(booking=sessions(asked)[1], by=mentor.user, now=now + HOUR)
        assert states(asked) == ["confirmed"] * 3
        assert len(events_in(arrived(now + HOUR)[learner.email])) == 3
        assert find_broken(now + HOUR) == []

    def test_one_answer_declines_all_and_both_are_told_once(
        self, asked: WeeklyPair, learner: User, mentor: Mentor, arrived: Arrived, now: datetime
    ) -> None:
        decline_request(booking=sessions(asked)[0], by=mentor.user, reason="I am full.", now=now)
        assert states(asked) == ["declined"] * 3
        mails = arrived(now)
        assert "I am full." in mails[learner.email].text
        assert not [p for p in mails[learner.email].mail.walk() if p.get_content_type() == "text/calendar"]
        assert Notice.objects.filter(person=learner, kind="mentoring.weekly_ended").count() == 1

    def test_without_an_answer_all_expire_together(
        self, asked: WeeklyPair, learner: User, now: datetime
    ) -> None:
        expiry = {each.expires_at for each in sessions(asked)}
        assert len(expiry) == 1
        expire_unanswered(now=max(filter(None, expiry)))
        assert states(asked) == ["expired"] * 3
        assert Notice.objects.filter(person=learner, kind="mentoring.weekly_ended").count() == 1

    def test_a_week_that_was_taken_back_stays_so(
        self, asked: WeeklyPair, learner: User, mentor: Mentor, now: datetime
    ) -> None:
        cancel_booking(booking=sessions(asked)[1], by=learner, reason="", now=now)
        accept_request(booking=sessions(asked)[0], by=mentor.user, now=now)
        assert states(asked) == ["confirmed", "cancelled", "confirmed"]

    def test_the_learner_takes_all_back_at_once(
        self, asked: WeeklyPair, learner: User, now: datetime
    ) -> None:
        cancel_weekly(pair=asked, by=learner, reason="", now=now)
        assert states(asked) == ["cancelled"] * 3
        assert {each.sequence for each in sessions(asked)} == {0}


class TestOneByItself:
    def test_moving_one_touches_only_it(self, weekly: SessionType, learner: User, now: datetime) -> None:
        pair = a_pair(weekly, learner, now=now)
        move_booking(booking=sessions(pair)[1], starts_at=tomorrow("15:00") + WEEK, by=learner, now=now)
        assert [each.starts_at.hour for each in sessions(pair)] == [10, 15, 10, 10]
        assert [each.sequence for each in sessions(pair)] == [0, 1, 0, 0]
        assert find_broken(now) == []

    def test_cancelling_one_touches_only_it(self, weekly: SessionType, learner: User, now: datetime) -> None:
        pair = a_pair(weekly, learner, now=now)
        cancel_booking(booking=sessions(pair)[1], by=learner, reason="", now=now)
        assert states(pair) == ["confirmed", "cancelled", "confirmed", "confirmed"]
        assert find_broken(now) == []


class TestCallingOff:
    def test_the_rest_is_cancelled_and_what_was_held_stays(
        self, weekly: SessionType, learner: User, arrived: Arrived, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, now=now)
        arrived(now)
        later = now + 10 * timedelta(days=1)
        cancel_weekly(pair=pair, by=learner, reason="Found a job", now=later)
        assert states(pair) == ["confirmed", "confirmed", "cancelled", "cancelled"]
        mail = arrived(later)[weekly.mentor.user.email]
        assert "Found a job" in mail.text
        assert [(str(each["status"]), int(each["sequence"])) for each in events_in(mail)] == [
            ("CANCELLED", 1)
        ] * 2
        assert find_broken(later) == []

    def test_every_second_week_can_be_kept(self, weekly: SessionType, learner: User, now: datetime) -> None:
        pair = a_pair(weekly, learner, 5, now=now)
        cancel_weekly(pair=pair, by=learner, reason="", every_second=True, now=now)
        assert states(pair) == ["confirmed", "cancelled"] * 2 + ["confirmed"]

    def test_every_second_week_counts_weeks_not_sessions(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        pair = a_pair(weekly, learner, 5, now=now)
        cancel_booking(booking=sessions(pair)[1], by=learner, reason="", now=now)
        cancel_weekly(pair=pair, by=learner, reason="", every_second=True, now=now)
        assert states(pair) == ["confirmed", "cancelled", "confirmed", "cancelled", "confirmed"]

    def test_what_it_is_too_late_for_stays(self, weekly: SessionType, learner: User, now: datetime) -> None:
        pair = a_pair(weekly, learner, 2, now=now)
        close = tomorrow("10:00") - HOUR
        cancel_weekly(pair=pair, by=learner, reason="", now=close)
        assert states(pair) == ["confirmed", "cancelled"]
        with pytest.raises(TooLateToCancel):
            cancel_weekly(pair=pair, by=learner, reason="", now=close)
        with pytest.raises(AlreadySettled):
            cancel_weekly(pair=pair, by=learner, reason="", now=close + 3 * WEEK)

    def test_the_times_are_free_at_once(
        self, weekly: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        cancel_weekly(pair=a_pair(weekly, learner, now=now), by=learner, reason="", now=now)
        assert states(a_pair(weekly, other_learner, now=now)) == ["confirmed"] * 4


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.mark.parametrize("attempt", range(4))
    def test_one_of_those_who_want_overlapping_pairs_gets_all_of_theirs(
        self, attempt: int, mentor_user: User, now: datetime
    ) -> None:
        weekly = a_session_type(a_mentor(mentor_user), most_weeks=12)
        people = [person(f"Racer{number}", "UTC") for number in range(6)]

        def book(number: int) -> WeeklyPair:
            first = tomorrow("10:00") + WEEK * (number % 3)  # they share some weeks, not all
            return a_pair(weekly, people[number], now=now, starts=[first + WEEK * each for each in range(5)])

        got = at_once(*[lambda number=number: book(number) for number in range(6)])
        won = [each for each in got if isinstance(each, WeeklyPair)]
        assert Counter(each.code for each in got if isinstance(each, Refusal)) == {"slot_taken": 5}
        assert len(won) == 1
        assert Booking.objects.count() == 5
        assert find_broken(now) == []

    def test_a_pair_and_single_sessions_that_want_its_weeks(
        self, mentor_user: User, learner: User, now: datetime
    ) -> None:
        weekly = a_session_type(a_mentor(mentor_user), most_weeks=12)
        singles = [person(f"Single{number}", "UTC") for number in range(4)]
        got = at_once(
            lambda: a_pair(weekly, learner, now=now),
            *[
                lambda number=number: book_session(
                    learner=singles[number], session_type=weekly, starts_at=starts(4)[number], now=now
                )
                for number in range(4)
            ],
        )
        pair_won = isinstance(got[0], WeeklyPair)
        booked = Booking.objects.filter(state=BookingState.CONFIRMED).count()
        assert booked == (4 if pair_won else sum(isinstance(each, Booking) for each in got[1:]))
        assert booked
        assert find_broken(now) == []

    def test_two_pairs_of_one_learner_at_one_time(
        self, mentor_user: User, staff: User, learner: User, now: datetime
    ) -> None:
        types = [a_session_type(a_mentor(user), most_weeks=12) for user in (mentor_user, staff)]
        got = at_once(*[lambda each=each: a_pair(each, learner, now=now) for each in types])
        assert Counter(getattr(each, "code", "booked") for each in got) == {"booked": 1, "already_busy": 1}
        assert Booking.objects.count() == 4
        assert find_broken(now) == []
