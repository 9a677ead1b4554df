"""Somebody did not come: either side says so, the other may contest it, staff decide."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.models import Absence, Booking, SessionType
from mentoring.operations import (
    AlreadySettled,
    NotContestable,
    TooLateToTell,
    TooSoonToTell,
    complete_unsettled,
    contest_absence,
    decide_absence,
    record_outcome,
    report_absence,
)
from notices.models import Notice
from tests.mentoring.builders import HOUR, a_booking

DAY = timedelta(days=1)


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


@pytest.fixture
def after(booking: Booking) -> datetime:
    return booking.ends_at + HOUR


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"mentoring.{kind}").values_list("person", flat=True))


class TestReport:
    def test_the_learner_says_that_the_mentor_did_not_come(
        self, booking: Booking, learner: User, mentor_user: User, after: datetime
    ) -> None:
        settled = report_absence(booking=booking, by=learner, now=after)
        absence = Absence.objects.get()
        assert (settled.state, absence.person, absence.reported_by) == ("no_show", mentor_user, learner)
        assert told("absence_reported") == {mentor_user.pk}

    def test_the_mentors_no_show_names_the_learner(
        self, booking: Booking, learner: User, mentor_user: User, after: datetime
    ) -> None:
        record_outcome(booking=booking, by=mentor_user, outcome=BookingState.NO_SHOW, now=after)
        assert Absence.objects.get().person == learner

    def test_not_in_the_first_ten_minutes(self, booking: Booking, learner: User) -> None:
        with pytest.raises(TooSoonToTell):
            report_absence(booking=booking, by=learner, now=booking.starts_at + timedelta(minutes=9))

    def test_not_after_two_weeks(self, booking: Booking, mentor_user: User) -> None:
        late = booking.ends_at + 14 * DAY + timedelta(seconds=1)
        with pytest.raises(TooLateToTell):
            record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=late)

    def test_one_side_can_not_answer_with_the_same(
        self, booking: Booking, learner: User, mentor_user: User, after: datetime
    ) -> None:
        settled = report_absence(booking=booking, by=learner, now=after)
        with pytest.raises(AlreadySettled):
            report_absence(booking=settled, by=mentor_user, now=after)

    def test_the_mentor_takes_their_own_word_back(
        self, booking: Booking, mentor_user: User, after: datetime
    ) -> None:
        missed = record_outcome(booking=booking, by=mentor_user, outcome=BookingState.NO_SHOW, now=after)
        held = record_outcome(booking=missed, by=mentor_user, outcome=BookingState.COMPLETED, now=after)
        assert (held.state, Absence.objects.count()) == ("completed", 0)

    def test_but_not_the_learners(
        self, booking: Booking, learner: User, mentor_user: User, after: datetime
    ) -> None:
        missed = report_absence(booking=booking, by=learner, now=after)
        with pytest.raises(AlreadySettled):
            record_outcome(booking=missed, by=mentor_user, outcome=BookingState.COMPLETED, now=after)
        assert Absence.objects.get().person == mentor_user


class TestContest:
    @pytest.fixture
    def absence(self, booking: Booking, learner: User, after: datetime) -> Absence:
        report_absence(booking=booking, by=learner, now=after)
        return Absence.objects.get()

    def test_the_other_side_is_told(
        self, absence: Absence, booking: Booking, learner: User, mentor_user: User, after: datetime
    ) -> None:
        contest_absence(booking=booking, by=mentor_user, text="I waited.", now=after + 48 * HOUR)
        assert Absence.objects.to_decide().get() == absence
        assert told("absence_contested") == {learner.pk}

    def test_once_and_within_48_hours(
        self, absence: Absence, booking: Booking, mentor_user: User, after: datetime
    ) -> None:
        with pytest.raises(NotContestable):
            contest_absence(
                booking=booking, by=mentor_user, text="Late.", now=after + 48 * HOUR + timedelta(seconds=1)
            )
        contest_absence(booking=booking, by=mentor_user, text="I waited.", now=after)
        with pytest.raises(NotContestable):
            contest_absence(booking=booking, by=mentor_user, text="Again.", now=after)

    def test_only_by_who_is_named(
        self, absence: Absence, booking: Booking, learner: User, after: datetime
    ) -> None:
        with pytest.raises(NotContestable):
            contest_absence(booking=booking, by=learner, text="?", now=after)

    @pytest.mark.parametrize(("upheld", "state"), [(True, "no_show"), (False, "completed")])
    def test_staff_decide_once_and_both_are_told(
        self,
        absence: Absence,
        booking: Booking,
        mentor_user: User,
        staff: User,
        after: datetime,
        *,
        upheld: bool,
        state: str,
    ) -> None:
        contest_absence(booking=booking, by=mentor_user, text="I waited.", now=after)
        decide_absence(absence=absence, upheld=upheld, by=staff, now=after)
        booking.refresh_from_db()
        assert booking.state == state
        assert len(told("absence_decided")) == 2
        with pytest.raises(AlreadySettled):
            decide_absence(absence=absence, upheld=not upheld, by=staff, now=after)

    def test_what_nobody_contests_is_not_for_staff(
        self, absence: Absence, staff: User, after: datetime
    ) -> None:
        with pytest.raises(AlreadySettled):
            decide_absence(absence=absence, upheld=True, by=staff, now=after)


class TestSilence:
    def test_after_a_day_a_session_counts_as_held(self, booking: Booking) -> None:
        assert complete_unsettled(now=booking.ends_at + DAY - timedelta(seconds=1)) == 0
        assert complete_unsettled(now=booking.ends_at + DAY) == 1
        booking.refresh_from_db()
        assert (booking.state, booking.events.last().by) == ("completed", None)  # type: ignore[union-attr]

    def test_who_did_not_come_can_still_be_named(self, booking: Booking, learner: User) -> None:
        complete_unsettled(now=booking.ends_at + DAY)
        settled = Booking.objects.with_people().get()
        assert report_absence(booking=settled, by=learner, now=booking.ends_at + 2 * DAY).state == "no_show"


@pytest.mark.usefixtures("at_now")
class TestPages:
    @pytest.fixture
    def past(self, call: SessionType, learner: User, now: datetime) -> Booking:
        return a_booking(call, learner, now - 2 * HOUR, now=now - DAY)

    def test_from_report_to_contest(
        self, past: Booking, learner: User, mentor_user: User, signed_in: Callable[[User], Client]
    ) -> None:
        lena, mira, url = signed_in(learner), signed_in(mentor_user), f"/bookings/{past.pk}/"
        assert "did not come" in lena.get(url).text
        assert "Noted. They are told" in lena.post(f"{url}absence/", follow=True).text
        page = mira.get(url).text
        assert "says that you did not come" in page
        assert "It was held" not in page
        answer = mira.post(f"{url}contest/", {"contest": "I <waited>."}, follow=True)
        assert "I &lt;waited&gt;." in answer.text
        assert "It is contested. Staff look at it." in lena.get(url).text

    def test_a_contest_without_words_is_asked_for_them(
        self, past: Booking, learner: User, mentor_user: User, signed_in: Callable[[User], Client]
    ) -> None:
        signed_in(learner).post(f"/bookings/{past.pk}/absence/")
        answer = signed_in(mentor_user).post(f"/bookings/{past.pk}/contest/", {"contest": " "}, follow=True)
        assert "Say what happened" in answer.text

    def test_staff_decide_in_the_admin(
        self, past: Booking, learner: User, mentor_user: User, admin_client: Client, now: datetime
    ) -> None:
        report_absence(booking=past, by=learner, now=now)
        contest_absence(booking=past, by=mentor_user, text="I waited.", now=now)
        absence = Absence.objects.get()
        page = admin_client.get("/staff/mentoring/absence/?to_decide=yes", follow=True)
        assert page.status_code == 200, page.redirect_chain
        admin_client.post(
            "/staff/mentoring/absence/", {"action": "decide_present", "_selected_action": [str(absence.pk)]}
        )
        absence.refresh_from_db()
        assert absence.upheld is False


def test_after_two_weeks_nobody_is_asked_how_it_went(
    call: SessionType, learner: User, mentor_user: User, now: datetime, signed_in: Callable[[User], Client]
) -> None:
    old = a_booking(call, learner, now - 20 * DAY, now=now - 21 * DAY)
    page = signed_in(mentor_user).get(f"/bookings/{old.pk}/").text
    assert "It was held" not in page
