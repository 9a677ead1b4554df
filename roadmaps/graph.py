"""Prerequisites as a directed graph: which step needs which, and the cycle that must not be there.

A graph is a mapping of each key to the keys it needs.
"""

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

Needs = Mapping[str, Collection[str]]


def find_cycle(needs: Needs) -> list[str]:
    """One cycle as a path that ends where it began, `["a", "b", "a"]` (a needs b); empty if there is none.

    It begins with the key that comes first in the mapping.
    """
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1][:0:-1]  # graphlib names it from the needed to the needing
        places = {key: at for at, key in enumerate(needs)}
        start = min(range(len(cycle)), key=lambda at: places[cycle[at]])
        return [*cycle[start:], *cycle[: start + 1]]
    return []


def reverse_graph(needs: Needs) -> dict[str, list[str]]:
    """The graph turned around: each key that is needed, with the keys that need it, in order."""
    waiting: dict[str, list[str]] = {}
    for key, needed in needs.items():
        for prerequisite in needed:
            waiting.setdefault(prerequisite, []).append(key)
    return waiting
