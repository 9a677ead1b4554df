"""Geometry of charts."""

import pytest

from core.charts import bars, profile, ring


def test_a_ring_never_says_none_for_a_little_nor_all_for_nearly_all() -> None:
    assert ring(0).percent == 0
    assert ring(0.2).percent == 1
    assert ring(99.8).percent == 99
    assert ring(100).percent == 100


def test_what_is_under_way_begins_where_the_done_ends_and_fits_the_ring() -> None:
    drawn = ring(80, 40)
    assert drawn.done.dashes == "80 100"
    assert drawn.doing.offset == "-80"
    assert drawn.doing.length == 20


def test_the_tallest_bar_or_the_goal_fills_the_height() -> None:
    drawn = bars([1, 2, 0], ["Mon", "Tue", "Wed"], goal=1.5, marked=1)
    assert drawn.bars[1].height == drawn.base - 22
    assert drawn.bars[0].height == pytest.approx(drawn.bars[1].height / 2)
    assert drawn.bars[2].height == 2
    assert [bar.is_marked for bar in drawn.bars] == [False, True, False]


def test_a_goal_above_every_bar_still_fits() -> None:
    assert bars([1], ["Mon"], goal=4).goal_y == 22


def test_an_empty_week_draws_and_divides_by_nothing() -> None:
    assert all(bar.height == 2 for bar in bars([0] * 7, list("MTWTFSS")).bars)


def test_a_profile_is_to_scale_and_stays_in_its_frame() -> None:
    drawn = profile([[30, 10], [40], [20]])
    assert [section.width for section in drawn.sections] == [40, 40, 20]
    assert drawn.sections[1].start == 40
    heights = [int(point.split()[1]) for point in drawn.ridge[1:].split("L")]
    assert all(0 < y <= drawn.base for y in heights)


def test_a_profile_of_nothing_is_flat_ground() -> None:
    assert profile([]).start_y == profile([]).base
