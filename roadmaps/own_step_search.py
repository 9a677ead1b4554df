"""Finds steps that somebody added to roadmaps for themselves: they are in an overlay, and no rows."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from core.searching import begin_words
from roadmaps.models import Enrolment


@dataclass(frozen=True, slots=True)
class FoundOwnStep:
    title: str
    roadmap_title: str
    url: str

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.url


def search_own_steps(learner: User, text: str) -> list[FoundOwnStep]:
    """On what they follow, those found by their titles first, then by notes and links; one query."""
    changed = Enrolment.objects.of(learner).filter(overlay__has_key="own").with_edition().order_by("pk")
    own = [(enrolment, step) for enrolment in changed for step in enrolment.own_overlay.own]
    titled = [(each, step) for each, step in own if begin_words(text, step.title)]
    others = [
        (each, step)
        for each, step in own
        if (each, step) not in titled
        and begin_words(text, step.title, step.note, *(link.title for link in step.links))
    ]
    return [
        FoundOwnStep(
            step.title, each.edition.title, reverse("roadmaps:step", args=[each.roadmap.slug, step.key])
        )
        for each, step in (*titled, *others)
    ]
