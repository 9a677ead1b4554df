"""What a mock interview brings: questions come forward, and its mentor writes some for the learner."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import Booking
from notices.models import Notice
from practice.choices import QuestionKind
from practice.models import Card, Question
from practice.operations import (
    NotYourInterview,
    QuestionWish,
    TooManySuggestions,
    bring_forward,
    remove_suggestion,
    spread_pile,
    suggest_question,
)
from practice.operations.suggestions import MOST_FOR_A_SESSION
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.operations import mark_step
from tests.mentoring.builders import a_booking, a_mentor, a_session_type
from tests.practice.builders import a_question, answer

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)
JSON = "application/json"
WISH = QuestionWish(
    kind=QuestionKind.EXPLAIN, prompt="Why scale features?", answer="SECRET", points=["Units"]
)
POSTED = {"kind": "explain", "prompt": "Why scale?", "answer": "SECRET", "points": "Units", "minutes": "1"}


@pytest.fixture
def interview(mentor_user: User, learner: User, now: datetime) -> Booking:
    """Of tomorrow at ten, with Mira."""
    kind = {"slug": "theory", "title": "Mock", "kind": "mock_interview", "rubric_key": "ml-theory"}
    return a_booking(a_session_type(a_mentor(mentor_user), **kind), learner, now=now)


@pytest.fixture
def after(interview: Booking) -> datetime:
    return interview.ends_at + timedelta(minutes=5)


class TestWeakSpots:
    def test_their_questions_come_forward_until_they_are_answered(
        self, enrolment: Enrolment, asked: User, question: Question, now: datetime
    ) -> None:
        card = answer(asked, question, rating=4, now=now)
        card.refresh_from_db()
        assert card.asked_on > now.date() + 2 * DAY

        assert bring_forward(learner=asked, steps=["basics"], now=now) == 1

        card.refresh_from_db()
        assert card.asked_on == now.date() + DAY
        again = answer(asked, question, rating=4, now=now + DAY)
        again.refresh_from_db()
        assert again.brought_forward_to is None
        assert again.asked_on == again.due_on

    def test_nothing_is_put_off_and_nothing_stopped_comes_back(
        self, enrolment: Enrolment, asked: User, question: Question, now: datetime
    ) -> None:
        card = answer(asked, question, now=now)
        Card.objects.filter(pk=card.pk).update(due_on=now.date())
        assert bring_forward(learner=asked, steps=["basics"], now=now) == 0

        Card.objects.filter(pk=card.pk).update(due_on=now.date() + 9 * DAY, stopped_at=now)
        assert bring_forward(learner=asked, steps=["basics"], now=now) == 0

    def test_finished_steps_are_asked_of_those_who_want_it(
        self, enrolment: Enrolment, learner: User, question: Question, now: datetime
    ) -> None:
        mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)
        bring_forward(learner=learner, steps=["basics"], now=now)
        assert not Card.objects.exists()

    def test_a_pile_is_divided_with_them(
        self, enrolment: Enrolment, asked: User, question: Question, now: datetime
    ) -> None:
        questions = [a_question(question.roadmap, f"q{number}", now=now) for number in range(25)]
        for each in questions:
            answer(asked, each, rating=4, now=now)
        bring_forward(learner=asked, steps=["basics"], now=now)

        spread_pile(learner=asked, now=now + DAY)

        asked_on = Card.objects.values_list("asked_on", flat=True)
        assert max(asked_on) > now.date() + 5 * DAY


class TestMentorsQuestions:
    def test_the_learner_is_told_keeps_it_and_is_asked(
        self, interview: Booking, learner: User, mentor_user: User, signed_in: SignIn, after: datetime
    ) -> None:
        question = suggest_question(booking=interview, by=mentor_user, wish=WISH, now=after)
        assert not Card.objects.exists()
        browser = signed_in(learner)
        page = browser.get("/practice/").content.decode()
        assert "Why scale features?" in page
        assert "SECRET" not in page
        assert Notice.objects.filter(person=learner, kind="practice.question_suggested").count() == 1

        browser.post(f"/practice/suggestions/{question.pk}/")

        assert Card.objects.active(learner).get().question == question
        assert "Why scale features?" not in browser.get("/practice/").content.decode()
        assert "Answer" in browser.get(f"/practice/sessions/{interview.pk}/").content.decode()

    def test_the_learner_does_without_it(
        self, interview: Booking, learner: User, mentor_user: User, signed_in: SignIn, after: datetime
    ) -> None:
        question = suggest_question(booking=interview, by=mentor_user, wish=WISH, now=after)

        signed_in(learner).post(f"/practice/suggestions/{question.pk}/", {"remove": "1"})

        assert not Question.objects.waiting_for(learner).exists()
        assert not Notice.objects.filter(taken_back_at=None, kind="practice.question_suggested").exists()

    def test_nobody_else_sees_it(
        self,
        interview: Booking,
        other_learner: User,
        mentor_user: User,
        signed_in: SignIn,
        after: datetime,
    ) -> None:
        question = suggest_question(booking=interview, by=mentor_user, wish=WISH, now=after)
        stranger = signed_in(other_learner)

        assert stranger.get(question.get_absolute_url()).status_code == 404
        assert stranger.post(f"/practice/suggestions/{question.pk}/").status_code == 404
        assert stranger.get(f"/practice/sessions/{interview.pk}/").status_code == 404
        assert stranger.get("/api/v1/questions/").json()["results"] == []

    def test_only_who_gave_the_interview_writes_and_not_before_it(
        self, interview: Booking, learner: User, mentor_user: User, now: datetime, after: datetime
    ) -> None:
        for by, at in ((learner, after), (mentor_user, now)):
            with pytest.raises(NotYourInterview):
                suggest_question(booking=interview, by=by, wish=WISH, now=at)

    def test_a_few_are_enough(self, interview: Booking, mentor_user: User, after: datetime) -> None:
        first, *_others = [
            suggest_question(booking=interview, by=mentor_user, wish=WISH, now=after)
            for _number in range(MOST_FOR_A_SESSION)
        ]
        with pytest.raises(TooManySuggestions):
            suggest_question(booking=interview, by=mentor_user, wish=WISH, now=after)

        remove_suggestion(question=first, now=after)
        suggest_question(booking=interview, by=mentor_user, wish=WISH, now=after)

    def test_it_is_written_beside_the_scorecard(
        self, interview: Booking, mentor_user: User, learner: User, signed_in: SignIn, after: datetime
    ) -> None:
        Booking.objects.filter(pk=interview.pk).update(
            starts_at=after - 2 * DAY, ends_at=after - 2 * DAY + DAY / 24
        )
        url = f"/practice/sessions/{interview.pk}/"
        assert url in signed_in(mentor_user).get(f"/bookings/{interview.pk}/scorecard/").content.decode()

        assert signed_in(mentor_user).post(url, POSTED | {"prompt": ""}).status_code == 422
        assert signed_in(learner).post(url, POSTED).status_code == 404
        assert signed_in(mentor_user).post(url, POSTED).status_code == 303
        assert Question.objects.get().for_learner == learner

    def test_the_api_does_the_same(
        self, interview: Booking, mentor_user: User, learner: User, signed_in: SignIn, after: datetime
    ) -> None:
        begun = {"starts_at": after - 2 * DAY, "ends_at": after - 2 * DAY + DAY / 24}
        Booking.objects.filter(pk=interview.pk).update(**begun)
        url, sent = (
            "/api/v1/practice-suggestions/",
            {**POSTED, "points": ["Units"], "booking": str(interview.pk)},
        )

        assert signed_in(learner).post(url, sent, content_type=JSON).status_code == 409
        written = signed_in(mentor_user).post(url, sent, content_type=JSON)
        assert written.status_code == 201
        [waiting] = signed_in(learner).get(url).json()["results"]
        assert (waiting["id"], waiting["is_kept"]) == (written.json()["id"], False)

        kept = signed_in(learner).post(
            "/api/v1/practice-cards/", {"question": waiting["id"]}, content_type=JSON
        )
        assert kept.status_code == 201
        assert not Notice.objects.filter(taken_back_at=None, kind="practice.question_suggested").exists()
        assert signed_in(learner).get(url).json()["results"][0]["is_kept"] is True
        assert signed_in(learner).delete(f"{url}{waiting['id']}/").status_code == 204
        assert not Card.objects.active(learner).exists()
