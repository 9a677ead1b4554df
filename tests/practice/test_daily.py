"""How much is asked on one day: pure."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from practice.daily import MOST_CARDS, MOST_MINUTES, SPREAD_DAYS, fits_a_day, spread, take_todays


@dataclass(frozen=True)
class Plain:
    number: int
    minutes: int


def cards(*minutes: int) -> list[Plain]:
    return [Plain(number, each) for number, each in enumerate(minutes)]


PILES = st.lists(st.integers(1, MOST_MINUTES), max_size=400).map(lambda minutes: cards(*minutes))


@given(PILES, st.integers(0, 30), st.integers(0, 15))
def test_no_day_ever_asks_more_than_its_limit(due: list[Plain], answered: int, minutes: int) -> None:
    today = take_todays(due, answered=answered, answered_minutes=minutes)
    assert answered + len(today) <= max(MOST_CARDS, answered)
    assert not today or sum(card.minutes for card in today) + (minutes if answered else 0) <= MOST_MINUTES


@given(PILES)
def test_what_fits_is_asked_at_once(due: list[Plain]) -> None:
    if fits_a_day(due):
        assert list(take_todays(due)) == due


@given(PILES)
def test_a_spread_pile_loses_nothing_and_breaks_no_day(due: list[Plain]) -> None:
    placed = spread(due)
    assert [card for card, _days in placed] == due
    days = [day for _card, day in placed]
    assert days == sorted(days)  # hardest to recall first, as they came
    assert set(days) == set(range(max(days, default=-1) + 1))  # no day between is empty
    for day in set(days):
        assert fits_a_day([card for card, on in placed if on == day])


@given(st.integers(1, SPREAD_DAYS * MOST_MINUTES))
def test_a_pile_is_over_within_two_weeks_where_the_limit_allows_it(count: int) -> None:
    placed = spread(cards(*[1] * count))
    assert max(days for _card, days in placed) < SPREAD_DAYS


def test_a_pile_is_divided_evenly() -> None:
    per_day = Counter(days for _card, days in spread(cards(*[1] * 56)))
    assert set(per_day.values()) == {4}
    assert len(per_day) == SPREAD_DAYS


def test_more_than_two_weeks_hold_takes_longer_and_never_more_a_day() -> None:
    per_day = Counter(days for _card, days in spread(cards(*[1] * 300)))
    assert max(per_day.values()) == MOST_MINUTES
    assert len(per_day) == 30


def test_after_an_absence_today_has_its_portion_alone() -> None:
    assert len(take_todays(cards(*[1] * 28))) == 2


def test_a_long_question_that_no_longer_fits_makes_room_for_a_short_one() -> None:
    today = take_todays(cards(4, 3, 1), answered=3, answered_minutes=5)
    assert [card.minutes for card in today] == [4, 1]
