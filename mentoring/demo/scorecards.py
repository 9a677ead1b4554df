"""The scorecards of the demo's past mock interviews, with what each side thought."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import yaml

from mentoring.lifecycle import AttendanceRole, BookingState
from mentoring.models import Attendance, Booking, Score, Scorecard
from mentoring.rubrics import RUBRICS

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "scorecards.yaml").read_text())
WRITTEN_AFTER = timedelta(hours=2)


def score_interviews(bookings: Iterable[Booking], attendances: Iterable[Attendance], *, rng: Random) -> None:
    """Most were scored the same evening; the learners rated themselves, rather too well, right after."""
    learners = {
        each.booking_id: each.person_id for each in attendances if each.role == AttendanceRole.LEARNER
    }
    keep, change = cycle(WORDS["keep"]), cycle(WORDS["change"])
    scorecards: list[Scorecard] = []
    scores: list[Score] = []
    for booking in sorted(bookings, key=lambda each: each.starts_at):
        if booking.state != BookingState.COMPLETED or booking.rubric_key not in WORDS:
            continue
        scorecard = Scorecard(
            learner_id=learners[booking.pk],
            booking=booking,
            rubric_key=booking.rubric_key,
            keep=next(keep),
            change=next(change),
            rated_at=booking.ends_at,
            shared_at=booking.ends_at + WRITTEN_AFTER,
        )
        given = _make_scores(scorecard, rng)
        if rng.random() < 0.7:  # some mentors leave it open
            levels = [each.level for each in given if each.side == AttendanceRole.MENTOR and each.level]
            scorecard.overall = round(fmean(levels))
        scorecards.append(scorecard)
        scores += given
    Scorecard.objects.bulk_create(scorecards)
    Score.objects.bulk_create(scores)


def _make_scores(scorecard: Scorecard, rng: Random) -> list[Score]:
    """Both sides' levels, dimension by dimension."""
    scores = []
    for dimension in RUBRICS[scorecard.rubric_key].dimensions:
        level = rng.choice((2, 2, 3, 3, 3, 4))
        own = min(4, max(1, level + rng.choice((-1, 0, 0, 1, 1))))
        evidence = WORDS[scorecard.rubric_key][dimension.key][level]
        for side, value, words in (
            (AttendanceRole.MENTOR, level, evidence),
            (AttendanceRole.LEARNER, own, ""),
        ):
            scores.append(
                Score(
                    learner_id=scorecard.learner_id,
                    scorecard=scorecard,
                    side=side,
                    dimension=dimension.key,
                    evidence=words,
                    level=value,
                )
            )
    return scores
