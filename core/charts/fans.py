"""A fan: what has been done until now, and the ways on from there at several speeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Upright:
    """A line at `x`, with words; `at_end` where they have no room to its right."""

    x: float
    label: str
    at_end: bool


@dataclass(frozen=True, slots=True)
class Fan:
    """Paths in units of the picture. `band` is the area between two of the `lines`, if there is one."""

    width: int
    height: int
    base: int
    top: int
    past: str
    band: str
    lines: dict[str, str]
    now_x: float
    now_y: float
    uprights: list[Upright]
    flags: list[Upright]
    ticks: list[Upright]


def fan(
    *,
    past: Sequence[Point],
    lines: Mapping[str, Sequence[Point]],
    end: float,
    most: float,
    between: tuple[str, str] | None = None,
    uprights: Sequence[tuple[float, str]] = (),
    flags: Sequence[tuple[float, str]] = (),
    ticks: Sequence[tuple[float, str]] = (),
    width: int = 640,
    height: int = 300,
) -> Fan:
    """All x lie between 0 and `end`, all y between 0 and `most`; each of the lines begins where `past` ends.

    `between` names the two lines that the band lies between.
    """
    top, base = 44, height - 34

    def place(point: Point) -> Point:
        x, y = point
        return round(x / end * width, 1), round(base - (base - top) * y / most, 1)

    def draw(points: Sequence[Point]) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in map(place, points))

    def stand(marks: Sequence[tuple[float, str]]) -> list[Upright]:
        return [Upright(place((x, 0))[0], label, x > 0.95 * end) for x, label in marks if x <= end]

    around = [*lines[between[0]], *reversed(lines[between[1]])] if between else []
    now_x, now_y = place(past[-1])
    return Fan(
        width=width,
        height=height,
        base=base,
        top=top,
        past=draw(past),
        band=f"{draw(around)}Z" if around else "",
        lines={name: draw(points) for name, points in lines.items()},
        now_x=now_x,
        now_y=now_y,
        uprights=stand(uprights),
        flags=stand(flags),
        ticks=stand(ticks),
    )
