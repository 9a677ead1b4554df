"""What study time can be about: the steps of the roadmaps that somebody follows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.prepared import prepared
from roadmaps.choices import StepStatus
from roadmaps.contents import Contents
from roadmaps.models import Edition, Enrolment, EnrolmentEvent, Step, StepState
from roadmaps.overlaid_contents import read_contents_of
from roadmaps.overlay import OWN_KEY, Overlay


class AboutStep(Protocol):
    """What may be about a step: an entry of the study log, a block of a plan."""

    @property
    def roadmap_id(self) -> int | None: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StepTitle:
    """What an entry was about, and where it can be read: nowhere, "", when it is a removed own step."""

    title: str
    url: str


StepTitles = dict[tuple[int | None, str], StepTitle]


@dataclass(frozen=True, slots=True)
class Followed:
    """The roadmaps that a learner follows, and what their editions say by the id of the enrolment."""

    enrolments: list[Enrolment]
    contents: dict[int, Contents]

    def steps_of(self, enrolment: Enrolment) -> tuple[Step, ...]:
        """Also those that they hid, which they may have studied before."""
        return self.contents[enrolment.pk].all_steps

    @property
    def since(self) -> date | None:
        """The day on which the learner began to follow the first of them."""
        return min((enrolment.started_on for enrolment in self.enrolments), default=None)


def read_followed(learner: User) -> Followed:
    """Two queries, and those that read an edition for the first time."""
    enrolments = _enrolments_of.rows(learner=learner.pk)
    return Followed(enrolments, read_contents_of(enrolments))


@prepared
def _enrolments_of(learner: Any) -> QuerySet[Enrolment]:
    """Each with the steps that are `begun`, and since when."""
    begun = StepState.objects.filter(enrolment=OuterRef("pk"), status=StepStatus.IN_PROGRESS)
    return (
        Enrolment.objects.of(learner)
        .with_edition()
        .annotate(begun=ArraySubquery(begun.values(data=JSONObject(key="key", since="since"))))
        .order_by("pk")
    )


def study_choices(followed: Followed) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices, `roadmap-slug/step-key` with the title: what was begun, latest first, then by stage,
    and what is hidden at the end.
    """
    since = {
        f"{enrolment.roadmap.slug}/{step['key']}": datetime.fromisoformat(step["since"])
        for enrolment in followed.enrolments
        for step in enrolment.begun  # type: ignore[attr-defined]  # _enrolments_of
    }
    groups: dict[str, list[tuple[str, str]]] = {_("In progress"): []}
    for enrolment in followed.enrolments:
        hidden = followed.contents[enrolment.pk].hidden_keys
        for step in followed.steps_of(enrolment):
            choice = (f"{enrolment.roadmap.slug}/{step.key}", step.title)
            group = step.milestone.stage.title
            if step.key in hidden:
                group = _("Hidden by you")
            elif choice[0] in since:
                group = _("In progress")
            groups.setdefault(group, []).append(choice)
    groups[_("In progress")].sort(key=lambda choice: since[choice[0]], reverse=True)
    return [(label, choices) for label, choices in groups.items() if choices]


def begun_last(choices: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """What study is offered to be about first: the step that was begun last, if one is in progress."""
    label, steps = choices[0] if choices else ("", [])
    return steps[0][0] if label == _("In progress") else ""


def titles_of(entries: Iterable[AboutStep], learner: User, followed: Followed) -> StepTitles:
    """What each entry was about, as the learner sees it, by roadmap and key.

    Queries only for steps of roadmaps that they do not follow, of editions that they left, or that they
    had added and removed.
    """
    named = {(entry.roadmap_id, entry.key) for entry in entries if entry.key}
    found: StepTitles = {
        (enrolment.roadmap_id, step.key): StepTitle(
            step.title, reverse("roadmaps:step", args=[enrolment.roadmap.slug, step.key])
        )
        for enrolment in followed.enrolments
        for step in followed.steps_of(enrolment)
        if (enrolment.roadmap_id, step.key) in named
    }
    missing = {(roadmap, key) for roadmap, key in named if roadmap} - found.keys()
    if not missing:
        return found
    followed_ids = {enrolment.roadmap_id for enrolment in followed.enrolments}
    return {**read_former_titles(missing, learner, followed_ids), **found}


def read_former_titles(
    missing: Collection[tuple[int | None, str]], learner: User, followed: Collection[int]
) -> StepTitles:
    """Of steps that no followed edition has; at most three queries, none when nothing is missing.

    Others come from the newest published edition that has them, the learner's own from their history.
    """
    own = {(roadmap, key) for roadmap, key in missing if key.startswith(OWN_KEY)}
    others = set(missing) - own
    return {
        **(_published_titles(others, learner, followed) if others else {}),
        **(_removed_own_titles(own, learner) if own else {}),
    }


def _removed_own_titles(missing: Collection[tuple[int | None, str]], learner: User) -> StepTitles:
    """As each was called last, without an address; also on roadmaps that the learner left. Two queries."""
    roadmaps = {roadmap for roadmap, _key in missing}
    changes = EnrolmentEvent.objects.filter(
        learner=learner,
        enrolment__roadmap__in=roadmaps,
        kind__in=(EnrolmentEvent.Kind.OWN_STEP_REMOVED, EnrolmentEvent.Kind.UNDONE),
        from_overlay__isnull=False,
    )
    now = Enrolment.objects.filter(learner=learner, roadmap__in=roadmaps)
    overlays = (
        *changes.order_by("at", "pk").values_list("enrolment__roadmap", "from_overlay"),
        *now.values_list("roadmap", "overlay"),
    )
    return {
        (roadmap, step.key): StepTitle(step.title, "")
        for roadmap, overlay in overlays
        for step in Overlay.from_data(overlay).own
        if (roadmap, step.key) in missing
    }


def _published_titles(
    missing: Iterable[tuple[int | None, str]], learner: User, followed: Collection[int]
) -> StepTitles:
    """From the newest published edition that has each step; one query.

    At its permanent address, unless the learner sees that edition anyway, as of roadmaps not followed.
    """
    editions = Edition.objects.published().reachable_by(learner)
    steps = Step.objects.filter(
        edition__in=editions,
        edition__roadmap__in={roadmap for roadmap, _key in missing},
        key__in={key for _roadmap, key in missing},
    )
    fields = ("edition__roadmap", "edition__roadmap__slug", "edition__number", "edition__current_of")
    titles = {}
    for roadmap, slug, number, is_current, key, title in steps.order_by("edition__number").values_list(
        *fields, "key", "title"
    ):
        is_shown = is_current and roadmap not in followed
        url = (
            reverse("roadmaps:step", args=[slug, key])
            if is_shown
            else reverse("roadmaps:edition_step", args=[slug, number, key])
        )
        titles[roadmap, key] = StepTitle(title, url)
    return titles
