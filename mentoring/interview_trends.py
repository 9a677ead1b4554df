"""How somebody's mock interviews went over time, and how sure one can be of it.

One interview is a noisy measure: the same person gets different results from different interviewers. So a
level is never one number, but a band, and only another interviewer makes it narrower:

- each interview counts as the mean of its levels (1 to 4), as its mentor scored it;
- each interviewer counts once, with the mean of their interviews;
- the band is the mean over k interviewers, plus and minus one level divided by the square root of k.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import fmean

from accounts.models import User
from mentoring.lifecycle import AttendanceRole
from mentoring.models import Scorecard
from mentoring.rubrics import HIGHEST, LEVELS, LOWEST, RUBRICS, Rubric


@dataclass(frozen=True, slots=True)
class Interview:
    """One scored mock interview: the mean level that each side gave. `own` is None without a self-rating."""

    scorecard: Scorecard
    at: datetime
    interviewer_id: int
    level: float
    own: float | None


@dataclass(frozen=True, slots=True)
class Band:
    """Between which levels somebody is, by what is known."""

    low: float
    high: float
    interviewers: int

    @property
    def low_name(self) -> str:
        return str(LEVELS[round(self.low)])

    @property
    def high_name(self) -> str:
        return str(LEVELS[round(self.high)])


@dataclass(frozen=True, slots=True)
class Trend:
    """All interviews of one kind, the oldest first, and what they say together."""

    rubric: Rubric
    interviews: Sequence[Interview]
    band: Band
    optimism: float | None  # how much higher one rated oneself, in levels; None while unknown


def compute_band(interviews: Iterable[Interview]) -> Band:
    """The rule above. Needs at least one interview."""
    by_interviewer: dict[int, list[float]] = defaultdict(list)
    for each in interviews:
        by_interviewer[each.interviewer_id].append(each.level)
    centre = fmean(fmean(levels) for levels in by_interviewer.values())
    reach = 1 / sqrt(len(by_interviewer))
    return Band(max(LOWEST, centre - reach), min(HIGHEST, centre + reach), len(by_interviewer))


def find_trends(learner: User) -> list[Trend]:
    """One for each kind of interview that has a scorecard this person may read. Two queries."""
    scorecards = (
        Scorecard.objects.shared()
        .filter(learner=learner)
        .exclude(rated_at=None)
        .select_related("booking__mentor__user")
        .prefetch_related("scores")
        .order_by("booking__starts_at", "pk")
    )
    by_rubric: dict[str, list[Interview]] = defaultdict(list)
    for scorecard in scorecards:
        if (interview := _summarise(scorecard)) is not None:
            by_rubric[scorecard.rubric_key].append(interview)
    return [
        Trend(rubric, found, compute_band(found), _mean_optimism(found))
        for rubric in RUBRICS.values()
        if (found := by_rubric.get(rubric.key))
    ]


def _summarise(scorecard: Scorecard) -> Interview | None:
    def levels_of(side: AttendanceRole) -> list[int]:
        return [each.level for each in scorecard.scores.all() if each.side == side and each.level]

    seen, own = levels_of(AttendanceRole.MENTOR), levels_of(AttendanceRole.LEARNER)
    if not seen:
        return None
    booking = scorecard.booking
    return Interview(
        scorecard, booking.starts_at, booking.mentor_id, fmean(seen), fmean(own) if own else None
    )


def _mean_optimism(interviews: Iterable[Interview]) -> float | None:
    gaps = [each.own - each.level for each in interviews if each.own is not None]
    return fmean(gaps) if gaps else None
