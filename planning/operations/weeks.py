"""The plan of a week as a whole: proposed, repeated, cleared, looked back on."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations import lock_weeks
from core.clock import local_date, shift_of_weeks, week_of, weekdays_between
from core.refusals import Refusal
from planning.models import PlanBlock, WeekLetter, WeekPlan
from planning.proposal import Draft, Slot, Work, fill_slots, fit_slots, habitual_slots, usual_slots
from planning.work_ahead import read_work
from roadmaps.models import Enrolment, StepState
from roadmaps.next_step import SETTLED
from roadmaps.study_weeks import StudyWeek, read_weeks

WEEKS_AHEAD = 8
WEEKS_OF_HABIT = 8


class WeekHasPassed(Refusal):
    code, message = "week_has_passed", _("That week is over, and its plan stays as it was. Plan this week.")


class TooFarAhead(Refusal):
    code, message = "too_far_ahead", _("Plan at most eight weeks ahead: plans that far hold for nobody.")


class PlanExists(Refusal):
    code, message = "plan_exists", _("That week has a plan already. Change it, or clear it first.")


class NothingToRepeat(Refusal):
    code = "nothing_to_repeat"
    message = _("There is no earlier plan to repeat. Have one proposed, or add the first block.")


class RestIsPlanned(Refusal):
    code, message = "rest_is_planned", _("You planned to rest that week. Take the rest back first.")


class NothingToPlan(Refusal):
    code = "nothing_to_plan"
    message = _("Your goal for that week is reached, or the days you usually study are over.")


@transaction.atomic
def propose_week(*, learner: User, week: date, now: datetime) -> WeekPlan:
    """Plan the week that this day is in: as many hours as its goal still has, at the learner's usual times.

    The times are those of their last plan, else the weekdays on which they really study, else evenings.
    Raises WeekHasPassed, TooFarAhead, PlanExists, RestIsPlanned or NothingToPlan.
    """
    plan = lock_plan(learner, week, now=now)
    _check_empty(plan)
    today = local_date(now, learner.zone)
    study = read_weeks(learner, last_day=plan.week, count=1, today=today)[0]
    if study.is_rest:
        raise RestIsPlanned
    slots = fit_slots(
        _usual_times(learner, plan, study),
        minutes=study.minutes_to_go,
        over=[day.isoweekday() for day in study.minutes_by_day if study.is_current and day < today],
    )
    if not slots:
        raise NothingToPlan
    minutes = sum(slot.minutes for slot in slots)
    drafts = fill_slots(slots, read_work(learner, week=plan.week, minutes=minutes, now=now))
    _save_drafts(plan, drafts, now=now)
    return plan


@transaction.atomic
def repeat_week(*, learner: User, week: date, now: datetime) -> WeekPlan:
    """Plan the week that this day is in like the last planned one before it.

    Steps that are done or skipped by now leave their time free, as does what was agreed and is done.
    Raises WeekHasPassed, TooFarAhead, PlanExists or NothingToRepeat.
    """
    plan = lock_plan(learner, week, now=now)
    _check_empty(plan)
    blocks = _last_blocks(plan)
    if not blocks:
        raise NothingToRepeat
    settled = _read_settled(learner, blocks)
    _save_drafts(plan, [_repeat(block, settled) for block in blocks], now=now)
    return plan


@transaction.atomic
def clear_week(*, learner: User, week: date, now: datetime) -> None:
    """Take every block out of the plan. What was logged stays. Raises WeekHasPassed."""
    plan = lock_plan(learner, week, now=now)
    plan.blocks.all().delete()


@transaction.atomic
def write_note(*, learner: User, week: date, note: str, now: datetime) -> WeekPlan:
    """Say what helped and what got in the way, also of a past week that was planned.

    Raises WeekHasPassed or TooFarAhead.
    """
    plan = lock_plan(learner, week, now=now, may_be_past=True)
    plan.note = note
    plan.save(update_fields=["note"])
    return plan


@transaction.atomic
def shift_plans(*, learner: User, old: int, new: int) -> None:
    """The learner's weeks begin on another weekday: each plan goes with most of its days, past ones too.

    What is planned for a day keeps its date, if need be in the plan beside it; nobody hears of a week twice.
    """
    by = shift_of_weeks(old, new)
    plans = WeekPlan.objects.filter(learner=learner)
    crossing = PlanBlock.objects.of(learner).filter(weekday__in=weekdays_between(old, new))
    moved: dict[UUID, list[UUID]] = defaultdict(list)
    for plan_id, block_id in crossing.values_list("plan", "pk"):
        moved[plan_id].append(block_id)
    plans.update(week=F("week") + by)
    WeekLetter.objects.filter(learner=learner).update(week=F("week") + by)
    beside = timedelta(weeks=1 if by < timedelta(0) else -1)
    for plan in plans.filter(pk__in=moved):
        other, _is_new = WeekPlan.objects.get_or_create(
            learner=learner, week=plan.week + beside, defaults={"changed_at": plan.changed_at}
        )
        PlanBlock.objects.filter(pk__in=moved[plan.pk]).update(plan=other)


def lock_plan(learner: User, week: date, *, now: datetime, may_be_past: bool = False) -> WeekPlan:
    """The learner's plan of the week that this day is in, locked; made if that week is not over.

    Raises WeekHasPassed or TooFarAhead.
    """
    first_weekday = lock_weeks(learner)
    wanted = week_of(week, first_weekday)
    this_week = week_of(local_date(now, learner.zone), first_weekday)
    if wanted < this_week and not may_be_past:
        raise WeekHasPassed
    if wanted > this_week + timedelta(weeks=WEEKS_AHEAD):
        raise TooFarAhead
    if wanted >= this_week:
        WeekPlan.objects.get_or_create(learner=learner, week=wanted, defaults={"changed_at": now})
    plan = WeekPlan.objects.select_for_update(no_key=True).filter(learner=learner, week=wanted).first()
    if plan is None:
        raise WeekHasPassed
    plan.learner, plan.changed_at = learner, now
    plan.save(update_fields=["changed_at"])
    return plan


def _check_empty(plan: WeekPlan) -> None:
    if plan.blocks.exists():
        raise PlanExists


def _last_blocks(plan: WeekPlan) -> Sequence[PlanBlock]:
    """Those of the last week before this one that had any."""
    earlier = PlanBlock.objects.of(plan.learner).filter(plan__week__lt=plan.week)
    last = earlier.order_by("-plan__week").values("plan")[:1]
    return list(PlanBlock.objects.filter(plan__in=last).select_related("action_item").in_order())


def _usual_times(learner: User, plan: WeekPlan, study: StudyWeek) -> list[Slot]:
    """From the first day of the learner's week on, what may be on any day last."""
    order = {day.isoweekday(): place for place, day in enumerate(study.minutes_by_day)}
    return sorted(
        _find_usual_times(learner, plan, study), key=lambda slot: order.get(slot.weekday or 0, len(order))
    )


def _find_usual_times(learner: User, plan: WeekPlan, study: StudyWeek) -> list[Slot]:
    blocks = _last_blocks(plan)
    if blocks:
        return [Slot(each.weekday, each.minutes, each.routine, each.place) for each in blocks]
    since = min(study.first_day, study.today) - timedelta(days=1)
    weeks = read_weeks(learner, last_day=since, count=WEEKS_OF_HABIT, today=study.today)
    studied = [week for week in weeks if week.total_minutes]
    by_day = {day: minutes for week in studied for day, minutes in week.minutes_by_day.items()}
    return habitual_slots(by_day, len(studied)) or usual_slots(study.goal_minutes)


def _read_settled(learner: User, blocks: Sequence[PlanBlock]) -> set[tuple[int, str]]:
    """The steps of these blocks that are done or skipped, or on a roadmap that is followed no longer."""
    planned = {block.about for block in blocks if block.about}
    followed = set(Enrolment.objects.of(learner).values_list("roadmap_id", flat=True))
    states = StepState.objects.filter(
        learner=learner, status__in=SETTLED, key__in={key for _id, key in planned}
    )
    settled = set(states.values_list("enrolment__roadmap_id", "key"))
    return {about for about in planned if about in settled or about[0] not in followed}


def _repeat(block: PlanBlock, settled: set[tuple[int, str]]) -> Draft:
    slot = Slot(block.weekday, block.minutes, block.routine, block.place)
    if block.about in settled or (block.action_item and block.action_item.done_at):
        return Draft(slot, Work(block.minutes))
    work = Work(block.minutes, block.roadmap_id, block.key, block.action_item_id, block.text)
    return Draft(slot, work)


def _save_drafts(plan: WeekPlan, drafts: Sequence[Draft], *, now: datetime) -> None:
    PlanBlock.objects.bulk_create(
        PlanBlock(
            learner=plan.learner,
            plan=plan,
            weekday=draft.slot.weekday,
            routine=draft.slot.routine,
            place=draft.slot.place,
            minutes=draft.slot.minutes,
            roadmap_id=draft.work.roadmap_id,
            key=draft.work.key,
            action_item_id=draft.work.action_item_id,
            text=draft.work.text,
            created_at=now,
            updated_at=now,
        )
        for draft in drafts
    )
