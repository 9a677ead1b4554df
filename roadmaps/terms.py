"""The fixed words of a roadmap: how a step stands, whose it is, what kind of work it asks."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """How a step stands with one learner. A step that was never marked is pending."""

    PENDING = "pending", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    NEEDS_REVIEW = "needs_review", _("Needs review")


class Track(TextChoices):
    """Where a learner comes from. A step of the shared trail belongs to every track."""

    SHARED = "shared", _("Shared trail")
    FROM_DS = "from_ds", _("From data science")
    FROM_SWE = "from_swe", _("From software engineering")


class Kind(TextChoices):
    STUDY = "study", _("Study")
    PRACTICE = "practice", _("Practice")
    PROJECT = "project", _("Project")
    REFLECT = "reflect", _("Reflection")
    ON_THE_JOB = "on_the_job", _("On the job")
    MOCK_INTERVIEW = "mock_interview", _("Mock interview")


class StepFacts(Protocol):
    """What counting and choosing need to know about a step; `roadmaps.models.Step` has it all."""

    key: str
    hours: int
    is_required: bool
    track: str


S = TypeVar("S", bound=StepFacts)


def on_track(step: StepFacts, track: str) -> bool:
    """Is this step part of the way of somebody on `track`?"""
    return step.track in (Track.SHARED, track)


def required_on(steps: Iterable[S], track: str) -> list[S]:
    """The steps that somebody on `track` has to walk, in the order given."""
    return [step for step in steps if step.is_required and on_track(step, track)]
