"""One block of a plan: added, changed, moved, removed, and logged once it has happened."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock import local_date
from core.refusals import Refusal
from mentoring.models import ActionItem
from planning.choices import Routine
from planning.models import MOST_BLOCKS, PlanBlock
from planning.operations.weeks import lock_plan
from planning.week_view import read_kept
from roadmaps.models import Roadmap, StudyEntry
from roadmaps.operations import NoSuchStep, log_study
from roadmaps.overlaid_contents import sees_step


class PlanIsFull(Refusal):
    code, message = "plan_is_full", _("A week has at most 30 blocks. Make one longer instead.")


class NoSuchActionItem(Refusal):
    code, message = "no_such_action_item", _("You agreed to no such thing in a session. Choose another.")


class AlreadyHappened(Refusal):
    code, message = "already_happened", _("All of this time is in your log already.")


class DayHasNotCome(Refusal):
    code, message = (
        "day_has_not_come",
        _("Its day has not come yet. Log it when it has, or move it to today."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockWish:
    """What a block is to be. `weekday` is 1 for Monday to 7, or None for any day."""

    minutes: int
    weekday: int | None = None
    routine: Routine | str = ""
    place: str = ""
    roadmap: Roadmap | None = None
    key: str = ""
    action_item: UUID | None = None
    text: str = ""


def wish_for(block: PlanBlock) -> BlockWish:
    """The wish that would leave a block as it is."""
    return BlockWish(
        minutes=block.minutes,
        weekday=block.weekday,
        routine=block.routine,
        place=block.place,
        roadmap=block.roadmap,
        key=block.key,
        action_item=block.action_item_id,
        text=block.text,
    )


@transaction.atomic
def add_block(*, learner: User, week: date, wish: BlockWish, now: datetime) -> PlanBlock:
    """Plan one sitting in the week that this day is in.

    Raises WeekHasPassed, TooFarAhead, PlanIsFull, NoSuchStep or NoSuchActionItem.
    """
    plan = lock_plan(learner, week, now=now)
    if plan.blocks.count() >= MOST_BLOCKS:
        raise PlanIsFull
    block = PlanBlock(learner=learner, plan=plan, created_at=now)
    _write(block, wish, now=now)
    block.save(force_insert=True)
    return block


@transaction.atomic
def change_block(*, block: PlanBlock, wish: BlockWish, now: datetime) -> PlanBlock:
    """Plan it otherwise; moving costs nothing. Raises WeekHasPassed, NoSuchStep or NoSuchActionItem.

    What it is about already may stay, whatever has become of it.
    """
    block.plan = lock_plan(block.learner, block.plan.week, now=now)
    _write(block, wish, now=now)
    block.save(force_update=True)
    return block


@transaction.atomic
def remove_block(*, block: PlanBlock, now: datetime) -> None:
    """Plan it no longer. Raises WeekHasPassed."""
    lock_plan(block.learner, block.plan.week, now=now)
    block.delete()


@transaction.atomic
def log_block(*, block: PlanBlock, now: datetime) -> StudyEntry:
    """Write into the log what of the block is not there yet: on its day, or today if it is for any day.

    Pressed twice it is logged once. Raises AlreadyHappened, DayHasNotCome, or what `log_study` raises.
    """
    plan = lock_plan(block.learner, block.plan.week, now=now, may_be_past=True)
    learner, today = plan.learner, local_date(now, plan.learner.zone)
    left = block.minutes - read_kept(learner, plan).get(block.pk, 0)
    if left <= 0:
        raise AlreadyHappened
    day = block.on or min(today, plan.last_day)
    if day > today:
        raise DayHasNotCome
    return log_study(
        learner=learner,
        minutes=left,
        studied_on=day,
        now=now,
        roadmap=block.roadmap,
        key=block.key if block.roadmap else "",
        note="" if block.key else block.text,
    )


def _write(block: PlanBlock, wish: BlockWish, *, now: datetime) -> None:
    about = (wish.roadmap.pk if wish.roadmap else None, wish.key)
    is_new = bool(wish.key) and about != (block.roadmap_id, block.key)
    if is_new and not sees_step(block.learner, wish.roadmap, wish.key):
        raise NoSuchStep
    item = None
    if wish.action_item:
        item = ActionItem.objects.filter(learner=block.learner, pk=wish.action_item).first()
        if item is None:
            raise NoSuchActionItem
    block.minutes, block.weekday, block.routine = wish.minutes, wish.weekday, wish.routine
    block.place, block.text = wish.place, wish.text or (item.text if item else "")
    block.roadmap, block.key, block.action_item = wish.roadmap if wish.key else None, wish.key, item
    block.updated_at = now
