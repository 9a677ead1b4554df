"""What is known of somebody's skills: what they say, what a mock interview showed, what to look at again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.uuid7 import uuid7
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent, SkillEvidence
from roadmaps.operations.marks import mark_step

NOTE = 500  # what a mark's note holds


@transaction.atomic
def assess_skills(*, learner: User, levels: Mapping[str, int], now: datetime) -> list[SkillEvidence]:
    """Somebody rates themselves, by area. What they said before stays; the latest counts."""
    source = uuid7()
    return SkillEvidence.objects.bulk_create(
        SkillEvidence(
            learner=learner, area=area, kind=SkillEvidence.Kind.SELF, level=level, source=source, at=now
        )
        for area, level in levels.items()
    )


@transaction.atomic
def record_mock(
    *, learner: User, areas: Iterable[str], level: float, by: User | None, source: UUID, at: datetime
) -> None:
    """A mock interview showed this level in these areas. Recorded once for each `source`."""
    SkillEvidence.objects.bulk_create(
        [
            SkillEvidence(
                learner=learner,
                area=area,
                kind=SkillEvidence.Kind.MOCK,
                level=level,
                by=by,
                source=source,
                at=at,
            )
            for area in areas
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def review_steps(*, learner: User, notes: Mapping[str, str], by: User, now: datetime) -> list[ProgressEvent]:
    """Finished steps need another look, each with a mentor's sentence, on every roadmap that has them.

    Like any mark it can be undone. Steps that are not done stay as they are.
    """
    done = {"states__key__in": list(notes), "states__status": StepStatus.DONE}
    enrolments = Enrolment.objects.of(learner).filter(**done).select_related("edition")
    marked = []
    for enrolment in enrolments.distinct().order_by("pk"):
        states = enrolment.states.filter(key__in=list(notes), status=StepStatus.DONE)
        for key in states.order_by("key").values_list("key", flat=True):
            event = mark_step(
                enrolment=enrolment,
                key=key,
                to=StepStatus.NEEDS_REVIEW,
                by=by,
                now=now,
                source=ProgressEvent.Source.MENTOR,
                note=notes[key][:NOTE],
            )
            marked += [event] if event else []
    return marked
