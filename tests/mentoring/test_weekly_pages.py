"""The pages of a weekly pair: all dates before they are booked, the pair itself, and calling it off."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType, WeeklyPair
from mentoring.operations import book_weekly, cancel_booking
from tests.conftest import SignIn
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

WEEK = timedelta(weeks=1)


@pytest.fixture
def weekly(mentor: Mentor) -> SessionType:
    return a_session_type(mentor, most_weeks=12)


@pytest.fixture
def pair(weekly: SessionType, learner: User, now: datetime) -> WeeklyPair:
    starts = [tomorrow("10:00") + WEEK * number for number in range(4)]
    return book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)


def form_url(weekly: SessionType, start: datetime, **query: object) -> str:
    url = reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug])
    return reverse_query(url, start=start.astimezone(UTC).isoformat(), **query)


def reverse_query(url: str, **query: object) -> str:
    return f"{url}?" + "&".join(f"{name}={value}" for name, value in query.items()).replace("+", "%2B")


def sent(weekly: SessionType, *starts: datetime | None, **more: str) -> dict[str, str]:
    """What the form sends: one start for each week, or none."""
    first = next(filter(None, starts))
    return {
        "start": first.isoformat(),
        "weeks": str(len(starts)),
        "session_type": weekly.slug,
        "minutes": str(weekly.minutes),
        **{f"week-{number}": at.isoformat() if at else "" for number, at in enumerate(starts)},
        **more,
    }


class TestDatesBeforeBooking:
    def test_the_form_of_one_time_leads_to_them(self, weekly: SessionType, lena: Client) -> None:
        url = reverse("mentoring:booking_form", args=[weekly.mentor.user.handle, weekly.slug])
        page = lena.get(reverse_query(url, start=tomorrow("10:00").isoformat())).text
        assert "for up to 12 weeks in a row" in page
        assert reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug]) in page

    def test_what_is_not_offered_weekly_leads_nowhere(self, call: SessionType, lena: Client) -> None:
        url = reverse("mentoring:booking_form", args=[call.mentor.user.handle, call.slug])
        assert "weeks in a row" not in lena.get(reverse_query(url, start=tomorrow("10:00").isoformat())).text
        answer = lena.get(form_url(call, tomorrow("10:00")))
        assert answer["Location"] == call.get_absolute_url()

    def test_all_are_shown_and_taken_at_first(self, weekly: SessionType, lena: Client) -> None:
        page = lena.get(form_url(weekly, tomorrow("10:00"), weeks=3)).text
        for text in ("Wed 25 Nov, 10:00", "Wed 2 Dec, 10:00", "Wed 9 Dec, 10:00"):
            assert text in page
        assert page.count('type="checkbox"') == page.count(" checked") == 3
        assert "All of them are free." in page

    def test_both_zones_stand_beside_each_date_when_they_differ(
        self, mentor_user: User, lena: Client
    ) -> None:
        weekly = a_session_type(a_mentor_in_warsaw(mentor_user), most_weeks=4)
        page = " ".join(lena.get(form_url(weekly, tomorrow("10:00"), weeks=2)).text.split())
        assert "11:00 for <bdi>Mira</bdi> (Warsaw)" in page

    def test_what_is_not_free_says_why_and_has_other_times(
        self, weekly: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(weekly, other_learner, tomorrow("10:00") + WEEK, now=now)
        page = lena.get(form_url(weekly, tomorrow("10:00"), weeks=2)).text
        assert "1 of 2 are free." in page
        assert "Another session is at that time." in page
        assert "Leave this week out" in page
        assert f'value="{(tomorrow("10:30") + WEEK).isoformat()}"' in page
        assert "(the next free time of that day)" in page

    def test_clocks_that_change_apart_are_warned_of_before_booking(
        self, mentor_user: User, other_learner: User, at_now: None, signed_in: SignIn
    ) -> None:
        weekly = a_session_type(a_mentor_in_warsaw(mentor_user), most_weeks=12, window_days=90)
        first = datetime(2027, 2, 23, 15, tzinfo=mentor_user.zone)
        page = " ".join(signed_in(other_learner).get(form_url(weekly, first, weeks=6)).text.split())
        assert "From Tue 16 Mar it is 10:00 for you, not 09:00" in page
        assert "From Tue 30 Mar it is 09:00 for you, not 10:00" in page

    @pytest.mark.parametrize("asked", ["", "1", "99999", "-3", "x", "²"])
    def test_any_number_of_weeks_shows_some(self, asked: str, weekly: SessionType, lena: Client) -> None:
        assert lena.get(form_url(weekly, tomorrow("10:00"), weeks=asked)).status_code == 200

    @pytest.mark.parametrize("start", ["", "x", "2025-01-01T10:00:00Z", "2199-01-01T10:00:00Z"])
    def test_without_a_time_that_is_near_one_picks_first(
        self, start: str, weekly: SessionType, lena: Client
    ) -> None:
        url = reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug])
        assert lena.get(url, {"start": start})["Location"] == weekly.get_absolute_url()

    def test_its_queries_do_not_grow_with_the_weeks(self, weekly: SessionType, lena: Client) -> None:
        counts = []
        lena.get(form_url(weekly, tomorrow("10:00"), weeks=2))
        for weeks in (2, 12):
            with CaptureQueriesContext(connection) as queries:
                lena.get(form_url(weekly, tomorrow("10:00"), weeks=weeks))
            counts.append(len(queries))
        assert counts[0] == counts[1]


def a_mentor_in_warsaw(user: User) -> Mentor:
    return a_mentor(user, zone="Europe/Warsaw")


class TestBooking:
    def test_it_leads_to_the_page_with_all_dates(self, weekly: SessionType, lena: Client) -> None:
        url = reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug])
        answer = lena.post(
            url,
            sent(weekly, tomorrow("10:00"), None, tomorrow("10:30") + 2 * WEEK, about="Practice"),
            follow=True,
        )
        pair = WeeklyPair.objects.get()
        assert answer.redirect_chain == [(pair.get_absolute_url(), 303)]
        assert "Wed 25 Nov, 10:00" in answer.text
        assert "Wed 9 Dec, 10:30" in answer.text
        assert [each.learner_attendance.about for each in pair.bookings.all()] == ["Practice"] * 2

    def test_one_date_alone_is_refused_and_what_was_typed_is_kept(
        self, weekly: SessionType, lena: Client
    ) -> None:
        url = reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug])
        answer = lena.post(url, sent(weekly, tomorrow("10:00"), None, about="My words"))
        assert answer.status_code == 422
        assert "Take at least two dates." in answer.text
        assert "My words" in answer.text
        assert not Booking.objects.exists()

    def test_a_date_that_was_taken_meanwhile_shows_what_is_free_now(
        self, weekly: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(weekly, other_learner, tomorrow("10:00") + WEEK, now=now)
        url = reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug])
        answer = lena.post(url, sent(weekly, tomorrow("10:00"), tomorrow("10:00") + WEEK))
        assert answer.status_code == 422
        assert "Someone has just taken that time." in answer.text
        assert "1 of 2 are free." in answer.text
        assert not WeeklyPair.objects.exists()

    def test_required_questions_are_asked(self, weekly: SessionType, lena: Client) -> None:
        weekly.questions = [{"label": "Your goal?", "kind": "line", "is_required": True, "choices": []}]
        weekly.save()
        url = reverse("mentoring:weekly", args=[weekly.mentor.user.handle, weekly.slug])
        starts = tomorrow("10:00"), tomorrow("10:00") + WEEK
        assert lena.post(url, sent(weekly, *starts)).status_code == 422
        assert lena.post(url, sent(weekly, *starts, **{"answer-your-goal": "A job"})).status_code == 303


class TestThePair:
    def test_both_people_see_all_dates(self, pair: WeeklyPair, lena: Client, browser: Client) -> None:
        for client, name in ((lena, "Mira"), (browser, "Lena")):
            page = " ".join(client.get(pair.get_absolute_url()).text.split())
            assert f"<bdi>Career call</bdi> with <bdi>{name}</bdi>, every week" in page
            assert page.count('<li class="trail-stop') == 4

    def test_nobody_else_does(self, pair: WeeklyPair, other_learner: User, signed_in: SignIn) -> None:
        stranger = signed_in(other_learner)
        assert stranger.get(pair.get_absolute_url()).status_code == 404
        assert stranger.post(f"{pair.get_absolute_url()}cancellation/").status_code == 404

    def test_a_session_of_it_links_to_it(self, pair: WeeklyPair, lena: Client) -> None:
        booking = pair.bookings.all()[0]
        assert pair.get_absolute_url() in lena.get(booking.get_absolute_url()).text

    def test_a_session_that_was_cancelled_says_so(
        self, pair: WeeklyPair, learner: User, lena: Client, now: datetime
    ) -> None:
        booking = Booking.objects.with_people().filter(weekly_pair=pair).order_by("starts_at")[1]
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        assert lena.get(pair.get_absolute_url()).text.count("Cancelled") == 1

    def test_its_queries_do_not_grow_with_the_sessions(
        self, weekly: SessionType, learner: User, lena: Client, now: datetime
    ) -> None:
        counts = []
        for hour, weeks in (("11:00", 2), ("13:00", 12)):
            starts = [tomorrow(hour) + WEEK * number for number in range(weeks)]
            pair = book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)
            lena.get(pair.get_absolute_url())
            with CaptureQueriesContext(connection) as queries:
                lena.get(pair.get_absolute_url())
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_the_mentor_answers_for_all_weeks(
        self, mentor: Mentor, learner: User, browser: Client, now: datetime
    ) -> None:
        weekly = a_session_type(mentor, most_weeks=4, needs_confirmation=True)
        starts = [tomorrow("10:00"), tomorrow("10:00") + WEEK]
        pair = book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)
        page = browser.get(pair.get_absolute_url()).text
        assert "One answer is for all dates that were asked for together." in page
        asked = pair.bookings.all()[0]
        browser.post(reverse("mentoring:answer", args=[asked.pk]), {"answer": "accept"})
        assert {each.state for each in Booking.objects.all()} == {BookingState.CONFIRMED}


def test_a_request_for_several_weeks_is_listed_once(
    mentor: Mentor, learner: User, browser: Client, lena: Client, now: datetime
) -> None:
    weekly = a_session_type(mentor, most_weeks=4, needs_confirmation=True)
    starts = [tomorrow("10:00") + WEEK * number for number in range(4)]
    book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)
    for client in (browser, lena):
        page = client.get("/bookings/").text
        assert page.count("every week") == page.count("Answer until") == 1


class TestCallingOff:
    def test_it_asks_first_and_names_the_dates(self, pair: WeeklyPair, lena: Client) -> None:
        page = lena.get(f"{pair.get_absolute_url()}cancellation/").text
        assert "Wed 25 Nov" in page
        assert "Every second week" in page
        assert pair.bookings.filter(state=BookingState.CONFIRMED).count() == 4

    @pytest.mark.parametrize(("which", "left"), [("rest", 0), ("every_second", 2)])
    def test_what_was_chosen_is_called_off(
        self, which: str, left: int, pair: WeeklyPair, lena: Client
    ) -> None:
        answer = lena.post(f"{pair.get_absolute_url()}cancellation/", {"which": which, "reason": "Away"})
        assert answer.status_code == 303
        assert pair.bookings.filter(state=BookingState.CONFIRMED).count() == left
        assert set(
            pair.bookings.exclude(state=BookingState.CONFIRMED).values_list("cancel_reason", flat=True)
        ) == {"Away"}

    def test_nothing_left_is_said(self, pair: WeeklyPair, lena: Client) -> None:
        lena.post(f"{pair.get_absolute_url()}cancellation/", {"which": "rest"})
        page = lena.get(f"{pair.get_absolute_url()}cancellation/").text
        assert "Nothing of it can be cancelled here any more." in page
        assert lena.post(f"{pair.get_absolute_url()}cancellation/", {"which": "rest"}).status_code == 422


def test_a_mentor_says_for_how_many_weeks(weekly: SessionType, browser: Client) -> None:
    url = reverse("mentoring:session_type", args=[weekly.slug])
    assert 'name="most_weeks" value="12"' in browser.get(url).text
