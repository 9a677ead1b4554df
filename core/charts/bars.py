"""Upright bars on a common base."""

from collections.abc import Sequence
from dataclasses import dataclass


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
    is_between: bool  # every other label, which a narrow screen leaves out; the last stays

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
                is_between=(len(values) - 1 - index) % 2 == 1,
            )
            for index, (value, label) in enumerate(zip(values, labels, strict=True))
        ],
    )
