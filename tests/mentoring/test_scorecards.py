"""Scorecards of mock interviews: evidence before levels, shared once, seen beside one's own view."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from accounts.personal_data import all_rows, export_rows
from mailing.models import Letter, LetterState
from mentoring.lifecycle import AttendanceRole, BookingState
from mentoring.models import Booking, Score, Scorecard, SessionType
from mentoring.operations import (
    AlreadyRated,
    AlreadyShared,
    DraftScore,
    NothingToAnswer,
    NothingToScore,
    NotWhole,
    ScorecardDraft,
    answer_scorecard,
    cancel_booking,
    draft_scorecard,
    move_booking,
    rate_oneself,
    share_scorecard,
)
from notices.models import Notice
from roadmaps.models import SkillEvidence
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow

SEEN = [DraftScore("correctness", "Derived the update.", 3), DraftScore("depth", "Stopped at “why?”.", 2)]
WHOLE = ScorecardDraft(SEEN, "You said what you assumed.", "Draw first.", 3)
LEVELS = dict.fromkeys(("correctness", "depth", "first_principles", "trade_offs", "communication"), 3)


@pytest.fixture
def theory(mentor_user: User) -> SessionType:
    """Mira's mock interview on theory."""
    return a_session_type(
        a_mentor(mentor_user), slug="theory", title="Mock", kind="mock_interview", rubric_key="ml-theory"
    )


@pytest.fixture
def interview(theory: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(theory, learner, "10:00", now=now)


@pytest.fixture
def after(interview: Booking) -> datetime:
    return interview.ends_at + timedelta(minutes=5)


class TestRateOneself:
    def test_levels_are_kept_by_dimension(self, interview: Booking, learner: User, after: datetime) -> None:
        scorecard = rate_oneself(booking=interview, by=learner, levels=LEVELS, now=after)
        assert scorecard.rated_at == after
        assert {each.dimension: each.level for each in scorecard.scores.all()} == LEVELS

    def test_once(self, interview: Booking, learner: User, after: datetime) -> None:
        rate_oneself(booking=interview, by=learner, levels=LEVELS, now=after)
        with pytest.raises(AlreadyRated):
            rate_oneself(booking=interview, by=learner, levels={}, now=after)

    def test_not_before_it_has_begun(self, interview: Booking, learner: User) -> None:
        with pytest.raises(NothingToScore):
            rate_oneself(
                booking=interview, by=learner, levels=LEVELS, now=interview.starts_at - timedelta(seconds=1)
            )

    def test_not_what_was_called_off(
        self, interview: Booking, learner: User, now: datetime, after: datetime
    ) -> None:
        cancelled = cancel_booking(booking=interview, by=learner, reason="", now=now)
        with pytest.raises(NothingToScore):
            rate_oneself(booking=cancelled, by=learner, levels=LEVELS, now=after)

    def test_not_a_call(self, theory: SessionType, other_learner: User, now: datetime) -> None:
        call = a_booking(a_session_type(theory.mentor), other_learner, "14:00", now=now)
        with pytest.raises(NothingToScore):
            rate_oneself(booking=call, by=other_learner, levels=LEVELS, now=call.ends_at)


class TestDraft:
    def test_it_may_have_holes_and_be_saved_in_the_call(self, interview: Booking) -> None:
        half = [DraftScore("depth", "Stopped at “why?”."), DraftScore("correctness")]
        during = interview.starts_at + timedelta(minutes=3)
        scorecard = draft_scorecard(booking=interview, draft=ScorecardDraft(half), now=during)
        assert [(each.dimension, each.level) for each in scorecard.scores.all()] == [("depth", None)]

    def test_saved_again_it_replaces_the_draft(self, interview: Booking, after: datetime) -> None:
        draft_scorecard(booking=interview, draft=WHOLE, now=after)
        again = [DraftScore("depth", "Got to the third “why?”.", 4)]
        scorecard = draft_scorecard(booking=interview, draft=replace(WHOLE, scores=again), now=after)
        assert [(each.dimension, each.level) for each in scorecard.scores.all()] == [("depth", 4)]

    def test_it_leaves_the_learners_own_rating_alone(
        self, interview: Booking, learner: User, after: datetime
    ) -> None:
        rate_oneself(booking=interview, by=learner, levels=LEVELS, now=after)
        scorecard = draft_scorecard(booking=interview, draft=WHOLE, now=after)
        assert scorecard.scores.filter(side=AttendanceRole.LEARNER).count() == len(LEVELS)

    def test_the_database_takes_no_level_without_evidence(
        self, interview: Booking, learner: User, after: datetime
    ) -> None:
        scorecard = draft_scorecard(booking=interview, draft=replace(WHOLE, scores=[]), now=after)
        with pytest.raises(IntegrityError):
            Score.objects.create(
                learner=learner, scorecard=scorecard, side=AttendanceRole.MENTOR, dimension="depth", level=2
            )


class TestShare:
    def share(self, interview: Booking, now: datetime, **more: Any) -> Scorecard:
        draft = replace(WHOLE, **more)
        return share_scorecard(booking=interview, by=interview.mentor.user, draft=draft, now=now)

    def test_the_interview_took_place_then(self, interview: Booking, after: datetime) -> None:
        self.share(interview, after)
        interview.refresh_from_db()
        assert interview.state == BookingState.COMPLETED

    def test_the_learner_is_told_but_not_what_was_seen(
        self, interview: Booking, learner: User, after: datetime
    ) -> None:
        self.share(interview, after)
        notice = Notice.objects.get(kind="mentoring.scorecard_shared")
        assert notice.person == learner
        assert Letter.objects.filter(template="mentoring.scorecard_shared", recipient=learner).count() == 1

    def test_it_moves_the_skill_map_only_once_the_learner_has_spoken_too(
        self, interview: Booking, learner: User, after: datetime
    ) -> None:
        self.share(interview, after)
        assert not SkillEvidence.objects.exists()

        rate_oneself(booking=interview, by=learner, levels={}, now=after + HOUR)
        rows = SkillEvidence.objects.order_by("area").values_list("area", "level", "by", "at")
        mentor = interview.mentor.user_id
        assert list(rows) == [(area, 2.5, mentor, after) for area in ("machine-learning", "maths")]

    def test_shared_it_is_not_edited(self, interview: Booking, after: datetime) -> None:
        self.share(interview, after)
        with pytest.raises(AlreadyShared):
            draft_scorecard(booking=interview, draft=WHOLE, now=after)

    @pytest.mark.parametrize(
        "missing",
        [
            {"scores": []},
            {"scores": [DraftScore("depth", "Stopped at “why?”.")]},
            {"scores": [DraftScore("depth", "", 2)]},
            {"keep": ""},
            {"change": ""},
        ],
    )
    def test_not_while_it_has_holes(
        self, interview: Booking, after: datetime, missing: dict[str, Any]
    ) -> None:
        with pytest.raises(NotWhole):
            self.share(interview, after, **missing)

    def test_an_open_overall_is_no_hole(self, interview: Booking, after: datetime) -> None:
        assert self.share(interview, after, overall=None).shared_at == after


class TestAnswer:
    def test_once_and_the_mentor_is_told(
        self, interview: Booking, learner: User, mentor_user: User, after: datetime
    ) -> None:
        share_scorecard(booking=interview, by=mentor_user, draft=WHOLE, now=after)
        answer_scorecard(booking=interview, by=learner, text="I had seen it before.", now=after)
        assert Notice.objects.get(kind="mentoring.scorecard_answered").person == mentor_user
        with pytest.raises(NothingToAnswer):
            answer_scorecard(booking=interview, by=learner, text="And also …", now=after)

    def test_not_what_is_not_shared(self, interview: Booking, learner: User, after: datetime) -> None:
        draft_scorecard(booking=interview, draft=WHOLE, now=after)
        with pytest.raises(NothingToAnswer):
            answer_scorecard(booking=interview, by=learner, text="Why?", now=after)


class TestReminders:
    def due(self) -> list[datetime]:
        owed = Letter.objects.filter(template="mentoring.scorecard_due", state=LetterState.OWED)
        return sorted(owed.values_list("due_at", flat=True))

    def test_the_mentor_is_asked_at_the_end_a_day_and_three_days_later(self, interview: Booking) -> None:
        end = interview.ends_at
        assert self.due() == [end, end + 24 * HOUR, end + 72 * HOUR]

    def test_a_move_moves_them(self, interview: Booking, learner: User, now: datetime) -> None:
        moved = move_booking(booking=interview, starts_at=tomorrow("15:00"), by=learner, now=now)
        assert self.due()[0] == moved.ends_at

    def test_nobody_is_asked_about_a_call(
        self, theory: SessionType, other_learner: User, now: datetime
    ) -> None:
        a_booking(a_session_type(theory.mentor), other_learner, "14:00", now=now)
        assert self.due() == []


@pytest.mark.usefixtures("at_now")
class TestPages:
    @pytest.fixture
    def past(self, theory: SessionType, learner: User, now: datetime) -> Booking:
        """An interview that ended an hour before the tests' `now`."""
        booking = a_booking(theory, learner, now - 2 * HOUR, now=now - 24 * HOUR)
        assert booking.ends_at < now
        return booking

    def typed(self, **more: str) -> dict[str, str]:
        return {
            "evidence-depth": "Stopped at “why?”.",
            "level-depth": "2",
            "keep": "You said what you assumed.",
            "change": "Draw first.",
            **more,
        }

    def test_a_mentor_drafts_and_shares(self, signed_in: Callable[[User], Client], past: Booking) -> None:
        mira, url = signed_in(past.mentor.user), f"/bookings/{past.pk}/scorecard/"
        assert "Waiting for your scorecard" in mira.get("/bookings/").text
        assert "Saved as a draft" in mira.post(url, self.typed(), follow=True).text
        assert "Stopped at “why?”." in mira.get(url).text
        shared = mira.post(url, self.typed(share="yes"), follow=True)
        assert "Shared. The learner is told." in shared.text
        assert "Save the draft" not in shared.text
        assert "Waiting for your scorecard" not in mira.get("/bookings/").text

    def test_a_level_without_evidence_is_refused_and_nothing_typed_is_lost(
        self, signed_in: Callable[[User], Client], past: Booking
    ) -> None:
        typed = self.typed(**{"evidence-depth": "", "level-depth": "2", "share": "yes"})
        answer = signed_in(past.mentor.user).post(f"/bookings/{past.pk}/scorecard/", typed)
        assert answer.status_code == 422
        assert "Say what you saw before you give a level." in answer.text
        assert "Draw first." in answer.text

    def test_a_learner_sees_it_only_after_rating_themselves(
        self, signed_in: Callable[[User], Client], past: Booking, learner: User
    ) -> None:
        url = f"/bookings/{past.pk}/scorecard/"
        signed_in(past.mentor.user).post(url, self.typed(share="yes"))
        lena = signed_in(learner)
        assert "Stopped at “why?”." not in lena.get(url).text
        levels = {f"level-{dimension}": "3" for dimension in LEVELS}
        answer = lena.post(f"/bookings/{past.pk}/self-rating/", levels, follow=True)
        assert "Stopped at “why?”." in answer.text
        assert "You tend to rate yourself higher than they do." in lena.get("/bookings/interviews/").text

    def test_or_without(self, signed_in: Callable[[User], Client], past: Booking, learner: User) -> None:
        signed_in(past.mentor.user).post(f"/bookings/{past.pk}/scorecard/", self.typed(share="yes"))
        answer = signed_in(learner).post(f"/bookings/{past.pk}/self-rating/", {"skip": "yes"}, follow=True)
        assert "Stopped at “why?”." in answer.text

    def test_a_rating_with_holes_says_where(
        self, signed_in: Callable[[User], Client], past: Booking, learner: User
    ) -> None:
        answer = signed_in(learner).post(f"/bookings/{past.pk}/self-rating/", {"level-depth": "3"})
        assert (answer.status_code, "Pick a level." in answer.text) == (422, True)

    def test_a_draft_is_nobodys_but_the_mentors(
        self, signed_in: Callable[[User], Client], past: Booking, learner: User, other_learner: User
    ) -> None:
        url = f"/bookings/{past.pk}/scorecard/"
        signed_in(past.mentor.user).post(url, self.typed())
        lena = signed_in(learner)
        lena.post(f"/bookings/{past.pk}/self-rating/", {"skip": "yes"})
        assert "Stopped at" not in lena.get(url).text
        assert signed_in(other_learner).get(url).status_code == 404
        assert "Stopped at" not in str([export_rows(rows, learner) for rows in all_rows()])

    def test_a_learner_can_not_score(
        self, signed_in: Callable[[User], Client], past: Booking, learner: User
    ) -> None:
        signed_in(learner).post(f"/bookings/{past.pk}/scorecard/", self.typed(share="yes"))
        assert not Scorecard.objects.shared().exists()
