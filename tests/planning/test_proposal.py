"""A proposal: the times that somebody has, filled with the work ahead."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planning.proposal import (
    LONGEST_BLOCK,
    QUARTER,
    Slot,
    Work,
    fill_slots,
    fit_slots,
    habitual_slots,
    usual_slots,
)

QUARTERS = st.integers(1, 24).map(lambda count: count * QUARTER)
SLOTS = st.lists(st.builds(Slot, st.integers(1, 7), QUARTERS), max_size=8)
WORK = st.lists(st.builds(Work, st.integers(QUARTER, 900), st.just(1), st.uuids().map(str)), max_size=8)


@given(st.integers(1, 80))
def test_the_usual_times_make_up_any_goal_in_sittings_that_can_be_planned(hours: int) -> None:
    slots = usual_slots(hours * 60)
    assert sum(slot.minutes for slot in slots) == hours * 60
    assert all(QUARTER <= slot.minutes <= LONGEST_BLOCK for slot in slots)
    assert [slot.weekday for slot in slots] == sorted({slot.weekday or 0 for slot in slots})


@given(SLOTS, st.integers(0, 3000), st.integers(1, 7))
def test_a_week_is_never_fuller_than_the_goal_and_nothing_is_planned_for_days_that_are_over(
    slots: list[Slot], minutes: int, first: int
) -> None:
    fitted = fit_slots(slots, minutes=minutes, over=range(1, first))
    assert sum(slot.minutes for slot in fitted) <= minutes
    assert all(slot.weekday is None or slot.weekday >= first for slot in fitted)
    if first == 1:
        assert sum(slot.minutes for slot in fitted) > minutes - QUARTER


@given(SLOTS, WORK)
def test_work_fills_the_times_in_order_and_takes_no_more_than_it_needs(
    slots: list[Slot], work: list[Work]
) -> None:
    drafts = fill_slots(slots, work)
    assert sum(draft.slot.minutes for draft in drafts) == sum(slot.minutes for slot in slots)
    keys = [draft.work.key for draft in drafts if draft.work.key]
    assert list(dict.fromkeys(keys)) == [each.key for each in work][: len(set(keys))]
    for each in work:
        planned = sum(draft.slot.minutes for draft in drafts if draft.work.key == each.key)
        assert planned < each.minutes + QUARTER


def test_habits_are_the_weekdays_of_at_least_every_second_week() -> None:
    monday = date(2026, 11, 2)
    log = {monday + timedelta(weeks=week): 50 for week in range(4)}
    log |= {monday + timedelta(weeks=week, days=5): 100 for week in (0, 2)}
    log |= {monday + timedelta(days=3): 400, monday + timedelta(days=4): 0}
    assert habitual_slots(log, 4) == [Slot(1, 45), Slot(6, 105)]


def test_a_long_step_goes_on_and_a_short_one_makes_room() -> None:
    slots = [Slot(1, 60), Slot(3, 60), Slot(5, 60)]
    drafts = fill_slots(slots, [Work(90, 1, "long"), Work(40, 1, "short")])
    assert [(draft.slot.weekday, draft.slot.minutes, draft.work.key) for draft in drafts] == [
        (1, 60, "long"),
        (3, 30, "long"),
        (3, 30, "short"),
        (5, 60, ""),
    ]
