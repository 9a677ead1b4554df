"""Changes of an outline: parts are added, moved one place up or down, moved elsewhere, removed. Pure.

Each function changes the outline that it is given. NoSuchPart is raised for a key that is not there.
"""

from collections.abc import Collection, Sequence
from typing import Any

from slugify import slugify

from editor.outline import (
    GateOutline,
    MilestoneOutline,
    Outline,
    Part,
    SpecialismOutline,
    StageOutline,
    StepOutline,
    TrackOutline,
    parts_of,
)
from roadmaps.tracks import SHARED

GROUPS = ("track", "specialism")
KINDS = ("stage", "milestone", "step", "gate", *GROUPS)
LONGEST_KEY = 50
UP, DOWN = "up", "down"


class NoSuchPart(LookupError):
    """It was removed meanwhile, or never there."""


def find_part(outline: Outline, kind: str, key: str) -> Part:
    """Raises NoSuchPart."""
    for of_kind, part in parts_of(outline):
        if (of_kind, part.key) == (kind, key):
            return part
    raise NoSuchPart(kind, key)


def find_stage(outline: Outline, key: str) -> StageOutline:
    """Raises NoSuchPart."""
    for stage in outline.stages:
        if stage.key == key:
            return stage
    raise NoSuchPart("stage", key)


def find_milestone(outline: Outline, key: str) -> MilestoneOutline:
    """Raises NoSuchPart."""
    for milestone in outline.milestones:
        if milestone.key == key:
            return milestone
    raise NoSuchPart("milestone", key)


def new_key(title: str, kind: str, taken: Collection[str]) -> str:
    """A key of the title's words that nothing has: `logistic-regression`, `logistic-regression-2`."""
    stem = slugify(title, max_length=LONGEST_KEY - 5, word_boundary=True) or kind
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def add_part(
    outline: Outline, kind: str, *, title: str, into: str = "", area: str = "", former: Collection[str] = ()
) -> str:
    """Add a part at the end of the stage or milestone `into`, and answer its key.

    `former` are keys that earlier editions had: what is new never takes one of them.
    """
    if kind == "stage":
        stage = StageOutline(key=new_key(title, kind, {each.key for each in outline.stages}), title=title)
        stage.milestones.append(MilestoneOutline(key=_milestone_key(outline, title), title=title))
        outline.stages.append(stage)
        return stage.key
    if kind in GROUPS:
        return _add_group(outline, kind, title)
    if kind == "milestone":
        milestone = MilestoneOutline(key=_milestone_key(outline, title), title=title)
        find_stage(outline, into).milestones.append(milestone)
        return milestone.key
    key = new_key(title, kind, outline.keys | set(former))
    if kind == "gate":
        gate = GateOutline(key=key, title=title, months=12)
        find_stage(outline, into).gates.append(gate)
    else:
        step = StepOutline(key=key, title=title, area=area)
        find_milestone(outline, into).steps.append(step)
    return key


def _add_group(outline: Outline, kind: str, title: str) -> str:
    if kind == "track":
        track = TrackOutline(
            key=new_key(title, kind, {SHARED, *(each.key for each in outline.tracks)}), title=title
        )
        outline.tracks.append(track)
        return track.key
    key = new_key(title, kind, {each.key for each in outline.specialisms})
    outline.specialisms.append(SpecialismOutline(key=key, title=title))
    return key


def put_steps(outline: Outline, kind: str, key: str, steps: Collection[str]) -> None:
    """Give a track or a specialism these steps, by their keys; any other step leaves it.

    A step has one of each at most, so it leaves another one for this. Raises NoSuchPart.
    """
    find_part(outline, kind, key)
    for step in outline.steps:
        if step.key in steps:
            setattr(step, kind, key)
        elif getattr(step, kind) == key:
            setattr(step, kind, SHARED if kind == "track" else "")


def remove_part(outline: Outline, kind: str, key: str) -> Part:
    """Remove it with all that is in it; steps elsewhere no longer name what is gone.

    The steps of a track or a specialism stay, and are everybody's.
    """
    part = find_part(outline, kind, key)
    if kind in GROUPS:
        put_steps(outline, kind, key, ())
    for siblings in _lists(outline, kind):
        if part in siblings:
            siblings.remove(part)
    left = {step.key for step in outline.steps}
    for step in outline.steps:
        step.prerequisites = [needed for needed in step.prerequisites if needed in left]
    return part


def move_part(outline: Outline, kind: str, key: str, way: str) -> bool:
    """One place up or down; from the end of a milestone or stage into the next. False at the very end."""
    part = find_part(outline, kind, key)
    lists = _lists(outline, kind)
    at = next(number for number, siblings in enumerate(lists) if part in siblings)
    place = lists[at].index(part)
    other = place - 1 if way == UP else place + 1
    if 0 <= other < len(lists[at]):
        lists[at].insert(other, lists[at].pop(place))
        return True
    beside = at - 1 if way == UP else at + 1
    if not 0 <= beside < len(lists):
        return False
    lists[at].remove(part)
    lists[beside].insert(len(lists[beside]) if way == UP else 0, part)
    return True


def place_part(outline: Outline, kind: str, key: str, into: str) -> None:
    """Move it to the end of another milestone (a step) or stage (others), unless it is there."""
    part = find_part(outline, kind, key)
    holder = find_part(outline, "milestone" if kind == "step" else "stage", into)
    name = {"step": "steps", "milestone": "milestones", "gate": "gates"}[kind]
    siblings = getattr(holder, name)
    if part in siblings:
        return
    for former in _lists(outline, kind):
        if part in former:
            former.remove(part)
    siblings.append(part)


def holder_of(outline: Outline, kind: str, key: str) -> str:
    """The key of the milestone or stage that holds it; empty for others."""
    if kind == "step":
        return next(m.key for m in outline.milestones if any(step.key == key for step in m.steps))
    name = {"milestone": "milestones", "gate": "gates"}.get(kind)
    return "" if name is None else _stage_with(outline, name, key)


def stage_of(outline: Outline, kind: str, key: str) -> str:
    """The key of the stage that holds it, or that it is."""
    if kind == "stage":
        return key
    holder = holder_of(outline, kind, key)
    return _stage_with(outline, "milestones", holder) if kind == "step" else holder


def _stage_with(outline: Outline, name: str, key: str) -> str:
    return next(
        stage.key for stage in outline.stages if any(part.key == key for part in getattr(stage, name))
    )


def _milestone_key(outline: Outline, title: str) -> str:
    return new_key(title, "milestone", {each.key for each in outline.milestones})


def _lists(outline: Outline, kind: str) -> Sequence[list[Any]]:
    """The lists that hold parts of this kind, in order."""
    if kind == "stage":
        return [outline.stages]
    if kind in GROUPS:
        return [outline.tracks if kind == "track" else outline.specialisms]
    if kind == "step":
        return [milestone.steps for milestone in outline.milestones]
    return [getattr(stage, f"{kind}s") for stage in outline.stages]
