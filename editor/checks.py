"""What an outline still lacks for being published, each with the place where it is mended. Pure.

`roadmaps.document` refuses the same at publishing, one thing at a time; here all of it is found at once,
in words that a page can show beside the part.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editor.outline import Outline, ResourceOutline, StepOutline, numbers_of
from roadmaps.document import MOST_STEPS
from roadmaps.graph import find_cycle

Words = str | Promise
WEB = URLValidator(schemes=["http", "https"])
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps the outline from being published. `kind` and `key` say where, if in a part."""

    code: str
    message: Words
    kind: str = ""
    key: str = ""


def find_problems(outline: Outline, areas: Collection[str], former: Collection[str] = ()) -> list[Problem]:
    """All of them. `areas` are the site's, `former` keys that vanished in an earlier edition."""
    return [
        *_of_whole(outline),
        *_of_groups(outline),
        *_of_choices(outline),
        *_of_gates(outline),
        *_of_steps(outline, areas, former),
        *_of_order(outline),
    ]


def by_part(problems: Sequence[Problem]) -> Mapping[tuple[str, str], list[Problem]]:
    """The problems of each part."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        found.setdefault((problem.kind, problem.key), []).append(problem)
    return found


def _of_whole(outline: Outline) -> Iterator[Problem]:
    if not outline.title.strip():
        yield Problem("no_title", _("Give the roadmap a title."))
    steps = outline.steps
    if not steps:
        yield Problem("no_steps", _("There are no steps yet. Add the first one."))
    if len(steps) > MOST_STEPS:
        yield Problem("too_many_steps", _("A roadmap has 3,000 steps at most. Make two of it."))
    counted = Counter([*(step.key for step in steps), *(gate.key for gate in outline.gates)])
    for key, times in counted.items():
        if times > 1:
            yield Problem("key_twice", _("Two parts have the key %(key)s.") % {"key": key}, "step", key)


def _of_groups(outline: Outline) -> Iterator[Problem]:
    for stage in outline.stages:
        if not stage.title.strip():
            yield Problem("no_title", _("This stage has no title."), "stage", stage.key)
        for milestone in stage.milestones:
            if not milestone.title.strip():
                yield Problem("no_title", _("This milestone has no title."), "milestone", milestone.key)


def _of_choices(outline: Outline) -> Iterator[Problem]:
    """Tracks and specialisms, of which a learner chooses."""
    for track in outline.tracks:
        if not track.title.strip():
            yield Problem("no_title", _("This track has no title."), "track", track.key)
    for specialism in outline.specialisms:
        if not specialism.title.strip():
            yield Problem("no_title", _("This specialism has no title."), "specialism", specialism.key)
    for kind, parts in (("track", outline.tracks), ("specialism", outline.specialisms)):
        for key, times in Counter(part.key for part in parts).items():
            if times > 1:
                yield Problem("key_twice", _("Two parts have the key %(key)s.") % {"key": key}, kind, key)


def _of_gates(outline: Outline) -> Iterator[Problem]:
    for gate in outline.gates:
        if not gate.title.strip():
            yield Problem("no_title", _("This gate has no title."), "gate", gate.key)
        if not gate.months or not 1 <= gate.months <= 120:
            yield Problem("no_months", _("Say how many months it takes, 1 to 120."), "gate", gate.key)
        if not gate.done_when.strip():
            yield Problem("no_done_when", _("Say what is true when the months are over."), "gate", gate.key)


def _of_steps(outline: Outline, areas: Collection[str], former: Collection[str]) -> Iterator[Problem]:
    tracks = {"shared", *(track.key for track in outline.tracks)}
    specialisms = {"", *(specialism.key for specialism in outline.specialisms)}
    for step in outline.steps:
        lacks = [
            ("no_title", not step.title.strip(), _("This step has no title.")),
            ("no_hours", not step.hours or not 1 <= step.hours <= 30_000, _("Say how many hours it takes.")),
            ("no_area", step.area not in areas, _("Choose the area that it belongs to.")),
            ("no_done_when", not step.done_when.strip(), _("Say what one can show when it is done.")),
            ("no_track", step.track not in tracks, _("Its track is gone. Choose another.")),
            (
                "no_specialism",
                step.specialism not in specialisms,
                _("Its specialism is gone. Choose another."),
            ),
            (
                "key_reused",
                step.key in former,
                _("An earlier edition had this key. Remove it and add it anew."),
            ),
        ]
        for code, is_wrong, message in lacks:
            if is_wrong:
                yield Problem(code, message, "step", step.key)
        yield from _of_resources(step)


def _of_resources(step: StepOutline) -> Iterator[Problem]:
    for resource in step.resources:
        if not resource.title.strip():
            yield Problem("no_resource_title", _("A resource has no title."), "step", step.key)
        if not is_web_address(resource):
            message = _("“%(url)s” is no address of a web page.") % {"url": resource.url[:80]}
            yield Problem("bad_address", message, "step", step.key)


def is_web_address(resource: ResourceOutline) -> bool:
    if len(resource.url) > 500:
        return False
    try:
        WEB(resource.url)
    except (ValidationError, ValueError):
        return False
    return True


def _of_order(outline: Outline) -> Iterator[Problem]:
    """Prerequisites that are gone, that come later, or that wait for one another."""
    numbers, titles = numbers_of(outline), {step.key: step.title for step in outline.steps}
    for step in outline.steps:
        for needed in dict.fromkeys(step.prerequisites):
            if needed not in numbers:
                dead = _("It needs “%(key)s”, which is not in the roadmap.") % {"key": needed}
                yield Problem("dead_prerequisite", dead, "step", step.key)
            elif numbers[needed] > numbers[step.key]:
                later = _("It needs “%(title)s”, which comes later. Move one of them.")
                later_message = later % {"title": titles[needed]}
                yield Problem("later_prerequisite", later_message, "step", step.key)
    needs = {
        step.key: [needed for needed in step.prerequisites if needed in numbers] for step in outline.steps
    }
    if path := find_cycle(needs):
        shown = " → ".join(titles[key] or key for key in path)
        circular = _("These steps wait for one another: %(path)s. Remove one prerequisite.")
        yield Problem("cycle", circular % {"path": shown}, "step", path[0])
