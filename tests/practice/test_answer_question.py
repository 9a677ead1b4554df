"""Answering a question, and rating the answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from practice.choices import Rating
from practice.models import OPEN_ANSWER_ONCE, RATED_IS_DATED, Answer, Card, Question
from practice.operations import (
    NothingAnswered,
    RatedAlready,
    answer_question,
    choose_practice,
    keep_question,
    rate_answer,
    recompute_cards,
    stop_card,
)
from practice.queue import read_today
from practice.scheduling import SCHEDULER
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import mark_step
from tests.practice.builders import a_question, answer, due_cards
from tests.races import at_once

DAY = timedelta(days=1)


def test_an_answer_is_kept_with_its_card_and_counts_once_it_is_rated(
    learner: User, question: Question, now: datetime
) -> None:
    given = answer_question(learner=learner, question=question, text="Signs", now=now)
    card = Card.objects.get()
    assert (given.card, given.text, given.rating) == (card, "Signs", None)
    assert (card.review_count, card.due_on) == (0, date(2026, 11, 25))

    card = rate_answer(answer=given, rating=Rating.RIGHT, now=now)
    given.refresh_from_db()
    assert (given.rating, given.rated_at, given.rated_on) == (3, now, date(2026, 11, 24))
    assert (card.review_count, card.reviewed_on) == (1, date(2026, 11, 24))
    assert card.due_on > date(2026, 11, 24)


def test_the_model_that_set_the_date_is_kept_with_the_answer(
    learner: User, question: Question, now: datetime
) -> None:
    answer(learner, question, now=now)
    scheduler = Answer.objects.get().scheduler
    assert scheduler == SCHEDULER
    assert scheduler["library"].startswith("fsrs 6")
    assert len(scheduler["parameters"]) == 21
    assert scheduler["learning_steps"] == []
    assert scheduler["enable_fuzzing"] is False


def test_an_answer_may_be_said_aloud(learner: User, question: Question, now: datetime) -> None:
    given = answer_question(learner=learner, question=question, was_aloud=True, now=now)
    assert (given.text, given.was_aloud) == ("", True)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_refuses_an_answer_without_words(learner: User, question: Question, text: str, now: datetime) -> None:
    with pytest.raises(NothingAnswered):
        answer_question(learner=learner, question=question, text=text, now=now)
    assert not Card.objects.exists()


def test_an_answer_sent_twice_is_one(learner: User, question: Question, now: datetime) -> None:
    first = answer_question(learner=learner, question=question, text="Signs", now=now)
    again = answer_question(learner=learner, question=question, text="Signs, both", now=now)
    assert first == again
    assert Answer.objects.get().text == "Signs, both"


def test_the_same_rating_sent_twice_counts_once(learner: User, question: Question, now: datetime) -> None:
    given = answer_question(learner=learner, question=question, text="Signs", now=now)
    first = rate_answer(answer=given, rating=Rating.GAPS, now=now)
    again = rate_answer(answer=given, rating=Rating.GAPS, now=now + DAY)
    assert (again.memory, again.review_count) == (first.memory, 1)


def test_another_rating_on_the_same_day_corrects_it(learner: User, question: Question, now: datetime) -> None:
    answer(learner, question, Rating.RIGHT, now=now - 9 * DAY)
    given = answer_question(learner=learner, question=question, text="Signs", now=now)
    wrong = rate_answer(answer=given, rating=Rating.FAILED, now=now)
    right = rate_answer(answer=given, rating=Rating.RIGHT, now=now + timedelta(minutes=1))
    assert (wrong.failures, right.failures, right.review_count) == (1, 0, 2)
    assert right.due_on > wrong.due_on
    assert recompute_cards(now=now) == 0


def test_refuses_to_correct_a_rating_on_another_day_or_after_another_answer(
    learner: User, question: Question, now: datetime
) -> None:
    given = answer_question(learner=learner, question=question, text="Signs", now=now)
    rate_answer(answer=given, rating=Rating.GAPS, now=now)
    with pytest.raises(RatedAlready):
        rate_answer(answer=given, rating=Rating.RIGHT, now=now + DAY)
    answer_question(learner=learner, question=question, text="Again", now=now + timedelta(minutes=1))
    with pytest.raises(RatedAlready):
        rate_answer(answer=given, rating=Rating.RIGHT, now=now + timedelta(minutes=2))


def test_today_is_the_learners_own_date(other_learner: User, question: Question) -> None:
    """Late on Monday evening in New York it is Tuesday in UTC."""
    late = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    card = answer(other_learner, question, Rating.FAILED, now=late)
    assert (card.reviewed_on, card.due_on) == (date(2026, 11, 23), date(2026, 11, 24))


def test_the_database_keeps_one_open_answer_and_no_rating_without_a_date(
    learner: User, question: Question, now: datetime
) -> None:
    given = answer_question(learner=learner, question=question, text="Signs", now=now)
    with pytest.raises(IntegrityError, match=OPEN_ANSWER_ONCE), transaction.atomic():
        Answer.objects.create(learner=learner, card=given.card, answered_at=now)
    with pytest.raises(IntegrityError, match=RATED_IS_DATED), transaction.atomic():
        Answer.objects.filter(pk=given.pk).update(rating=3)


@pytest.mark.django_db(transaction=True)
def test_three_ratings_at_once_count_once(learner: User, roadmap: Roadmap, now: datetime) -> None:
    cards = due_cards(learner, roadmap, 2, now=now)
    given = answer_question(learner=learner, question=cards[0].question, text="Signs", now=now)
    other = answer_question(learner=learner, question=cards[1].question, text="Signs", now=now)
    at_once(
        lambda: rate_answer(answer=given, rating=Rating.RIGHT, now=now),
        lambda: rate_answer(answer=given, rating=Rating.RIGHT, now=now),
        lambda: rate_answer(answer=other, rating=Rating.RIGHT, now=now),
    )
    assert [card.review_count for card in Card.objects.all()] == [2, 2]
    assert Answer.objects.of(learner).rated().count() == 2


class TestFailingRepeatedly:
    @pytest.fixture
    def done(self, enrolment: Enrolment, now: datetime) -> Enrolment:
        """Lena has finished `basics`."""
        mark_step(
            enrolment=enrolment, key="basics", to=StepStatus.DONE, by=enrolment.learner, now=now - 30 * DAY
        )
        return enrolment

    def test_twice_in_a_row_the_step_needs_review_and_says_why(
        self, done: Enrolment, question: Question, now: datetime
    ) -> None:
        answer(done.learner, question, Rating.FAILED, now=now - DAY)
        assert done.status_of("basics") == StepStatus.DONE
        answer(done.learner, question, Rating.FAILED, now=now)
        assert done.status_of("basics") == StepStatus.NEEDS_REVIEW
        mark = done.events.newest_first().first()
        assert mark is not None
        assert mark.note.startswith("Twice in a row you could not answer: Why is")

    def test_a_better_answer_between_breaks_the_row(
        self, done: Enrolment, question: Question, now: datetime
    ) -> None:
        for days, rating in ((3, 1), (2, 2), (1, 1)):
            answer(done.learner, question, rating, now=now - days * DAY)
        assert done.status_of("basics") == StepStatus.DONE

    def test_a_step_that_is_not_done_stays_as_it_is(
        self, enrolment: Enrolment, question: Question, now: datetime
    ) -> None:
        for days in (2, 1):
            answer(enrolment.learner, question, Rating.FAILED, now=now - days * DAY)
        assert enrolment.status_of("basics") == StepStatus.PENDING


class TestAfterAnAbsence:
    def test_the_first_answer_spreads_the_pile_over_two_weeks(
        self, asked: User, roadmap: Roadmap, now: datetime
    ) -> None:
        cards = due_cards(asked, roadmap, 42, now=now)
        today = read_today(asked, now=now)
        assert [card.pk for card in today.cards] == [card.pk for card in cards[:3]]  # longest ago
        answer(asked, today.cards[0].question, now=now)
        days = [card.asked_on for card in Card.objects.exclude(pk=cards[0].pk).order_by("question__key")]
        assert set(days) == {date(2026, 11, 24) + number * DAY for number in range(14)}
        assert [card.pk for card in read_today(asked, now=now).cards] == [card.pk for card in cards[1:3]]
        assert len(read_today(asked, now=now + DAY).cards) == 5  # with the two that were left

    def test_looking_alone_spreads_nothing(self, asked: User, roadmap: Roadmap, now: datetime) -> None:
        due_cards(asked, roadmap, 42, now=now)
        read_today(asked, now=now)
        assert not Card.objects.exclude(postponed_to=None).exists()

    def test_an_answer_ends_the_postponement(self, asked: User, roadmap: Roadmap, now: datetime) -> None:
        cards = due_cards(asked, roadmap, 42, now=now)
        answer(asked, cards[0].question, now=now)
        card = answer(asked, cards[41].question, now=now)
        card.refresh_from_db()
        assert (card.postponed_to, card.asked_on) == (None, card.due_on)

    def test_what_fits_a_day_is_left_alone(self, asked: User, roadmap: Roadmap, now: datetime) -> None:
        cards = due_cards(asked, roadmap, 8, now=now)
        answer(asked, cards[0].question, now=now)
        assert not Card.objects.exclude(postponed_to=None).exists()


class TestToday:
    def test_nothing_is_asked_of_somebody_who_did_not_switch_it_on(
        self, learner: User, roadmap: Roadmap, now: datetime
    ) -> None:
        due_cards(learner, roadmap, 3, now=now)
        assert not read_today(learner, now=now).cards

    def test_nothing_is_asked_during_a_pause(self, asked: User, roadmap: Roadmap, now: datetime) -> None:
        due_cards(asked, roadmap, 3, now=now)
        choose_practice(learner=asked, is_on=True, paused_until=date(2026, 12, 1), now=now)
        assert not read_today(asked, now=now).cards
        assert len(read_today(asked, now=now + 7 * DAY).cards) == 3

    def test_the_limit_counts_what_was_answered_today(
        self, asked: User, roadmap: Roadmap, now: datetime
    ) -> None:
        cards = due_cards(asked, roadmap, 5, minutes=2, now=now)
        answer(asked, cards[0].question, now=now)
        today = read_today(asked, now=now)
        assert [card.pk for card in today.cards] == [card.pk for card in cards[1:]]
        assert (today.minutes, today.answered) == (8, 1)
        added = a_question(roadmap, "more", now=now)
        Card.objects.create(learner=asked, question=added, kept_at=now, due_on=today.today, updated_at=now)
        assert len(read_today(asked, now=now).cards) == 4

    def test_a_stopped_and_a_withdrawn_question_are_not_asked(
        self, asked: User, roadmap: Roadmap, now: datetime
    ) -> None:
        first, second, third = due_cards(asked, roadmap, 3, now=now)
        stop_card(card=first, now=now)
        Question.objects.filter(pk=second.question_id).update(withdrawn_at=now)
        assert [card.pk for card in read_today(asked, now=now).cards] == [third.pk]
        keep_question(learner=asked, question=first.question, now=now)
        assert {card.pk for card in read_today(asked, now=now).cards} == {first.pk, third.pk}

    def test_says_when_the_next_ones_come(self, asked: User, question: Question, now: datetime) -> None:
        card = answer(asked, question, now=now)
        today = read_today(asked, now=now)
        assert (list(today.cards), today.answered, today.next_on) == ([], 1, card.due_on)


def test_cards_that_stand_otherwise_than_their_answers_say_are_put_right(
    learner: User, question: Question, now: datetime
) -> None:
    card = answer(learner, question, Rating.GAPS, now=now - 9 * DAY)
    card = answer(learner, question, Rating.RIGHT, now=now)
    Card.objects.update(stability=1, due_on=date(2030, 1, 1), failures=7)
    assert recompute_cards(now=now) == 1
    assert Card.objects.get().memory == card.memory
    assert recompute_cards(learner=learner, now=now) == 0
