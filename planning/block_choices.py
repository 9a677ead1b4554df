"""What a block may be about, as one choice of a form: a step, something agreed, or hours alone."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from planning.models import PlanBlock
from roadmaps.models import Roadmap
from roadmaps.study_choices import Followed, study_choices

Groups = list[tuple[str, list[tuple[str, str]]]]
ITEM = "item:"


class Subject(NamedTuple):
    roadmap: Roadmap | None = None
    key: str = ""
    action_item: UUID | None = None


def subject_choices(
    agreed: Iterable[tuple[UUID | str, str]], followed: Followed, *, block: PlanBlock | None = None
) -> Groups:
    """Grouped: what was agreed, then steps as the study log offers them. What the block has may stay.

    `agreed` are the primary keys and texts of `open_items`.
    """
    items = [(f"{ITEM}{pk}", text) for pk, text in agreed]
    groups: Groups = [(_("Agreed in sessions"), items)] if items else []
    groups += study_choices(followed)
    offered = {value for _label, choices in groups for value, _title in choices}
    if block and (value := value_of(block)) and value not in offered:
        groups.insert(0, (_("As it is"), [(value, block.text or block.key)]))
    return groups


def value_of(block: PlanBlock) -> str:
    """The choice that stands for what the block is about; empty for hours alone."""
    if block.action_item_id:
        return f"{ITEM}{block.action_item_id}"
    return f"{block.roadmap.slug}/{block.key}" if block.roadmap and block.key else ""


def read_subject(value: str, learner: User) -> Subject:
    """What a choice stands for."""
    if value.startswith(ITEM):
        return Subject(action_item=UUID(value.removeprefix(ITEM)))
    slug, _slash, key = value.partition("/")
    roadmap = Roadmap.objects.visible_to(learner).filter(slug=slug).first() if key else None
    return Subject(roadmap, key)
