"""Geometry of our charts, in numbers only: templates/ui/*.html draw them as plain SVG, without a script.

Every chart stands in a <figure> with a sentence of conclusion, and a table or words that say the same.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of the ring, in hundredths of its length: for stroke-dasharray and stroke-dashoffset."""

    length: float
    start: float

    @property
    def dashes(self) -> str:
        return f"{self.length:g} 100"

    @property
    def offset(self) -> str:
        return f"{-self.start:g}"


@dataclass(frozen=True, slots=True)
class Ring:
    percent: int
    done: Arc
    doing: Arc


def ring(done: float, doing: float = 0, *, whole: float = 100) -> Ring:
    """How far along, and how much is under way. A little is never said as none, nor nearly all as all."""
    share = min(1.0, max(0.0, done / whole)) if whole else 0.0
    more = min(1 - share, max(0.0, doing / whole)) if whole else 0.0
    percent = round(share * 100)
    if 0 < share < 1:
        percent = min(99, max(1, percent))
    done_part, more_part = round(share * 100, 2), round(more * 100, 2)
    return Ring(percent=percent, done=Arc(done_part, 0), doing=Arc(more_part, done_part))


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    x: float
    y: float
    width: float
    height: float
    middle: float
    is_marked: bool

    @property
    def value_y(self) -> float:
        """Where the value is written: just above the bar."""
        return round(self.y - 6, 1)


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    height: int
    base: int
    bars: list[Bar]
    goal_y: float | None


def bars(
    values: Sequence[float],
    labels: Sequence[str],
    *,
    goal: float | None = None,
    marked: int | None = None,
    width: int = 336,
    height: int = 120,
    gap: float = 0.45,
) -> Bars:
    """Upright bars on a common base; the tallest value, or the goal, fills the height; `marked` is today.

    22 units above are left for the value and 20 below for the label. Nothing is drawn as a dot's height.
    """
    base, top = height - 20, 22
    tallest = max([*values, goal or 0, 1e-9])
    pitch = width / max(1, len(values))
    thickness = pitch * (1 - gap)

    def rise(value: float) -> float:
        return round((base - top) * value / tallest, 1)

    return Bars(
        width=width,
        height=height,
        base=base,
        goal_y=None if goal is None else base - rise(goal),
        bars=[
            Bar(
                label=label,
                value=value,
                x=round(index * pitch + (pitch - thickness) / 2, 1),
                y=base - max(2.0, rise(value)),
                width=round(thickness, 1),
                height=max(2.0, rise(value)),
                middle=round((index + 0.5) * pitch, 1),
                is_marked=index == marked,
            )
            for index, (value, label) in enumerate(zip(values, labels, strict=True))
        ],
    )


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


@dataclass(frozen=True, slots=True)
class ProfileSection:
    """A part of a profile: x in percent of the width, y in the profile's own units."""

    start: float
    middle: float
    width: float
    start_y: int


@dataclass(frozen=True, slots=True)
class Profile:
    """An elevation profile, drawn to scale. Paths use x from 0 to `width`; all y fit in `height`."""

    width: int
    height: int
    base: int
    ridge: str
    strata: list[str]
    sections: list[ProfileSection]
    end_y: int

    @property
    def start_y(self) -> int:
        """How high the ground is at the beginning."""
        return self.sections[0].start_y if self.sections else self.base


def profile(
    sections: Sequence[Sequence[float]], *, width: int = 1000, height: int = 240, base: int = 232
) -> Profile:
    """One hill for each amount, as wide as the amount; the ground climbs from left to right.

    `sections` are its parts from left to right, each a list of amounts of more than zero together. The hills'
    heights follow their amounts too, the slight roughness is decoration.
    """
    whole = sum(map(sum, sections)) or 1.0
    tallest = max((amount for section in sections for amount in section), default=1.0) or 1.0
    hills: list[tuple[float, float, float]] = []  # middle, half width, height
    starts: list[float] = []
    at = 0.0
    for section in sections:
        starts.append(at)
        for amount in section:
            span = amount / whole * width
            hills.append((at + span / 2, max(span * 0.72, 1.0), amount / tallest * height * 0.42))
            at += span

    def ground(x: float) -> float:
        return base - height * (0.2 + 0.36 * x / width)

    def surface(x: float) -> float:
        rise = sum(
            tall * (1 + cos(pi * (x - middle) / half)) / 2
            for middle, half, tall in hills
            if abs(x - middle) < half
        )
        rough = 1.6 * sin(x / 9) + 1.1 * sin(x / 4.3 + 1)
        return max(6.0, ground(x) - rise + rough)

    points = [(x, surface(x)) for x in range(0, width + 9, 9)]

    def line(share: float, every: int = 1) -> str:
        return "M" + "L".join(f"{x} {round(base - (base - y) * share)}" for x, y in points[::every])

    return Profile(
        width=width,
        height=height,
        base=base,
        ridge=line(1),
        strata=[line(share, every=2) for share in (0.82, 0.64, 0.46, 0.28)],
        sections=[
            ProfileSection(
                start=round(start / width * 100, 2),
                middle=round((start + end) / 2 / width * 100, 2),
                width=round((end - start) / width * 100, 2),
                start_y=round(surface(start)),
            )
            for start, end in zip(starts, [*starts, float(width)][1:], strict=True)
        ],
        end_y=round(surface(width)),
    )


@dataclass(frozen=True, slots=True)
class HeatLevel:
    """All days of one strength, as one path."""

    level: int
    path: str


@dataclass(frozen=True, slots=True)
class HeatLabel:
    label: str
    x: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    width: int
    height: int
    levels: list[HeatLevel]
    labels: list[HeatLabel]


def heat_map(
    weeks: Sequence[Sequence[float]], labels: Mapping[int, str], *, steps: Sequence[float]
) -> HeatMap:
    """One column for each week and a square for each of its days, first day on top.

    Level 0 is nothing; level n reaches the n-th of `steps`, level 1 anything at all. `labels` stand above
    columns, by their number.
    """
    size, pitch, top = 11, 14, 18
    squares: dict[int, list[str]] = {}
    for column, days in enumerate(weeks):
        for row, value in enumerate(days):
            level = max(1, sum(value >= step for step in steps)) if value > 0 else 0
            place = f"M{column * pitch} {top + row * pitch}h{size}v{size}h-{size}z"
            squares.setdefault(level, []).append(place)
    return HeatMap(
        width=len(weeks) * pitch,
        height=top + 7 * pitch,
        levels=[HeatLevel(level, "".join(squares[level])) for level in sorted(squares)],
        labels=[HeatLabel(label, column * pitch) for column, label in labels.items()],
    )
