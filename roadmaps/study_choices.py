"""What study time can be about: the steps of the roadmaps that somebody follows."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from roadmaps.models import Enrolment, Step, StudyEntry
from roadmaps.terms import Status

Titles = dict[tuple[int | None, str], Step]


def subjects_of(learner: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices, `roadmap-slug/step-key` with the title: what is in progress, then all by stage.

    Two queries for each roadmap followed.
    """
    groups: dict[str, list[tuple[str, str]]] = {_("In progress"): []}
    for enrolment in Enrolment.objects.of(learner).select_related("roadmap").order_by("pk"):
        begun = set(enrolment.states.filter(status=Status.IN_PROGRESS).values_list("key", flat=True))
        steps = Step.objects.filter(edition=enrolment.edition_id).order_by("number")
        for key, title, stage in steps.values_list("key", "title", "milestone__stage__title"):
            choice = (f"{enrolment.roadmap.slug}/{key}", title)
            if key in begun:
                groups[_("In progress")].append(choice)
            else:
                groups.setdefault(stage, []).append(choice)
    return [(label, choices) for label, choices in groups.items() if choices]


def titles_of(entries: Iterable[StudyEntry]) -> Titles:
    """The step that each entry was about, in the current edition, by roadmap and key; one query."""
    named = [entry for entry in entries if entry.key]
    steps = Step.objects.current().filter(
        edition__roadmap__in={entry.roadmap_id for entry in named}, key__in={entry.key for entry in named}
    )
    return {(step.edition.roadmap_id, step.key): step for step in steps.select_related("edition__roadmap")}
