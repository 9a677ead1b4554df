"""A countdown to a real interview: spaced mocks, kinds in turns, other mentors, and what became of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from mentoring.interview_plans import find_plan, propose_dates, propose_kinds
from mentoring.lifecycle import BookingState
from mentoring.models import InterviewPlan, InterviewRole, PlannedMock, SessionType
from mentoring.operations import (
    InterviewNotAhead,
    MockNotBefore,
    cancel_booking,
    change_mock,
    plan_interview,
    record_outcome,
)
from tests.conftest import person
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
IN_FIVE_WEEKS = TODAY + timedelta(days=35)
ROLE = InterviewRole.ML_ENGINEER


@pytest.fixture
def interviewers(mentor_user: User) -> list[SessionType]:
    """Mira, Noor and Omar give coding; Mira theory too."""
    people = [mentor_user, person("Noor", "UTC"), person("Omar", "UTC")]
    mentors = [a_mentor(each) for each in people]
    coding = [
        a_session_type(each, slug="coding", title="Coding", kind="mock_interview", rubric_key="coding")
        for each in mentors
    ]
    theory = a_session_type(
        mentors[0], slug="theory", title="Theory", kind="mock_interview", rubric_key="ml-theory"
    )
    return [*coding, theory]


@pytest.fixture
def plan(interviewers: list[SessionType], learner: User, now: datetime) -> InterviewPlan:
    return plan_interview(learner=learner, role=ROLE, interview_on=IN_FIVE_WEEKS, now=now)


class TestTheProposal:
    @given(st.integers(min_value=0, max_value=370))
    def test_is_spaced_and_leaves_the_day_before_free(self, days: int) -> None:
        interview_on = TODAY + timedelta(days=days)
        dates = propose_dates(TODAY, interview_on)
        assert len(dates) <= 6
        assert all(TODAY + timedelta(days=2) <= on <= interview_on - timedelta(days=2) for on in dates)
        gaps = {(later - on).days for on, later in pairwise(dates)}
        assert all(3 <= gap <= 14 for gap in gaps)
        assert bool(dates) == (days >= 4)

    def test_is_weekly_with_some_weeks_to_go(self) -> None:
        dates = propose_dates(TODAY, IN_FIVE_WEEKS)
        assert (len(dates), dates[-1]) == (5, IN_FIVE_WEEKS - timedelta(days=2))

    def test_kinds_take_turns_as_far_as_somebody_gives_them(self) -> None:
        assert propose_kinds(ROLE, 4, given={"ml-theory", "coding"}) == [
            *("ml-theory", "coding", "ml-theory", "coding")
        ]
        assert propose_kinds(ROLE, 4, given=set()) == []


class TestThePlan:
    def test_each_mock_is_with_another_mentor_while_there_are_others(
        self, plan: InterviewPlan, learner: User, now: datetime
    ) -> None:
        found = find_plan(learner, now=now)
        assert found
        assert [row.mock.rubric_key for row in found.rows[-2:]] == ["ml-theory", "coding"]
        mentors = [row.session_type.mentor_id for row in found.rows if row.session_type]
        assert [len(set(mentors[:3])), len(set(mentors))] == [3, 3]
        assert found.rows[0].booking_url.endswith(f"?from={found.rows[0].mock.on}")

    def test_it_ticks_what_is_booked_and_held(
        self, plan: InterviewPlan, interviewers: list[SessionType], learner: User, now: datetime
    ) -> None:
        booking = a_booking(interviewers[0], learner, now=now)
        found = find_plan(learner, now=now)
        assert found
        assert (found.booked_count, [row.is_held for row in found.rows if row.booking]) == (1, [False])
        record_outcome(
            booking=booking, by=booking.mentor.user, outcome=BookingState.COMPLETED, now=booking.ends_at
        )
        found = find_plan(learner, now=now)
        assert found
        assert [row.is_held for row in found.rows if row.booking] == [True]

    def test_what_is_cancelled_is_open_again(
        self, plan: InterviewPlan, interviewers: list[SessionType], learner: User, now: datetime
    ) -> None:
        cancel_booking(booking=a_booking(interviewers[0], learner, now=now), by=learner, reason="", now=now)
        found = find_plan(learner, now=now)
        assert found
        assert found.booked_count == 0

    def test_another_date_proposes_afresh_and_finds_what_is_booked(
        self, plan: InterviewPlan, interviewers: list[SessionType], learner: User, now: datetime
    ) -> None:
        a_booking(interviewers[0], learner, now=now)
        plan_interview(learner=learner, role=ROLE, interview_on=TODAY + timedelta(days=14), now=now)
        found = find_plan(learner, now=now)
        assert found
        assert (found.days_left, found.booked_count) == (14, 1)
        assert found.rows[-1].mock.on == TODAY + timedelta(days=12)

    @pytest.mark.parametrize("days", [-1, 0, 400])
    def test_refuses_a_date_that_is_not_ahead(self, learner: User, now: datetime, days: int) -> None:
        with pytest.raises(InterviewNotAhead):
            plan_interview(learner=learner, role=ROLE, interview_on=TODAY + timedelta(days=days), now=now)

    def test_refuses_a_mock_on_the_day_before(self, plan: InterviewPlan, now: datetime) -> None:
        mock = plan.mocks.first()
        assert mock
        with pytest.raises(MockNotBefore):
            change_mock(mock=mock, rubric_key="coding", on=IN_FIVE_WEEKS - timedelta(days=1), now=now)

    def test_a_mentor_is_not_sent_to_themselves(
        self, interviewers: list[SessionType], mentor_user: User, now: datetime
    ) -> None:
        plan_interview(learner=mentor_user, role=ROLE, interview_on=IN_FIVE_WEEKS, now=now)
        found = find_plan(mentor_user, now=now)
        assert found
        chosen = [row.session_type for row in found.rows if row.session_type]
        assert mentor_user.pk not in {each.mentor_id for each in chosen}


class TestThePages:
    def test_from_the_date_to_the_rows(
        self, lena: Client, interviewers: list[SessionType], learner: User
    ) -> None:
        page = lena.post(
            "/bookings/interviews/plan/", {"role": ROLE, "interview_on": "2026-12-29"}, follow=True
        ).content.decode()
        assert "35 days to go." in page
        assert "Book it with" in page
        for address in ("/dashboard/", "/bookings/interviews/"):
            assert "35 days to your interview" in lena.get(address).content.decode()

    def test_a_past_date_is_refused_beside_its_field(self, lena: Client) -> None:
        answer = lena.post("/bookings/interviews/plan/", {"role": ROLE, "interview_on": "2026-11-01"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["interview_on"])

    def test_a_mock_is_changed_and_taken_out(self, lena: Client, plan: InterviewPlan) -> None:
        mock = plan.mocks.earliest("on")
        address = f"/bookings/interviews/plan/{mock.pk}/"
        lena.post(address, {"rubric_key": "statistics", "on": "2026-12-01"})
        mock.refresh_from_db()
        assert (mock.rubric_key, mock.on) == ("statistics", date(2026, 12, 1))
        lena.post(address, {"remove": "yes"})
        assert not PlannedMock.objects.filter(pk=mock.pk).exists()

    def test_the_plan_ends(self, lena: Client, plan: InterviewPlan) -> None:
        lena.post("/bookings/interviews/plan/removal/")
        assert not InterviewPlan.objects.exists()

    def test_somebody_elses_is_not_found(
        self, signed_in: Callable[[User], Client], plan: InterviewPlan, mentor_user: User
    ) -> None:
        browser, mock = signed_in(mentor_user), plan.mocks.earliest("on")
        assert browser.post(f"/bookings/interviews/plan/{mock.pk}/", {"remove": "yes"}).status_code == 404
        assert browser.post("/bookings/interviews/plan/removal/").status_code == 404

    def test_a_mentor_sees_those_they_gave(
        self,
        interviewers: list[SessionType],
        learner: User,
        signed_in: Callable[[User], Client],
        now: datetime,
    ) -> None:
        booking = a_booking(interviewers[0], learner, tomorrow("10:00"), now=now)
        record_outcome(
            booking=booking, by=booking.mentor.user, outcome=BookingState.COMPLETED, now=booking.ends_at
        )
        type(booking).objects.update(starts_at=now - timedelta(days=1), ends_at=now - timedelta(hours=23))
        page = signed_in(booking.mentor.user).get("/bookings/interviews/").content.decode()
        assert "Interviews you gave" in page
        assert "Coding</bdi> with <bdi>Lena" in page


class TestTheApi:
    def test_it_plans_changes_and_ends(
        self, lena: Client, interviewers: list[SessionType], learner: User
    ) -> None:
        address = "/api/v1/me/interview-plan/"
        assert lena.get(address).status_code == 404
        body = {"role": "ml_engineer", "interview_on": "2026-12-29"}
        made = lena.put(address, body, content_type="application/json").json()
        assert (made["days_left"], len(made["mocks"])) == (35, 5)
        mock = f"{address}mocks/{made['mocks'][0]['id']}/"
        changed = lena.put(
            mock, {"rubric_key": "statistics", "on": "2026-12-01"}, content_type="application/json"
        )
        assert changed.json()["mocks"][0]["rubric_key"] == "statistics"
        late = lena.put(mock, {"rubric_key": "coding", "on": "2026-12-28"}, content_type="application/json")
        assert (late.status_code, late.json()["code"]) == (409, "mock_not_before")
        assert (lena.delete(mock).status_code, lena.delete(address).status_code) == (204, 204)
