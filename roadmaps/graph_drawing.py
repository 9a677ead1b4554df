"""The graph of a roadmap in numbers: where each step, band and line is drawn. Pure.

Lengths are in units of the drawing, about a pixel where it is as wide as it wants to be.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol
from unicodedata import east_asian_width

from roadmaps.graph import Needs, reverse_graph
from roadmaps.graph_layout import ACROSS, Rows, lay_out

NODE_WIDTH, NODE_HEIGHT = 204, 56
GAP, ROW_GAP, BAND_HEAD, BAND_FOOT = 14, 34, 40, 22
WIDTH = ACROSS * NODE_WIDTH + (ACROSS - 1) * GAP
LINE_HEIGHT = 17
LINE = 21  # letters of a title in one of its two lines


class Drawable(Protocol):
    """A step as the drawing needs it; `roadmaps.models.Step` is one."""

    @property
    def key(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Node:
    """One step; `row` counts from 0 over the whole drawing, for the arrow keys."""

    key: str
    number: int
    lines: tuple["TitleLine", ...]
    x: float
    y: int
    row: int

    @property
    def middle(self) -> float:
        return self.x + NODE_WIDTH / 2

    @property
    def text_x(self) -> float:
        return self.x + 40

    @property
    def mark_x(self) -> float:
        return self.x + 11

    @property
    def mark_y(self) -> float:
        return self.y + NODE_HEIGHT / 2 - 10


@dataclass(frozen=True, slots=True)
class TitleLine:
    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a step down to one that is easier after it; `is_far` between two stages."""

    needs: int
    step: int
    path: str
    is_far: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of one stage."""

    number: int
    title: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    bands: tuple[Band, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]  # keys, by stage and row


def number_needs(steps: Iterable[Drawable], needs: Needs) -> dict[int, list[int]]:
    """The graph by the steps' numbers."""
    numbers = {step.key: step.number for step in steps}
    return {numbers[key]: [numbers[needed] for needed in of] for key, of in needs.items()}


def draw_graph(
    stages: Sequence[tuple[str, Sequence[Drawable]]], needs: Needs, layout: list[Rows] | None
) -> Drawing:
    """Of stages, each with its title and its steps; they are laid out now if there is no layout yet."""
    steps = {step.number: step for _title, of in stages for step in of}
    numbers = number_needs(steps.values(), needs)
    layout = layout or lay_out([[step.number for step in of] for _title, of in stages], numbers)
    bands, nodes, y = [], {}, 0
    rows_above = accumulate(map(len, layout), initial=0)
    for index, ((title, _of), rows, above) in enumerate(zip(stages, layout, rows_above, strict=False)):
        height = BAND_HEAD + BAND_FOOT + len(rows) * (NODE_HEIGHT + ROW_GAP) - ROW_GAP
        bands.append(Band(index + 1, title, y, height))
        for row, numbers_of_row in enumerate(rows):
            top = y + BAND_HEAD + row * (NODE_HEIGHT + ROW_GAP)
            nodes.update(_draw_row([steps[number] for number in numbers_of_row], top, above + row))
        y += height
    stage_of = {step.number: index for index, (_title, of) in enumerate(stages) for step in of}
    edges = tuple(
        Edge(
            needed,
            number,
            _curve(nodes[needed], nodes[number]),
            is_far=stage_of[needed] != stage_of[number],
        )
        for number in sorted(numbers)
        for needed in numbers[number]
    )
    named = tuple(tuple(tuple(steps[number].key for number in row) for row in rows) for rows in layout)
    return Drawing(WIDTH, y, tuple(bands), tuple(nodes[number] for number in sorted(nodes)), edges, named)


def _draw_row(steps: Sequence[Drawable], top: int, row: int) -> dict[int, Node]:
    """In the middle of the width."""
    left = (WIDTH - len(steps) * (NODE_WIDTH + GAP) + GAP) / 2
    return {
        step.number: Node(
            step.key,
            step.number,
            _break_title(step.title, top + NODE_HEIGHT / 2),
            left + column * (NODE_WIDTH + GAP),
            top,
            row,
        )
        for column, step in enumerate(steps)
    }


def _break_title(title: str, middle: float) -> tuple[TitleLine, ...]:
    """One line or two, around the middle of the step; a letter of Chinese takes the room of two."""
    is_wide = sum(east_asian_width(letter) in "WF" for letter in title) > len(title) / 2
    lines = textwrap.wrap(title, LINE // 2 if is_wide else LINE, max_lines=2, placeholder="…")
    first = middle + 5 - LINE_HEIGHT * (len(lines) - 1) / 2
    return tuple(TitleLine(line, first + at * LINE_HEIGHT) for at, line in enumerate(lines))


def _curve(above: Node, below: Node) -> str:
    """From the foot of one step to the head of the other."""
    start, end = above.y + NODE_HEIGHT, below.y
    bend = max(ROW_GAP / 2, min(60, abs(end - start) / 2))
    return (
        f"M{above.middle:g} {start}C{above.middle:g} {start + bend:g} "
        f"{below.middle:g} {end - bend:g} {below.middle:g} {end}"
    )


def find_way(key: str, needs: Needs) -> set[str]:
    """The step, all that leads to it and all that it leads to."""
    return {key} | _reach(key, needs) | _reach(key, reverse_graph(needs))


def _reach(key: str, graph: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [key]
    while ahead:
        fresh = [near for near in graph.get(ahead.pop(), ()) if near not in found]
        found.update(fresh)
        ahead.extend(fresh)
    return found
