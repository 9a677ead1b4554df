"""The pages that strangers may see: the directory, one mentor, their free times, the mentors for a step."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import refresh_next_free
from roadmaps.models import Area
from tests.mentoring.builders import a_booking, a_mentor, a_session_type
from tests.roadmaps.builders import published, step

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def maths(db: None) -> Area:
    return Area.objects.create(slug="maths", title="Maths")


class TestDirectory:
    @pytest.fixture
    def kept(self, call: SessionType, now: datetime) -> None:
        """The next free time, as the sweep keeps it."""
        refresh_next_free(now=now)

    @pytest.mark.usefixtures("kept")
    def test_shows_each_mentor_with_the_next_free_time(self, call: SessionType, client: Client) -> None:
        page = client.get("/mentors/").content.decode()
        assert "Mira" in page
        assert "Tue 24 Nov, 12:00 (UTC)" in page

    def test_hides_who_is_not_listed(self, mentor_user: User, client: Client) -> None:
        a_session_type(a_mentor(mentor_user, is_listed=False))
        assert "Mira" not in client.get("/mentors/").content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=mir", True),
            ("q=engineer", True),
            ("q=plumber", False),
            ("area=maths", True),
            ("area=cloud", False),
            ("kind=call", True),
            ("kind=mock_interview", False),
            ("language=en", True),
            ("language=ja", False),
            ("kind=call&language=en&area=maths&q=mira", True),
            ("kind=nonsense&language=%00", True),
            ("q=%00", True),
            ("specialism=%00", True),
            ("step=%00", True),
            ("step=a/b/c", True),
            ("price=free", True),
            ("price=25&kind=call", True),
            ("overlap=8", True),
        ],
    )
    @pytest.mark.usefixtures("kept")
    def test_filters_combine(
        self, call: SessionType, maths: Area, client: Client, query: str, *, found: bool
    ) -> None:
        call.mentor.areas.add(maths)
        assert ("Next free" in client.get(f"/mentors/?{query}").content.decode()) is found

    def test_says_which_filter_to_drop_when_nobody_fits(self, call: SessionType, client: Client) -> None:
        page = client.get("/mentors/?q=mira&language=ja").content.decode()
        assert "No mentor fits all of that" in page
        assert 'href="?q=mira"' in page

    def test_costs_the_same_for_one_mentor_and_for_many(
        self,
        call: SessionType,
        learner: User,
        other_learner: User,
        client: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for user in (learner, other_learner):
            a_session_type(a_mentor(user))
        with django_assert_max_num_queries(6):
            client.get("/mentors/")

    def test_is_public_and_sets_no_cookie(self, call: SessionType, client: Client) -> None:
        answer = client.get("/mentors/")
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies


class TestMentor:
    def test_shows_what_can_be_booked(self, call: SessionType, client: Client) -> None:
        page = client.get("/mentors/mira/").content.decode()
        assert "Career call" in page
        assert "You can move or cancel it until 12 hours before." in page

    @pytest.mark.parametrize("page", ["", "sessions/call/"])
    def test_a_mentor_whose_account_was_closed_is_gone(
        self, call: SessionType, mentor_user: User, client: Client, page: str
    ) -> None:
        User.objects.filter(pk=mentor_user.pk).update(is_active=False)
        assert client.get(f"/mentors/mira/{page}").status_code == 404
        assert "Mira" not in client.get("/mentors/").content.decode()

    def test_a_mentor_who_is_not_listed_is_seen_by_nobody_else(
        self, mentor_user: User, learner: User, client: Client, signed_in: Callable[[User], Client]
    ) -> None:
        a_mentor(mentor_user, is_listed=False)
        assert client.get("/mentors/mira/").status_code == 404
        assert signed_in(learner).get("/mentors/mira/").status_code == 404
        assert signed_in(mentor_user).get("/mentors/mira/").status_code == 200


class TestTimes:
    url = "/mentors/mira/sessions/call/"

    def test_three_queries_whatever_is_booked(
        self,
        call: SessionType,
        learner: User,
        now: datetime,
        client: Client,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for at in ("10:00", "11:00", "12:00"):
            a_booking(call, learner, at, now=now)
        with django_assert_num_queries(3):
            client.get(self.url)

    def test_shows_both_clocks_when_they_differ(self, call: SessionType, client: Client) -> None:
        page = client.get(f"{self.url}?zone=Asia/Kathmandu&from=2026-11-25").content.decode()
        assert "14:45<small>09:00UTC</small>" in "".join(page.split())

    def test_shows_one_clock_when_they_agree(self, call: SessionType, client: Client) -> None:
        assert "<small>" not in client.get(f"{self.url}?from=2026-11-25").content.decode()

    def test_a_stranger_may_choose_a_zone_but_not_invent_one(self, call: SessionType, client: Client) -> None:
        page = client.get(f"{self.url}?zone=Moon/Crater").content.decode()
        assert '<option value="UTC" selected>' in page

    def test_says_why_a_day_is_empty(self, mentor: Mentor, client: Client) -> None:
        a_session_type(mentor, notice_hours=48)
        page = client.get(f"{self.url}?from=2026-11-25").content.decode()
        assert "Too soon" in page

    @pytest.mark.parametrize("first", ["2026-11-20", "9999-12-31", "0001-01-01", "tomorrow", ""])
    def test_any_date_shows_a_week(self, call: SessionType, client: Client, first: str) -> None:
        assert client.get(f"{self.url}?from={first}").status_code == 200

    def test_a_learner_is_not_offered_times_at_which_they_are_busy(
        self,
        call: SessionType,
        learner: User,
        other_learner: User,
        now: datetime,
        signed_in: Callable[[User], Client],
    ) -> None:
        a_booking(a_session_type(a_mentor(other_learner)), learner, "10:00", now=now)
        page = signed_in(learner).get(f"{self.url}?from=2026-11-25").content.decode()
        assert "2026-11-25T10:30:00+00:00" in page
        assert "2026-11-25T10:00:00+00:00" not in page

    def test_an_unknown_or_withdrawn_session_is_not_found(self, mentor: Mentor, client: Client) -> None:
        a_session_type(mentor, is_offered=False)
        assert client.get(self.url).status_code == 404
        assert client.get("/mentors/nobody/sessions/call/").status_code == 404


class TestForAStep:
    """The fragment that a step's page asks for: who can help with it."""

    url = "/mentors/for-step/walking/boots/"

    @pytest.fixture
    def area(self, db: None) -> Area:
        edition = published(step("boots"))
        return edition.steps.get().area

    def test_shows_mentors_of_its_area_and_carries_the_step_along(
        self, call: SessionType, area: Area, client: Client, now: datetime
    ) -> None:
        call.mentor.areas.add(area)
        refresh_next_free(now=now)
        page = client.get(self.url).content.decode()
        assert "Next free" in page
        assert "/mentors/mira/?step=walking/boots" in page

    def test_leaves_others_out_and_says_so(self, call: SessionType, area: Area, client: Client) -> None:
        assert "No mentor for" in client.get(self.url).content.decode()

    def test_what_it_is_about_goes_along_to_the_times(
        self, call: SessionType, area: Area, client: Client, now: datetime
    ) -> None:
        call.mentor.areas.add(area)
        refresh_next_free(now=now)
        page = client.get(f"{self.url}?about=%26+why%3F").content.decode()
        assert "/mentors/mira/?step=walking/boots&amp;about=%26+why%3F" in page
        page = client.get("/mentors/mira/?step=walking%2Fboots&about=%26+why%3F").content.decode()
        assert "/mentors/mira/sessions/call/?step=walking%2Fboots&amp;about=%26+why%3F" in page
        page = client.get("/mentors/mira/sessions/call/?about=%26+why%3F").content.decode()
        assert 'name="about" value="&amp; why?"' in page

    def test_what_it_is_about_stands_in_the_booking(self, call: SessionType, lena: Client) -> None:
        start = "2026-11-25T10:00:00%2B00:00"
        page = lena.get(
            f"/mentors/mira/sessions/call/booking/?start={start}&about=%26+why%3F"
        ).content.decode()
        assert re.search(r'<textarea name="about"[^>]*>\s*&amp; why\?</textarea>', page)

    def test_it_is_a_page_and_a_part_of_others(self, area: Area, client: Client) -> None:
        assert "<html" in client.get(self.url).content.decode()
        assert "<html" not in client.get(self.url, headers={"HX-Request": "true"}).content.decode()

    def test_an_unknown_step_is_not_found(self, area: Area, client: Client) -> None:
        assert client.get("/mentors/for-step/walking/nonsense/").status_code == 404

    def test_the_step_ends_up_in_the_booking(
        self, call: SessionType, area: Area, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        send_step = {"session_type": "call", "start": "2026-11-25T10:00:00+00:00", "step": "walking/boots"}
        signed_in(learner).post("/mentors/mira/bookings/", send_step)
        booking = Booking.objects.get()
        part = booking.learner_attendance
        assert part.step is not None
        assert (part.step_roadmap, part.step_key, part.step.key) == ("walking", "boots", "boots")
