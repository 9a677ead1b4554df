"""The layout of the graph: every step once, none above what it needs, few in a row, and soon done."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.graph_drawing import find_way
from roadmaps.graph_layout import ACROSS, lay_out


@st.composite
def roads(draw: st.DrawFn) -> tuple[list[list[int]], dict[int, list[int]]]:
    """Steps in stages, with prerequisites before or after them in number but in no cycle."""
    count = draw(st.integers(1, 25))
    order = draw(st.permutations(range(1, count + 1)))
    needs = {
        step: draw(st.lists(st.sampled_from(order[:at]), unique=True, max_size=3)) if at else []
        for at, step in enumerate(order)
    }
    cut = draw(st.integers(0, count))
    numbers = list(range(1, count + 1))
    return [numbers[:cut], numbers[cut:]], needs


@given(roads())
def test_each_step_stands_once_in_its_stage_and_below_what_it_needs_there(
    road: tuple[list[list[int]], dict[int, list[int]]],
) -> None:
    stages, needs = road

    layout = lay_out(stages, needs)

    for steps, rows in zip(stages, layout, strict=True):
        assert sorted(step for row in rows for step in row) == steps
        assert all(1 <= len(row) <= ACROSS for row in rows)
        at = {step: place for place, row in enumerate(rows) for step in row}
        assert all(at[needed] < at[step] for step in steps for needed in needs[step] if needed in at)


def test_a_wide_layer_becomes_rows_of_nearly_one_length() -> None:
    assert [len(row) for row in lay_out([list(range(1, 10))], {})[0]] == [3, 3, 3]


def test_a_thousand_steps_take_less_than_a_second_even_in_one_stage() -> None:
    needs = {step: [max(1, step - 7), step // 2] for step in range(20, 1001)}
    began = process_time()

    lay_out([list(range(1, 1001))], needs)

    assert process_time() - began < 1


def test_the_way_of_a_step_is_what_leads_to_it_and_what_it_leads_to() -> None:
    needs = {"b": ["a"], "c": ["b"], "d": ["b"], "x": ["a"]}

    assert find_way("c", needs) == {"a", "b", "c"}
    assert find_way("b", needs) == {"a", "b", "c", "d"}
