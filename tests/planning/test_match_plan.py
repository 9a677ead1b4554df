"""What of a plan has happened, as the log tells it."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.matching import About, Spent, match_plan

LOSS, TREES = (1, "loss"), (1, "trees")


@dataclass(frozen=True)
class Sitting:
    weekday: int | None
    minutes: int
    about: About | None = None


DAYS = st.integers(1, 7)
ABOUT = st.none() | st.sampled_from([LOSS, TREES, (2, "loss")])
SITTINGS = st.lists(st.builds(Sitting, st.none() | DAYS, st.integers(5, 300), ABOUT), max_size=8)
LOG = st.lists(st.builds(Spent, DAYS, st.integers(1, 300), ABOUT), max_size=8)


@given(SITTINGS, LOG)
def test_each_minute_counts_once_and_no_sitting_gets_more_than_it_planned(
    sittings: list[Sitting], log: list[Spent]
) -> None:
    matched = match_plan(sittings, log)
    assert matched.total + matched.besides == sum(entry.minutes for entry in log)
    assert all(0 <= kept <= sitting.minutes for kept, sitting in zip(matched.kept, sittings, strict=True))


@given(SITTINGS, LOG, st.builds(Spent, DAYS, st.integers(1, 300), ABOUT))
def test_more_time_never_means_that_less_has_happened(
    sittings: list[Sitting], log: list[Spent], more: Spent
) -> None:
    assert match_plan(sittings, [*log, more]).total >= match_plan(sittings, log).total


@given(SITTINGS, LOG)
def test_nothing_stays_beside_while_a_sitting_of_that_step_has_room(
    sittings: list[Sitting], log: list[Spent]
) -> None:
    matched = match_plan(sittings, log)
    for about in (LOSS, TREES):
        spent = sum(entry.minutes for entry in log if entry.about == about)
        planned = sum(sitting.minutes for sitting in sittings if sitting.about == about)
        kept = sum(kept for kept, each in zip(matched.kept, sittings, strict=True) if each.about == about)
        assert kept >= min(spent, planned)


@pytest.mark.parametrize(
    ("sittings", "log", "kept", "besides"),
    [
        # a step counts wherever in the week it was studied, on its own day first
        ([Sitting(1, 60, LOSS), Sitting(3, 60, LOSS)], [Spent(3, 60, LOSS)], (0, 60), 0),
        ([Sitting(1, 60, LOSS)], [Spent(5, 30, LOSS)], (30,), 0),
        # time about nothing in particular counts for what was planned on that day, and on no other
        ([Sitting(2, 60, LOSS), Sitting(3, 60, TREES)], [Spent(3, 45)], (0, 45), 0),
        ([Sitting(2, 60, LOSS)], [Spent(3, 45)], (0,), 45),
        # hours alone take whatever is left, those of the same day first
        ([Sitting(None, 60), Sitting(4, 30)], [Spent(4, 50, TREES)], (20, 30), 0),
        # what is longer than planned is beside the plan
        ([Sitting(1, 30, LOSS)], [Spent(1, 90, LOSS)], (30,), 60),
        ([], [Spent(1, 90, LOSS)], (), 90),
    ],
)
def test_time_goes_to(sittings: list[Sitting], log: list[Spent], kept: tuple[int, ...], besides: int) -> None:
    matched = match_plan(sittings, log)
    assert (matched.kept, matched.besides) == (kept, besides)
