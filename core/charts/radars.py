"""Outlines over axes from one middle."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

LABEL = 11  # letters of a radar's label in one line


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a radar from the middle to (x, y); each line of its label has its own height."""

    label: list[tuple[str, float]]
    x: float
    y: float
    label_x: float
    anchor: str
    band: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Outline:
    """One outline of a radar, with lines only between neighbours that both have a value."""

    name: str
    path: str
    dots: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Radar:
    width: int
    height: int
    center_x: int
    center_y: int
    rings: list[str]
    axes: list[Axis]
    outlines: list[Outline]


def radar(
    labels: Sequence[str],
    outlines: Mapping[str, Sequence[float | None]],
    *,
    highest: int,
    bands: Sequence[tuple[float, float] | None] = (),
    radius: int = 120,
) -> Radar:
    """Outlines over axes that begin at the top and go clockwise; `bands` is where each value may lie."""
    width, height = 4 * radius, 2 * radius + 70
    center_x, center_y = width // 2, height // 2

    def place(index: int, value: float) -> tuple[float, float]:
        turn = 2 * pi * index / max(1, len(labels)) - pi / 2
        reach = radius * value / highest
        return round(center_x + reach * cos(turn), 1), round(center_y + reach * sin(turn), 1)

    def path(places: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in places)

    axes = []
    for index, label in enumerate(labels):
        label_x, label_y = place(index, highest * (1 + 14 / radius))
        side = label_x - center_x
        lines = textwrap.wrap(label, LABEL, break_long_words=False)
        first = label_y + 5 - 9 * (len(lines) - 1)
        if abs(side) <= 1:  # at the top or at the foot
            first = label_y - 18 * (len(lines) - 1) if label_y < center_y else label_y + 12
        band = bands[index] if index < len(bands) else None
        axes.append(
            Axis(
                [(line, first + 18 * at) for at, line in enumerate(lines)],
                *place(index, highest),
                label_x,
                "middle" if abs(side) <= 1 else "start" if side > 0 else "end",
                (*place(index, band[0]), *place(index, band[1])) if band else None,
            )
        )
    drawn = []
    for name, values in outlines.items():
        places = [None if value is None else place(index, value) for index, value in enumerate(values)]
        sides = [
            f"M{one[0]:g} {one[1]:g}L{other[0]:g} {other[1]:g}"
            for one, other in zip(places, [*places[1:], *places[:1]], strict=True)
            if one and other
        ]
        drawn.append(Outline(name, "".join(sides), [each for each in places if each]))
    return Radar(
        width=width,
        height=height,
        center_x=center_x,
        center_y=center_y,
        rings=[path([place(at, level) for at in range(len(labels))]) for level in range(1, highest + 1)],
        axes=axes,
        outlines=drawn,
    )
