"""The geometry of a radar: axes clockwise from the top, outlines only between known neighbours."""

from core.charts import radar


def test_the_first_axis_points_up_and_the_next_goes_clockwise() -> None:
    drawn = radar(["a", "b", "c", "d"], {}, highest=4, radius=100)

    assert (drawn.axes[0].x, drawn.axes[0].y) == (drawn.center_x, drawn.center_y - 100)
    assert (drawn.axes[1].x, drawn.axes[1].y) == (drawn.center_x + 100, drawn.center_y)
    assert [axis.anchor for axis in drawn.axes] == ["middle", "start", "middle", "end"]


def test_an_unknown_value_leaves_a_gap_in_its_outline() -> None:
    outline = radar(list("abcd"), {"self": [1, 2, None, 3]}, highest=4).outlines[0]

    assert len(outline.dots) == 3
    assert outline.path.count("M") == 2


def test_a_long_label_takes_two_lines() -> None:
    (axis,) = radar(["Software engineering"], {}, highest=4).axes

    assert [line for line, _y in axis.label] == ["Software", "engineering"]


def test_a_radar_without_axes_is_empty() -> None:
    assert radar([], {"self": []}, highest=4).axes == []
