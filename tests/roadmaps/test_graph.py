"""Prerequisites: no cycles, and the cycle named when there is one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.graph import find_cycle, reverse_graph

KEYS = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(KEYS, st.lists(KEYS, unique=True, max_size=4))


def test_a_line_has_no_cycle() -> None:
    assert find_cycle({"c": ["b"], "b": ["a"], "a": []}) == []


def test_a_diamond_has_no_cycle() -> None:
    assert find_cycle({"d": ["b", "c"], "b": ["a"], "c": ["a"]}) == []


def test_names_the_cycle_without_the_way_to_it() -> None:
    assert find_cycle({"door": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]


def test_a_step_that_needs_itself_is_a_cycle() -> None:
    assert find_cycle({"a": ["a"]}) == ["a", "a"]


def test_depth_has_no_limit() -> None:
    assert find_cycle({str(n): [str(n + 1)] for n in range(50_000)}) == []


@given(GRAPHS)
def test_a_named_cycle_can_be_followed(needs: dict[str, list[str]]) -> None:
    path = find_cycle(needs)

    assert not path or path[0] == path[-1]
    assert all(after in needs[before] for before, after in pairwise(path))


@given(GRAPHS)
def test_no_cycle_means_that_the_steps_can_be_put_in_order(needs: dict[str, list[str]]) -> None:
    if find_cycle(needs):
        return
    left = {key: set(needed) for key, needed in needs.items()}
    left.update({key: set() for needed in needs.values() for key in needed if key not in needs})
    while left:
        free = {key for key, needed in left.items() if not needed}
        assert free
        left = {key: needed - free for key, needed in left.items() if key not in free}


def test_the_graph_is_turned_around() -> None:
    assert reverse_graph({"b": ["a"], "c": ["a", "b"]}) == {"a": ["b", "c"], "b": ["c"]}
