"""A square for each day of many weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
