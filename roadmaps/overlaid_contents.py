"""The steps of an edition as somebody made them their own: every page, count and API answer starts here."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import User
from roadmaps.choices import StepKind
from roadmaps.contents import Contents, read_contents
from roadmaps.graph import Needs
from roadmaps.graph_layout import ACROSS, Rows
from roadmaps.models import Enrolment, Milestone, Roadmap, Stage, Step
from roadmaps.overlay import Overlay, OwnStep, arrange
from roadmaps.tracks import is_taken

OWN_MILESTONE = "own-steps"  # before the key of a stage: where steps stand whose milestone is gone


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """How many own steps somebody sees, and how many they hid of those that would count for them."""

    added: int
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.added or self.hidden)


def read_content_of(enrolment: Enrolment) -> Contents:
    return read_contents_of([enrolment])[enrolment.pk]


def read_contents_of(enrolments: Collection[Enrolment]) -> dict[int, Contents]:
    """By primary key of the enrolment; as many queries as `read_contents`."""
    contents = read_contents(enrolment.edition for enrolment in enrolments)
    return {
        enrolment.pk: apply_overlay(contents[enrolment.edition_id], enrolment.own_overlay)
        for enrolment in enrolments
    }


def apply_overlay(contents: Contents, overlay: Overlay) -> Contents:
    """Without what is hidden, with their own steps, in their order, and numbered anew.

    A step that needed a hidden one needs what that one needed. Own steps and the milestones for those without
    one are no rows: their primary keys are negative.
    """
    if overlay == Overlay():
        return contents
    arranged = list(_arrange_steps(contents, overlay))
    hidden = {step.key for step in arranged if _is_hidden(step, overlay)}
    shown = [step for step in arranged if step.key not in hidden]
    numbered = tuple(_number(step, number) for number, step in enumerate(shown, start=1))
    return replace(
        contents,
        steps=numbered,
        needs=_without_hidden(contents.needs, hidden),
        layout=_lay_out_shown(contents, numbered),
        hidden=tuple(step for step in arranged if step.key in hidden),
        hidden_milestones=frozenset(overlay.hidden_milestones),
        own={each.key: each for each in overlay.own},
    )


def count_changes(contents: Contents, enrolment: Enrolment) -> OwnChanges:
    """Of the contents as `read_content_of` made them."""
    taken = [step for step in contents.hidden if is_taken(step, enrolment.track, enrolment.specialisms)]
    return OwnChanges(
        added=sum(step.key in contents.own for step in contents.steps),
        hidden=len(taken),
    )


def has_step(enrolment: Enrolment, key: str) -> bool:
    """Is it a step of their edition, hidden or not, or one of their own there? One query at most."""
    own = enrolment.own_overlay.find_own(key)
    return own is not None or Step.objects.filter(edition=enrolment.edition_id, key=key).exists()


def sees_step(learner: User, roadmap: Roadmap | None, key: str) -> bool:
    """Is it a step of the edition that they see, or one of their own there? One query, or two."""
    if roadmap is None:
        return False
    official = Step.objects.shown_to(learner).filter(edition__roadmap=roadmap, key=key)
    return official.exists() or find_own_step(learner, roadmap, key) is not None


def find_own_step(learner: User, roadmap: Roadmap, key: str) -> OwnStep | None:
    """A step that they added to a roadmap; one query."""
    adding = Enrolment.objects.of(learner).filter(roadmap=roadmap, overlay__own__contains=[{"key": key}])
    enrolment = adding.first()
    return enrolment.own_overlay.find_own(key) if enrolment else None


def _arrange_steps(contents: Contents, overlay: Overlay) -> Iterator[Step]:
    """All of them, hidden ones too, stage by stage and milestone by milestone."""
    official: dict[str, list[Step]] = {}
    for step in contents.steps:
        official.setdefault(step.milestone.key, []).append(step)
    milestones = {key: steps[0].milestone for key, steps in official.items()}
    own = _place_own(contents, overlay, milestones)
    for stage in contents.stages:
        for key, milestone in milestones.items():
            if milestone.stage_id == stage.pk:
                yield from _order((*official[key], *own.get(key, ())), overlay.order.get(key, ()))
        at_end = f"{OWN_MILESTONE}-{stage.key}"
        yield from _order(own.get(at_end, ()), overlay.order.get(at_end, ()))


def _order(steps: Sequence[Step], order: Sequence[str]) -> list[Step]:
    of = {step.key: step for step in steps}
    return [of[key] for key in arrange(list(of), order)]


def _place_own(
    contents: Contents, overlay: Overlay, milestones: Mapping[str, Milestone]
) -> dict[str, list[Step]]:
    """By the key of the milestone where each stands: its own, or one at the end of its stage."""
    stages = {stage.key: stage for stage in contents.stages}
    placed: dict[str, list[Step]] = {}
    for at, own in enumerate(overlay.own, start=1):
        stage = stages.get(own.stage, contents.stages[-1])
        milestone = milestones.get(own.milestone) or Milestone(
            pk=-stage.pk,
            edition_id=stage.edition_id,
            stage=stage,
            key=f"{OWN_MILESTONE}-{stage.key}",
            position=0,
            title=_("Your own steps"),
        )
        area = _area_near(contents.steps, milestone, stage)
        placed.setdefault(milestone.key, []).append(_build_step(own, -at, milestone, area))
    return placed


def _area_near(steps: Sequence[Step], milestone: Milestone, stage: Stage) -> Step:
    """A step whose area an own one has, too: the first of its milestone, or of its stage, or of all."""
    return next(
        (step for step in steps if step.milestone_id == milestone.pk),
        next((step for step in steps if step.milestone.stage_id == stage.pk), steps[0]),
    )


def _build_step(own: OwnStep, pk: int, milestone: Milestone, near: Step) -> Step:
    return Step(
        pk=pk,
        edition_id=near.edition_id,
        milestone=milestone,
        area=near.area,
        key=own.key,
        number=0,
        title=own.title,
        kind=StepKind.STUDY,
        hours=own.hours,
        done_when=own.note,
    )


def _is_hidden(step: Step, overlay: Overlay) -> bool:
    return step.key in overlay.hidden_steps or step.milestone.key in overlay.hidden_milestones


def _number(step: Step, number: int) -> Step:
    """The same step, as `Contents` share it, unless its number is another."""
    if step.number == number:
        return step
    other = Step.__new__(Step)  # a tenth of the time of `copy`, which looks for deferred fields
    other.__dict__.update(step.__dict__, number=number)
    return other


def _without_hidden(needs: Needs, hidden: Collection[str]) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for key in needs.keys() - hidden:
        found: dict[str, None] = {}
        seen: set[str] = set()
        ahead = list(reversed([*needs[key]]))
        while ahead:
            needed = ahead.pop()
            if needed in hidden and needed not in seen:
                ahead.extend(reversed([*needs.get(needed, ())]))
            elif needed not in hidden:
                found[needed] = None
            seen.add(needed)
        if found:
            kept[key] = list(found)
    return kept


def _lay_out_shown(contents: Contents, steps: Iterable[Step]) -> list[Rows] | None:
    """The rows of the edition without what is hidden, and own steps in rows at the end of their stage."""
    if contents.layout is None:
        return None
    numbers = {step.key: step.number for step in steps}
    keys = {step.number: step.key for step in contents.steps}
    layout = []
    for stage, rows in zip(contents.stages, contents.layout, strict=False):
        kept = [[numbers[keys[number]] for number in row if keys[number] in numbers] for row in rows]
        own = [step.number for step in steps if step.pk < 0 and step.milestone.stage_id == stage.pk]
        extra = [own[at : at + ACROSS] for at in range(0, len(own), ACROSS)]
        layout.append([row for row in (*kept, *extra) if row])
    return layout
