"""Where the steps of a roadmap stand in its graph: rows within each stage, what comes first above.

Pure, and done once for an edition: the rows are kept with it. Steps are named by their numbers.
"""

from collections.abc import Iterable, Mapping, Sequence

from fast_sugiyama import from_edges

ACROSS = 4  # steps in a row at most
TOGETHER = 200  # steps that are ordered together: the time grows faster than their number

Rows = list[list[int]]


def lay_out(stages: Iterable[Sequence[int]], needs: Mapping[int, Iterable[int]]) -> list[Rows]:
    """The rows of each stage, given the steps of each in order. No step stands above one that it needs.

    Steps of other stages are in other rows already, so only prerequisites within a stage count.
    """
    return [
        [row for at in range(0, len(steps), TOGETHER) for row in _rows(steps[at : at + TOGETHER], needs)]
        for steps in stages
    ]


def _rows(steps: Sequence[int], needs: Mapping[int, Iterable[int]]) -> Rows:
    here = set(steps)
    edges = [(needed, step) for step in steps for needed in needs.get(step, ()) if needed in here]
    layers: dict[int, list[int]] = {}
    for part in _part(edges):
        for depth, layer in enumerate(_layers(part)):
            layers.setdefault(depth, []).extend(layer)
    linked = {step for edge in edges for step in edge}
    layers[0] = [*layers.get(0, []), *(step for step in steps if step not in linked)]
    return [row for depth in sorted(layers) for row in _split(layers[depth])]


def _layers(edges: list[tuple[int, int]]) -> Rows:
    """The layers of a connected part, from the top, ordered so that few lines cross.

    Steps go in as text: the bends of long lines come back among them, as integers.
    """
    depths: dict[float, list[tuple[float, int]]] = {}
    texts = [(str(needed), str(step)) for needed, step in edges]
    for positions, *_size in from_edges(texts, dummy_vertices=True, check_layout=False):
        for step, (x, y) in positions:
            if isinstance(step, str):
                depths.setdefault(-y, []).append((x, int(step)))
    return [[step for _x, step in sorted(depths[y])] for y in sorted(depths)]


def _part(edges: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The lines of each connected part: in one with others, bends and steps would share numbers."""
    part_of: dict[int, set[int]] = {}
    for needed, step in edges:
        joined = part_of.get(needed, {needed}) | part_of.get(step, {step})
        part_of.update(dict.fromkeys(joined, joined))
    parts: dict[int, list[tuple[int, int]]] = {}
    for needed, step in edges:
        parts.setdefault(min(part_of[needed]), []).append((needed, step))
    return [parts[first] for first in sorted(parts)]


def _split(layer: list[int]) -> Rows:
    """A wide layer as rows of nearly the same length."""
    count = -(-len(layer) // ACROSS)
    size, longer = divmod(len(layer), count) if count else (0, 0)
    rows, at = [], 0
    for number in range(count):
        end = at + size + (number < longer)
        rows.append(layer[at:end])
        at = end
    return rows
