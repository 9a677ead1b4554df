"""How far along: a ring."""

from dataclasses import dataclass


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
