"""What remains of the demo's past sessions: scorecards, notes, what was agreed, reviews."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any
from uuid import UUID

import yaml

from mentoring.lifecycle import AttendanceRole, BookingState
from mentoring.models import Absence, ActionItem, Attendance, Booking, Review, Score, Scorecard
from mentoring.rubrics import RUBRICS
from roadmaps.models import SkillEvidence

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "afterwards.yaml").read_text())
WRITTEN_AFTER = timedelta(hours=2)


class Remarks(dict[tuple[str, str, int], Iterator[str]]):
    """What interviewers write about a dimension at a level: another sentence than the last time."""

    def __missing__(self, key: tuple[str, str, int]) -> Iterator[str]:
        rubric, dimension, level = key
        self[key] = cycle(WORDS[rubric][dimension][level])
        return self[key]


def _cycles(name: str) -> dict[str, Iterator[Any]]:
    """Words that fit the kind of session, or of interview, each list round and round."""
    return {fitting: cycle(words) for fitting, words in WORDS[name].items()}


def score_interviews(bookings: Iterable[Booking], attendances: Iterable[Attendance], *, rng: Random) -> None:
    """All but the last were scored that evening; the learners rated themselves before, rather too well."""
    learners = {
        each.booking_id: each.person_id for each in attendances if each.role == AttendanceRole.LEARNER
    }
    keep, change = _cycles("keep"), _cycles("change")
    remarks = Remarks()
    scorecards: list[Scorecard] = []
    scores: list[Score] = []
    held = [each for each in bookings if each.state == BookingState.COMPLETED and each.rubric_key in WORDS]
    for booking in sorted(held, key=lambda each: each.starts_at)[:-1]:
        scorecard = Scorecard(
            learner_id=learners[booking.pk],
            booking=booking,
            rubric_key=booking.rubric_key,
            keep=next(keep[booking.rubric_key]),
            change=next(change[booking.rubric_key]),
            rated_at=booking.ends_at,
            shared_at=booking.ends_at + WRITTEN_AFTER,
        )
        given = _make_scores(scorecard, rng, remarks)
        if rng.random() < 0.7:  # some mentors leave it open
            levels = [each.level for each in given if each.side == AttendanceRole.MENTOR and each.level]
            scorecard.overall = round(fmean(levels))
        scorecards.append(scorecard)
        scores += given
    Scorecard.objects.bulk_create(scorecards)
    Score.objects.bulk_create(scores)
    SkillEvidence.objects.bulk_create(_what_it_showed(scorecards, scores))


def _what_it_showed(scorecards: Iterable[Scorecard], scores: Iterable[Score]) -> Iterator[SkillEvidence]:
    """Each scorecard, once revealed, moved the learner's skill map."""
    levels: dict[UUID, list[int]] = {}
    for score in scores:
        if score.side == AttendanceRole.MENTOR and score.level:
            levels.setdefault(score.scorecard.pk, []).append(score.level)
    for scorecard in scorecards:
        for area in scorecard.rubric.areas:
            yield SkillEvidence(
                learner_id=scorecard.learner_id,
                area=area,
                kind=SkillEvidence.Kind.MOCK,
                level=fmean(levels[scorecard.pk]),
                by_id=scorecard.booking.mentor.user_id,
                source=scorecard.pk,
                at=scorecard.booking.ends_at + WRITTEN_AFTER,
            )


def _make_scores(scorecard: Scorecard, rng: Random, remarks: Remarks) -> list[Score]:
    """Both sides' levels, dimension by dimension."""
    scores = []
    for dimension in RUBRICS[scorecard.rubric_key].dimensions:
        level = rng.choice((2, 2, 3, 3, 3, 4))
        own = min(4, max(1, level + rng.choice((-1, 0, 0, 1, 1))))
        evidence = next(remarks[scorecard.rubric_key, dimension.key, level])
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


def follow_up(bookings: Iterable[Booking], attendances: Iterable[Attendance]) -> None:
    """Most sessions were reviewed by the learner, in public; every third has notes and something agreed.

    So has the latest, of which nothing is done yet.
    """
    learners = {
        each.booking_id: each.person_id for each in attendances if each.role == AttendanceRole.LEARNER
    }
    said, replies = _cycles("reviews"), cycle(WORDS["replies"])
    agreed, notes = _cycles("agreed"), _cycles("notes")
    reviews: list[Review] = []
    items: list[ActionItem] = []
    held = [each for each in bookings if each.state == BookingState.COMPLETED]
    for number, booking in enumerate(sorted(held, key=lambda each: each.starts_at)):
        learner_id = learners[booking.pk]
        usefulness, words = next(said[booking.kind])
        has_reply = number % 4 == 0
        reviews.append(
            Review(
                mentor_id=booking.mentor_id,
                booking=booking,
                author_id=learner_id,
                side=AttendanceRole.LEARNER,
                usefulness=usefulness,
                words=words,
                is_public=True,
                given_at=booking.ends_at + WRITTEN_AFTER,
                reply=next(replies) if has_reply else "",
                replied_at=booking.ends_at + 30 * WRITTEN_AFTER if has_reply else None,
            )
        )
        is_latest = number == len(held) - 1
        if number % 3 == 0 or is_latest:
            booking.notes = next(notes[booking.kind])
            items += [
                ActionItem(
                    learner_id=learner_id,
                    booking=booking,
                    place=place,
                    text=text,
                    due_on=(booking.ends_at + timedelta(days=10)).date(),
                    done_at=booking.ends_at + timedelta(days=5) if place == 1 and not is_latest else None,
                )
                for place, text in enumerate(next(agreed[booking.kind]), 1)
            ]
    Booking.objects.bulk_update(held, ["notes"])
    Review.objects.bulk_create(reviews)
    ActionItem.objects.bulk_create(items)


def report_absences(bookings: Iterable[Booking], attendances: Iterable[Attendance]) -> None:
    """Who did not come: mostly the learner; one of them contested it, and staff have still to decide."""
    learners = {
        each.booking_id: each.person_id for each in attendances if each.role == AttendanceRole.LEARNER
    }
    missed = sorted(
        (each for each in bookings if each.state == BookingState.NO_SHOW), key=lambda each: each.starts_at
    )
    absences = []
    for number, booking in enumerate(missed):
        is_contested = number == len(missed) - 1
        absences.append(
            Absence(
                person_id=learners[booking.pk],
                booking=booking,
                reported_by_id=booking.mentor_id,
                reported_at=booking.ends_at,
                contest=WORDS["contest"] if is_contested else "",
                contested_at=booking.ends_at + WRITTEN_AFTER if is_contested else None,
            )
        )
    Absence.objects.bulk_create(absences)
