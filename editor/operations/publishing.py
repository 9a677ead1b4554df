"""From a draft to the next edition, and what it would change for those who follow the roadmap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from editor.checks import find_problems
from editor.models import Draft
from editor.outline import Outline, as_document
from editor.reading import area_choices, current_keys, former_keys, outline_of, read_draft
from roadmaps.contents import read_contents
from roadmaps.document import DocumentError, StepDocument
from roadmaps.edition_changes import EditionChanges, compare_editions
from roadmaps.models import Edition, Enrolment, Roadmap
from roadmaps.operations import Loaded, check_owner, load_roadmap, mappings_between

Mapped = Mapping[str, Sequence[str]]


class NotReady(Refusal):
    """`data["problems"]` are the codes, kinds, keys and sentences of all that is wrong."""

    code, message = "not_ready", _("The draft is not ready to be published. Mend what is marked.")


class NothingToPublish(Refusal):
    code, message = "nothing_to_publish", _("Nothing has changed since the last edition.")


@dataclass(frozen=True, slots=True)
class Vanished:
    """A step or gate that the current edition has and the draft has not."""

    key: str
    title: str
    is_gate: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What the edition would change for `people` with the same edition, track and specialisms."""

    people: int
    edition: int
    track: str
    specialisms: tuple[str, ...]
    changes: EditionChanges

    @property
    def more_hours(self) -> int:
        return self.changes.hours_after - self.changes.hours_before

    @property
    def is_none(self) -> bool:
        """Nothing is new, gone or replaced for them."""
        changes = self.changes
        return not (changes.added or changes.retired or changes.replaced or self.more_hours)


@transaction.atomic
def publish_draft(*, roadmap: Roadmap, by: User, note: str, mapping: Mapped, now: datetime) -> Loaded:
    """Publish the draft as the next edition; `mapping` says what became of each key that vanished.

    The draft is gone then. Raises NotYourRoadmap, NothingToPublish, NotReady, KeyVanished or KeyReused.
    """
    check_owner(roadmap, by)
    locked = Roadmap.objects.select_for_update(of=("self",)).select_related("current")
    roadmap = locked.get(pk=roadmap.pk)
    view = read_draft(roadmap)
    if view.draft is None:
        raise NothingToPublish
    outline = view.outline
    gone = current_keys(roadmap) - outline.keys
    outline.mapping = {old: list(new) for old, new in mapping.items() if old in gone}
    check_ready(roadmap, outline)
    try:
        document = as_document(outline, roadmap.slug, note)
    except DocumentError as error:
        raise NotReady(str(error), problems=[]) from error
    loaded = load_roadmap(document=document, now=now, owner=by)
    if not loaded.is_new:
        raise NothingToPublish
    Draft.objects.filter(owner=by, roadmap=roadmap).delete()
    return loaded


def check_ready(roadmap: Roadmap, outline: Outline) -> None:
    """Raises NotReady."""
    areas = [slug for slug, _title in area_choices()]
    if problems := find_problems(outline, areas, former_keys(roadmap)):
        raise NotReady(
            problems=[
                {"code": each.code, "kind": each.kind, "key": each.key, "message": str(each.message)}
                for each in problems
            ]
        )


def find_vanished(roadmap: Roadmap, outline: Outline) -> list[Vanished]:
    """What the current edition has and the draft no longer has, in the order of the edition."""
    if roadmap.current is None:
        return []
    before, left = outline_of(roadmap.current), outline.keys
    steps = [Vanished(step.key, step.title) for step in before.steps if step.key not in left]
    gates = [Vanished(gate.key, gate.title, is_gate=True) for gate in before.gates if gate.key not in left]
    return steps + gates


def preview_effect(roadmap: Roadmap, steps: Sequence[StepDocument], mapping: Mapped) -> list[Effect]:
    """What it would change for all who follow the roadmap, by edition, track and specialisms; the most people
    first. Costs two queries and one comparison for each of these, however many people there are.
    """
    if roadmap.current is None:
        return []
    following = Enrolment.objects.filter(roadmap=roadmap, left_at=None)
    standings = following.values_list("edition", "track", "specialisms").iterator()
    people = Counter((pk, track, tuple(specialisms)) for pk, track, specialisms in standings)
    editions = Edition.objects.in_bulk({pk for pk, _track, _specialisms in people})
    contents = read_contents(editions.values())
    effects = [
        Effect(
            people=count,
            edition=editions[pk].number or 0,
            track=track,
            specialisms=specialisms,
            changes=compare_editions(
                contents[pk].steps,
                steps,
                [*mappings_between(editions[pk], roadmap.current), mapping],
                track,
                specialisms,
            ),
        )
        for (pk, track, specialisms), count in people.items()
    ]
    return sorted(
        effects, key=lambda effect: (-effect.people, effect.edition, effect.track, effect.specialisms)
    )
