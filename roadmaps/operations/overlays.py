"""Making a roadmap one's own: hiding, adding and reordering steps over an edition that stays as it is.

Every act is a change of the enrolment, so `undo_enrolment_change` takes it back.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.contents import Contents
from roadmaps.models import Enrolment, EnrolmentEvent
from roadmaps.operations.enrolments import apply_change, lock_enrolment
from roadmaps.operations.marks import NoSuchStep
from roadmaps.overlaid_contents import read_content_of
from roadmaps.overlay import MOST_OWN_STEPS, OWN_KEY, Overlay, OwnLink, OwnStep
from roadmaps.tracks import is_on_track

Kind = EnrolmentEvent.Kind


class NoSuchMilestone(Refusal):
    code, message = "no_such_milestone", _("There is no such milestone in this roadmap.")


class TooManyOwnSteps(Refusal):
    code, message = (
        "too_many_own_steps",
        _("Fifty steps of your own are the most for one roadmap. Remove one first."),
    )


class NotTheseSteps(Refusal):
    """`data["keys"]` are the steps of the milestone, in their order."""

    code, message = "not_these_steps", _("Name every step of the milestone once, in the order that you want.")


@transaction.atomic
def hide_step(*, enrolment: Enrolment, key: str, by: User, now: datetime) -> EnrolmentEvent | None:
    """Take a step out of the list and of every count; its marks stay. None if it was hidden already.

    Raises NotEnrolled or NoSuchStep.
    """
    _check_step(enrolment, key)
    return _change(enrolment, Kind.HIDDEN, enrolment.own_overlay.hide_step(key), by=by, now=now)


@transaction.atomic
def show_step(*, enrolment: Enrolment, key: str, by: User, now: datetime) -> EnrolmentEvent | None:
    """Bring a hidden step back, with its marks. None if it was not hidden by itself.

    Raises NotEnrolled or NoSuchStep.
    """
    _check_step(enrolment, key)
    return _change(enrolment, Kind.SHOWN, enrolment.own_overlay.show_step(key), by=by, now=now)


@transaction.atomic
def hide_milestone(*, enrolment: Enrolment, key: str, by: User, now: datetime) -> EnrolmentEvent | None:
    """As `hide_step`, for all steps of a milestone, also those that a later edition adds.

    Raises NotEnrolled or NoSuchMilestone.
    """
    _find_stage_key(_lock_contents(enrolment), key)
    return _change(enrolment, Kind.HIDDEN, enrolment.own_overlay.hide_milestone(key), by=by, now=now)


@transaction.atomic
def show_milestone(*, enrolment: Enrolment, key: str, by: User, now: datetime) -> EnrolmentEvent | None:
    """Bring a hidden milestone back; a step that was hidden by itself stays hidden.

    Raises NotEnrolled or NoSuchMilestone.
    """
    _find_stage_key(_lock_contents(enrolment), key)
    return _change(enrolment, Kind.SHOWN, enrolment.own_overlay.show_milestone(key), by=by, now=now)


@transaction.atomic
def add_own_step(
    *,
    enrolment: Enrolment,
    milestone: str,
    title: str,
    hours: int,
    by: User,
    now: datetime,
    note: str = "",
    links: Iterable[OwnLink] = (),
) -> OwnStep:
    """Add a step at the end of a milestone. It is marked, logged and counted like every other.

    Raises NotEnrolled, NoSuchMilestone or TooManyOwnSteps.
    """
    stage = _find_stage_key(_lock_contents(enrolment), milestone)
    overlay = enrolment.own_overlay
    if len(overlay.own) >= MOST_OWN_STEPS:
        raise TooManyOwnSteps
    step = OwnStep(
        key=f"{OWN_KEY}{secrets.token_hex(6)}",
        title=title,
        hours=hours,
        milestone=milestone,
        stage=stage,
        note=note,
        links=tuple(links),
    )
    _change(enrolment, Kind.OWN_STEP_ADDED, overlay.put_own(step), by=by, now=now)
    return step


@transaction.atomic
def change_own_step(
    *,
    enrolment: Enrolment,
    key: str,
    milestone: str,
    title: str,
    hours: int,
    by: User,
    now: datetime,
    note: str = "",
    links: Iterable[OwnLink] = (),
) -> EnrolmentEvent | None:
    """Replace all that an own step says. It may keep a milestone that the edition no longer has.

    None if nothing changes. Raises NotEnrolled, NoSuchStep or NoSuchMilestone.
    """
    contents = _lock_contents(enrolment)
    former = _find_own(enrolment, key)
    stage = former.stage if milestone == former.milestone else _find_stage_key(contents, milestone)
    step = replace(
        former,
        title=title,
        hours=hours,
        milestone=milestone,
        stage=stage,
        note=note,
        links=tuple(links),
    )
    return _change(enrolment, Kind.OWN_STEP_CHANGED, enrolment.own_overlay.put_own(step), by=by, now=now)


@transaction.atomic
def remove_own_step(*, enrolment: Enrolment, key: str, by: User, now: datetime) -> EnrolmentEvent | None:
    """Remove an own step; its marks and the time logged about it stay in the history.

    Raises NotEnrolled or NoSuchStep.
    """
    lock_enrolment(enrolment)
    _find_own(enrolment, key)
    return _change(enrolment, Kind.OWN_STEP_REMOVED, enrolment.own_overlay.remove_own(key), by=by, now=now)


@transaction.atomic
def move_step(
    *, enrolment: Enrolment, key: str, is_up: bool, by: User, now: datetime
) -> EnrolmentEvent | None:
    """Up or down past one step of the same milestone that the learner sees. None at its end.

    Raises NotEnrolled or NoSuchStep.
    """
    contents = _lock_contents(enrolment)
    found = next((step for step in contents.steps if step.key == key), None)
    if found is None:
        raise NoSuchStep
    milestone = found.milestone.key
    seen = [
        step.key
        for step in contents.steps
        if step.milestone.key == milestone and (step.key == key or is_on_track(step, enrolment.track))
    ]
    at = seen.index(key) + (-1 if is_up else 1)
    if not 0 <= at < len(seen):
        return None
    keys = [each for each in contents.keys_in(milestone) if each != key]
    keys.insert(keys.index(seen[at]) + (0 if is_up else 1), key)
    return _order(enrolment, milestone, keys, by=by, now=now)


@transaction.atomic
def order_steps(
    *, enrolment: Enrolment, milestone: str, keys: Sequence[str], by: User, now: datetime
) -> EnrolmentEvent | None:
    """Put the steps of a milestone that are not hidden in this order. None if they stand so already.

    Raises NotEnrolled, NoSuchMilestone or NotTheseSteps.
    """
    contents = _lock_contents(enrolment)
    _find_stage_key(contents, milestone)
    standing = contents.keys_in(milestone)
    if sorted(keys) != sorted(standing):
        raise NotTheseSteps(keys=standing)
    return None if list(keys) == standing else _order(enrolment, milestone, keys, by=by, now=now)


def _order(
    enrolment: Enrolment, milestone: str, keys: Sequence[str], *, by: User, now: datetime
) -> EnrolmentEvent | None:
    overlay = enrolment.own_overlay.put_in_order(milestone, keys)
    return _change(enrolment, Kind.REORDERED, overlay, by=by, now=now)


def _change(
    enrolment: Enrolment, kind: EnrolmentEvent.Kind, overlay: Overlay, *, by: User, now: datetime
) -> EnrolmentEvent | None:
    data = overlay.to_data()
    return None if data == enrolment.overlay else apply_change(enrolment, kind, overlay=data, by=by, now=now)


def _lock_contents(enrolment: Enrolment) -> Contents:
    lock_enrolment(enrolment)
    return read_content_of(enrolment)


def _check_step(enrolment: Enrolment, key: str) -> None:
    contents = _lock_contents(enrolment)
    if all(step.key != key for step in contents.all_steps):
        raise NoSuchStep


def _find_stage_key(contents: Contents, milestone: str) -> str:
    """Of the stage of a milestone. Raises NoSuchMilestone."""
    for step in contents.all_steps:
        if step.milestone.key == milestone:
            return step.milestone.stage.key
    raise NoSuchMilestone


def _find_own(enrolment: Enrolment, key: str) -> OwnStep:
    own = enrolment.own_overlay.find_own(key)
    if own is None:
        raise NoSuchStep
    return own
