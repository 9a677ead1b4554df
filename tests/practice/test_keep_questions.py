"""Which questions are asked of somebody: by finishing a step, by hand, for what was finished before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from practice.models import Answer, Card, PracticeChoice, Question
from practice.operations import PauseInThePast, choose_practice, keep_question, stop_card
from practice.queue import read_today
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import (
    enrol,
    hide_milestone,
    hide_step,
    mark_step,
    set_credit,
    show_milestone,
    show_step,
    undo_mark,
)
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.practice.builders import a_question, answer, ask_again

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOMORROW = date(2026, 11, 25)


def finish(enrolment: Enrolment, key: str, now: datetime) -> None:
    mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=enrolment.learner, now=now)


def test_a_finished_step_has_its_questions_asked_from_tomorrow_on(
    enrolment: Enrolment, question: Question, now: datetime
) -> None:
    a_question(enrolment.roadmap, "other", step_key="middle", now=now)
    ask_again(enrolment.learner, now=now)
    finish(enrolment, "basics", now)
    card = Card.objects.get()
    assert (card.question, card.due_on, card.asked_on) == (question, TOMORROW, TOMORROW)


def test_nothing_is_kept_for_somebody_who_did_not_switch_it_on(
    enrolment: Enrolment, question: Question, now: datetime
) -> None:
    finish(enrolment, "basics", now)
    choose_practice(learner=enrolment.learner, is_on=False, now=now)
    finish(enrolment, "middle", now)
    assert not Card.objects.exists()


def test_another_learners_switch_does_not_count(
    enrolment: Enrolment, question: Question, other_learner: User, now: datetime
) -> None:
    ask_again(other_learner, now=now)
    finish(enrolment, "basics", now)
    assert not Card.objects.exists()


def test_what_was_known_before_and_what_was_withdrawn_is_not_asked(
    enrolment: Enrolment, question: Question, now: datetime
) -> None:
    ask_again(enrolment.learner, now=now)
    a_question(enrolment.roadmap, "gone", step_key="middle", withdrawn_at=now, now=now)
    set_credit(enrolment=enrolment, keys={"basics"}, by=enrolment.learner, now=now)
    finish(enrolment, "middle", now)
    assert not Card.objects.exists()


def test_an_undone_mark_takes_back_what_was_never_answered(
    enrolment: Enrolment, question: Question, now: datetime
) -> None:
    answered = a_question(enrolment.roadmap, "answered", now=now)
    ask_again(enrolment.learner, now=now)
    mark = mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=enrolment.learner, now=now)
    assert mark is not None
    answer(enrolment.learner, answered, now=now)
    undo_mark(event=mark, by=enrolment.learner, now=now)
    assert [card.question for card in Card.objects.all()] == [answered]


def test_finishing_again_keeps_what_is_known(enrolment: Enrolment, question: Question, now: datetime) -> None:
    ask_again(enrolment.learner, now=now)
    before = answer(enrolment.learner, question, now=now)
    finish(enrolment, "basics", now)
    assert Card.objects.get().memory == before.memory


def test_switching_it_on_can_take_finished_steps_along(
    enrolment: Enrolment, question: Question, now: datetime
) -> None:
    a_question(enrolment.roadmap, "later", step_key="middle", now=now)
    finish(enrolment, "basics", now)
    choose_practice(learner=enrolment.learner, is_on=True, with_finished=True, now=now)
    assert [card.question for card in Card.objects.all()] == [question]


def test_a_pause_ends_on_a_day_to_come(learner: User, now: datetime) -> None:
    for day in (now.date(), now.date() - timedelta(days=1)):
        with pytest.raises(PauseInThePast):
            choose_practice(learner=learner, is_on=True, paused_until=day, now=now)
    choice = choose_practice(learner=learner, is_on=True, paused_until=TOMORROW, now=now)
    assert (choice.asks_on(now.date()), choice.asks_on(TOMORROW)) == (False, True)


def test_a_question_kept_again_goes_on_where_it_was(learner: User, question: Question, now: datetime) -> None:
    before = answer(learner, question, now=now)
    stop_card(card=before, now=now)
    assert not Card.objects.active(learner).exists()
    card = keep_question(learner=learner, question=question, now=now)
    assert (card.memory, card.stopped_at) == (before.memory, None)


def test_marking_costs_one_query_more(
    enrolment: Enrolment,
    roadmap: Roadmap,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(11):
        finish(enrolment, "basics", now)


def test_everything_goes_with_the_account(learner: User, question: Question, now: datetime) -> None:
    answer(learner, question, now=now)
    choose_practice(learner=learner, is_on=True, now=now)
    learner.delete()
    for model in (Card, Answer, PracticeChoice):
        assert not model.objects.exists()
    assert Question.objects.exists()


@pytest.mark.parametrize(
    ("hide", "show", "key"), [(hide_step, show_step, "basics"), (hide_milestone, show_milestone, "m1")]
)
def test_a_hidden_steps_questions_are_asked_when_it_is_shown_again(
    enrolment: Enrolment, question: Question, signed_in: SignIn, *, hide: Any, show: Any, key: str
) -> None:
    learner, today = ask_again(enrolment.learner, now=NOW), NOW + timedelta(days=1)
    keep_question(learner=learner, question=question, now=NOW)
    hide(enrolment=enrolment, key=key, by=learner, now=NOW)

    asked = read_today(learner, now=today)
    assert (asked.cards, asked.next_on) == ([], None)
    page = signed_in(learner).get(question.get_absolute_url()).content.decode()
    assert "not asked while you hide its step" in page

    show(enrolment=enrolment, key=key, by=learner, now=NOW)
    assert [card.question for card in read_today(learner, now=today).cards] == [question]


def test_what_another_learner_hides_is_asked_of_the_others(
    asked: User, other_learner: User, enrolment: Enrolment, question: Question, now: datetime
) -> None:
    keep_question(learner=asked, question=question, now=now)
    theirs = enrol(roadmap=enrolment.roadmap, learner=other_learner, track=SHARED, now=now)
    hide_step(enrolment=theirs, key="basics", by=other_learner, now=now)

    assert read_today(asked, now=now + timedelta(days=1)).cards
