"""What study time can be about: the steps of the roadmaps that somebody follows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.contents import read_contents
from roadmaps.models import Enrolment, Step, StepState, StudyEntry


@dataclass(frozen=True, slots=True)
class StepTitle:
    """What an entry was about, and where it can be read."""

    title: str
    url: str


StepTitles = dict[tuple[int | None, str], StepTitle]


def study_choices(learner: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices, `roadmap-slug/step-key` with the title: what is in progress, then all by stage.

    Two queries, and those that read an edition for the first time.
    """
    enrolments = list(Enrolment.objects.of(learner).select_related("roadmap", "edition").order_by("pk"))
    begun = set(
        StepState.objects.filter(enrolment__in=enrolments, status=StepStatus.IN_PROGRESS).values_list(
            "enrolment_id", "key"
        )
    )
    contents = read_contents(enrolment.edition for enrolment in enrolments)
    groups: dict[str, list[tuple[str, str]]] = {_("In progress"): []}
    for enrolment in enrolments:
        for step in contents[enrolment.edition_id].steps:
            choice = (f"{enrolment.roadmap.slug}/{step.key}", step.title)
            is_begun = (enrolment.pk, step.key) in begun
            group = _("In progress") if is_begun else step.milestone.stage.title
            groups.setdefault(group, []).append(choice)
    return [(label, choices) for label, choices in groups.items() if choices]


def titles_of(entries: Iterable[StudyEntry], learner: User) -> StepTitles:
    """What each entry was about, as the learner sees it, by roadmap and key; one query."""
    named = [entry for entry in entries if entry.key]
    steps = Step.objects.shown_to(learner).filter(
        edition__roadmap__in={entry.roadmap_id for entry in named}, key__in={entry.key for entry in named}
    )
    found = steps.values_list("edition__roadmap", "edition__roadmap__slug", "key", "title")
    return {
        (roadmap, key): StepTitle(title, reverse("roadmaps:step", args=[slug, key]))
        for roadmap, slug, key, title in found
    }
