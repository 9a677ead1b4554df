"""Prerequisites as a directed graph: who needs whom, and the circle that must not be there.

A graph is a mapping of each key to the keys it needs. No recursion: the depth has no limit.
"""

from collections.abc import Collection, Iterator, Mapping

Needs = Mapping[str, Collection[str]]


def find_cycle(needs: Needs) -> list[str]:
    """One circle as a path that ends where it began, `["a", "b", "a"]`; empty when there is none.

    A depth-first search in the order of the mapping, so the same graph names the same circle.
    """
    finished: set[str] = set()
    for start in needs:
        path: dict[str, Iterator[str]] = {}
        visiting: str | None = start if start not in finished else None
        while visiting is not None:
            path[visiting] = iter(needs.get(visiting, ()))
            visiting = None
            while path and visiting is None:
                here = next(reversed(path))
                ahead = next((key for key in path[here] if key not in finished), None)
                if ahead is None:
                    finished.add(here)
                    del path[here]
                elif ahead in path:
                    walked = list(path)
                    return [*walked[walked.index(ahead) :], ahead]
                else:
                    visiting = ahead
    return []


def unlocks(needs: Needs) -> dict[str, list[str]]:
    """The graph turned around: each key that is needed, with the keys that need it, in order."""
    waiting: dict[str, list[str]] = {}
    for key, needed in needs.items():
        for prerequisite in needed:
            waiting.setdefault(prerequisite, []).append(key)
    return waiting
