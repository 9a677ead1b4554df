"""One skill, many roadmaps: what somebody has done on another roadmap, and that this one asks for too.

Two steps are the same skill when they have the same key and the same title. It is offered, never counted by
itself: who takes it over has it as credit (`set_credit`), and can undo that.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery

from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Step, StepState
from roadmaps.roadmap_view import RoadmapView


@dataclass(frozen=True, slots=True)
class DoneElsewhere:
    """Where and when a step of the same skill was done."""

    key: str
    title: str
    slug: str
    roadmap_title: str
    done_at: datetime


def find_done_elsewhere(roadmap_view: RoadmapView, enrolment: Enrolment) -> dict[str, DoneElsewhere]:
    """Of the steps that the learner takes and that are not done here; the earliest of each. One query."""
    open_titles = {
        step.key: step.title
        for step in roadmap_view.steps
        if roadmap_view.is_taken(step) and roadmap_view.get_status(step) != StepStatus.DONE
    }
    twin = Step.objects.filter(edition=OuterRef("enrolment__edition"), key=OuterRef("key"))
    done = (
        StepState.objects.filter(learner=enrolment.learner_id, status=StepStatus.DONE, key__in=open_titles)
        .exclude(enrolment=enrolment)
        .annotate(title=Subquery(twin.values("title")), slug=F("enrolment__roadmap__slug"))
        .annotate(roadmap_title=F("enrolment__edition__title"))
        .order_by("-since", "-pk")
    )
    return {
        key: DoneElsewhere(key, title, slug, roadmap_title, since)
        for key, title, slug, roadmap_title, since in done.values_list(
            "key", "title", "slug", "roadmap_title", "since"
        )
        if title == open_titles[key]
    }
