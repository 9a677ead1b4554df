"""The steps that an article belongs to, with where its reader is with each."""

from dataclasses import dataclass

from accounts.models import User
from articles.models import Article
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Step, StepState


@dataclass(frozen=True)
class StepLine:
    """`status` is None for somebody who does not follow its roadmap."""

    step: Step
    status: StepStatus | None = None

    @property
    def roadmap_slug(self) -> str:
        return self.step.edition.roadmap.slug


def list_steps(article: Article, reader: User | None) -> list[StepLine]:
    """One query for a stranger, two more for a member."""
    steps = list(article.steps(reader))
    if reader is None or not steps:
        return [StepLine(step) for step in steps]
    followed = set(
        Enrolment.objects.of(reader)
        .filter(roadmap__in={step.edition.roadmap_id for step in steps})
        .values_list("roadmap", flat=True)
    )
    states = StepState.objects.filter(
        learner=reader, enrolment__roadmap__in=followed, key__in={step.key for step in steps}
    )
    status_of = {
        (roadmap, key): StepStatus(status)
        for roadmap, key, status in states.values_list("enrolment__roadmap", "key", "status")
    }
    return [
        StepLine(
            step,
            status_of.get((step.edition.roadmap_id, step.key), StepStatus.PENDING)
            if step.edition.roadmap_id in followed
            else None,
        )
        for step in steps
    ]
