"""Scoring a mock interview: one rates oneself, the mentor drafts and shares, the learner answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.announcements import ScorecardRevealed
from mentoring.lifecycle import AttendanceRole, BookingState
from mentoring.models import Attendance, Booking, Score, Scorecard, scorecard_due
from mentoring.operations.changes import change_state
from mentoring.operations.notices import tell_of_answer, tell_of_scorecard
from mentoring.operations.outcomes import OUTCOME_AFTER
from mentoring.rubrics import REHEARSED_IN, RUBRICS, WEAK
from roadmaps.operations import record_mock, review_steps


class NothingToScore(Refusal):
    code = "nothing_to_score"
    message = _("Only a mock interview that has begun has a scorecard.")


class AlreadyShared(Refusal):
    code = "already_shared"
    message = _("This scorecard is shared, and what was shared is not edited. The learner can answer it.")


class NotWhole(Refusal):
    code = "not_whole"
    message = _(
        "Score at least one dimension, with what you saw, and say one thing to keep and one to change."
    )


class AlreadyRated(Refusal):
    code, message = "already_rated", _("You have rated yourself already. See the two side by side.")


class NothingToAnswer(Refusal):
    code, message = "nothing_to_answer", _("There is nothing to answer, or you have answered already.")


@dataclass(frozen=True, slots=True)
class DraftScore:
    """What was seen in one dimension, and the level (1 to 4) that it stands for; None while undecided."""

    dimension: str
    evidence: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ScorecardDraft:
    """What the mentor has so far; `overall` is the scale of `rubrics.OVERALL`, None when left open."""

    scores: Sequence[DraftScore] = ()
    keep: str = ""
    change: str = ""
    overall: int | None = None

    @property
    def levels(self) -> dict[str, int]:
        return {each.dimension: each.level for each in self.scores if each.level is not None}

    @property
    def is_whole(self) -> bool:
        """Whether it can be shared: no level without evidence, and something to keep and to change."""
        has_evidence = all(each.evidence for each in self.scores if each.level is not None)
        return bool(self.levels and has_evidence and self.keep and self.change)


@retry_on_deadlock
def rate_oneself(*, booking: Booking, by: User, levels: Mapping[str, int], now: datetime) -> Scorecard:
    """The learner says how they think it went, by dimension; with no levels they choose not to.

    From then on they see what the mentor shares. Raises NothingToScore or AlreadyRated.
    """
    scorecard = _lock_scorecard(booking, now=now)
    if scorecard.rated_at is not None:
        raise AlreadyRated
    Score.objects.bulk_create(
        Score(
            learner=by,
            scorecard=scorecard,
            side=AttendanceRole.LEARNER,
            dimension=dimension.key,
            level=levels[dimension.key],
        )
        for dimension in scorecard.rubric.dimensions
        if dimension.key in levels
    )
    scorecard.rated_at = now
    scorecard.save(update_fields=["rated_at"])
    _reveal(scorecard, now=now)
    return scorecard


@retry_on_deadlock
def draft_scorecard(*, booking: Booking, draft: ScorecardDraft, now: datetime) -> Scorecard:
    """Save what the mentor has so far, in the call or after it; nobody else sees it.

    Raises NothingToScore or AlreadyShared.
    """
    scorecard = _lock_scorecard(booking, now=now)
    if scorecard.shared_at is not None:
        raise AlreadyShared
    scorecard.keep, scorecard.change, scorecard.overall = draft.keep, draft.change, draft.overall
    scorecard.save(update_fields=["keep", "change", "overall"])
    known = {dimension.key for dimension in scorecard.rubric.dimensions}
    scorecard.scores.filter(side=AttendanceRole.MENTOR).delete()
    Score.objects.bulk_create(
        Score(
            learner_id=scorecard.learner_id,
            scorecard=scorecard,
            side=AttendanceRole.MENTOR,
            dimension=each.dimension,
            evidence=each.evidence,
            level=each.level if each.evidence else None,
        )
        for each in draft.scores
        if each.dimension in known and each.evidence
    )
    return scorecard


@retry_on_deadlock
def share_scorecard(*, booking: Booking, by: User, draft: ScorecardDraft, now: datetime) -> Scorecard:
    """Show it to the learner, for good; the interview took place then. The learner is told.

    A learner without a name has one from here on: whom the mentor has scored they may know.

    Raises NothingToScore, AlreadyShared or NotWhole.
    """
    if not draft.is_whole:
        raise NotWhole
    scorecard = draft_scorecard(booking=booking, draft=draft, now=now)
    scorecard.shared_at = now
    scorecard.save(update_fields=["shared_at"])
    Attendance.objects.filter(booking=booking, is_anonymous=True).update(is_anonymous=False)
    if booking.state == BookingState.CONFIRMED and now >= booking.starts_at + OUTCOME_AFTER:
        change_state(booking, BookingState.COMPLETED, by=by, now=now)
    tell_of_scorecard(booking, by=by, now=now)
    _reveal(scorecard, now=now)
    return scorecard


@transaction.atomic
def answer_scorecard(*, booking: Booking, by: User, text: str, now: datetime) -> Scorecard:
    """The learner's one answer to it; the mentor is told. Raises NothingToAnswer."""
    answered = Scorecard.objects.shared().filter(booking=booking, learner=by, answered_at=None)
    if not answered.update(answer=text, answered_at=now):
        raise NothingToAnswer
    tell_of_answer(booking, by=by, now=now)
    return Scorecard.objects.get(booking=booking, learner=by)


def _lock_scorecard(booking: Booking, *, now: datetime) -> Scorecard:
    """The scorecard of this interview, made when it is first needed. Raises NothingToScore."""
    if not scorecard_due(booking, now):
        raise NothingToScore
    of_booking = {"learner": booking.learner, "booking": booking}
    Scorecard.objects.get_or_create(**of_booking, defaults={"rubric_key": booking.rubric_key})
    return Scorecard.objects.select_for_update(no_key=True).get(**of_booking)


def _reveal(scorecard: Scorecard, *, now: datetime) -> None:
    """Once both sides have handed it in, move the skill map and mark the steps of weak spots for review."""
    if scorecard.shared_at is None or scorecard.rated_at is None:
        return
    learner, interviewer = scorecard.learner, scorecard.booking.mentor.user
    scores = scorecard.scores.filter(side=AttendanceRole.MENTOR).exclude(level=None)
    seen = [(each.dimension, each.evidence, each.level or 0) for each in scores]
    if not seen:
        return
    record_mock(
        learner=learner,
        areas=RUBRICS[scorecard.rubric_key].areas,
        level=fmean(level for _dimension, _evidence, level in seen),
        by=interviewer,
        source=scorecard.pk,
        at=scorecard.shared_at,
    )
    notes = {
        step: evidence
        for dimension, evidence, level in seen
        if level <= WEAK
        for step in REHEARSED_IN.get((scorecard.rubric_key, dimension), ())
    }
    review_steps(learner=learner, notes=notes, by=interviewer, now=now)
    announce(ScorecardRevealed(learner_id=learner.pk, weak_steps=frozenset(notes), at=now))
