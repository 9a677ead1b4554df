"""When a question is asked again: pure, from ratings and dates alone."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.choices import Standing
from practice.scheduling import (
    LONGEST_INTERVAL,
    judge_standing,
    recall_chance,
    remember,
    replay,
)

CARD, OTHER = UUID(int=1), UUID(int=2)
MONDAY = date(2026, 11, 23)
HISTORIES = st.lists(st.tuples(st.integers(1, 4), st.integers(-1, 400)), min_size=1, max_size=25)


def dated(history: list[tuple[int, int]]) -> list[tuple[int, date]]:
    """Ratings with dates, from those with days since the one before."""
    on, found = MONDAY, []
    for rating, days in history:
        on += timedelta(days=days)
        found.append((rating, on))
    return found


@given(HISTORIES, st.uuids())
def test_counting_anew_gives_what_was_counted_step_by_step(
    history: list[tuple[int, int]], card: UUID
) -> None:
    memory = None
    for rating, on in dated(history):
        memory = remember(memory, rating=rating, on=on, card=card)
    assert replay(dated(history), card=card) == memory


@given(HISTORIES, st.uuids())
def test_a_question_comes_back_after_a_day_at_least_and_a_year_at_most(
    history: list[tuple[int, int]], card: UUID
) -> None:
    memory = replay(dated(history), card=card)
    assert memory is not None
    assert 1 <= (memory.due_on - memory.reviewed_on).days <= LONGEST_INTERVAL
    assert memory.stability > 0
    assert 1 <= memory.difficulty <= 10
    assert memory.review_count == len(history)


@given(HISTORIES)
def test_nothing_is_drawn_from_the_common_source_of_chance(history: list[tuple[int, int]]) -> None:
    random.seed(26)
    first = replay(dated(history), card=CARD)
    assert random.getstate() == random.Random(26).getstate()
    assert replay(dated(history), card=CARD) == first


def test_nothing_is_remembered_of_no_answer() -> None:
    assert replay([], card=CARD) is None


def test_each_right_answer_lets_it_rest_longer() -> None:
    memory, rests = None, []
    on = MONDAY
    for _time in range(5):
        memory = remember(memory, rating=3, on=on, card=CARD)
        rests.append((memory.due_on - on).days)
        on = memory.due_on
    assert rests == sorted(set(rests))
    assert rests[0] >= 1
    assert rests[-1] > 60


def test_a_better_rating_never_brings_it_back_sooner() -> None:
    before = replay([(3, MONDAY), (3, MONDAY + timedelta(days=2))], card=CARD)
    on = MONDAY + timedelta(days=13)
    due = [remember(before, rating=rating, on=on, card=CARD).due_on for rating in (1, 2, 3, 4)]
    assert due == sorted(due)


def test_cards_of_one_day_are_spread_and_each_always_alike() -> None:
    history = [(4, MONDAY), (3, MONDAY + timedelta(days=10)), (3, MONDAY + timedelta(days=50))]
    days = {replay(history, card=UUID(int=number)).due_on for number in range(1, 40)}  # type: ignore[union-attr]
    assert len(days) > 3
    assert replay(history, card=OTHER) == replay(history, card=OTHER)


def test_failures_are_counted_in_a_row() -> None:
    def failures(*ratings: int) -> int:
        days = [(rating, MONDAY + timedelta(days=3 * at)) for at, rating in enumerate(ratings)]
        memory = replay(days, card=CARD)
        assert memory is not None
        return memory.failures

    assert [failures(1), failures(1, 1), failures(1, 2, 1), failures(1, 1, 3)] == [1, 2, 1, 0]


def test_after_a_journey_westwards_the_earlier_date_counts_as_the_later() -> None:
    before = remember(None, rating=3, on=MONDAY, card=CARD)
    after = remember(before, rating=3, on=MONDAY - timedelta(days=1), card=CARD)
    assert after.reviewed_on == MONDAY


def test_the_chance_of_recall_falls_to_nine_in_ten_after_as_many_days_as_it_is_stable() -> None:
    assert recall_chance(10, MONDAY, on=MONDAY) == 1
    assert recall_chance(10, MONDAY, on=MONDAY + timedelta(days=10)) == pytest.approx(0.9)
    assert recall_chance(10, MONDAY, on=MONDAY + timedelta(days=90)) < 0.8


def test_how_it_stands_follows_from_stability_failures_and_chance() -> None:
    assert judge_standing(stability=None, failures=0, chance=0) == Standing.NEW
    assert judge_standing(stability=5, failures=0, chance=0.95) == Standing.GROWING
    assert judge_standing(stability=30, failures=0, chance=0.95) == Standing.SOLID
    assert judge_standing(stability=30, failures=0, chance=0.85) == Standing.FADING
    assert judge_standing(stability=30, failures=1, chance=0.99) == Standing.FADING
