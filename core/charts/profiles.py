"""The profile of a road: how far, and how high."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin


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
