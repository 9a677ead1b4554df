"""The plans of the demo: Lena planned last week and this one, some others have planned the next."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from accounts.demo import DemoPeople
from accounts.models import User
from core.clock import local_date, week_of
from planning.choices import Routine
from planning.models import PlanBlock
from planning.operations import add_block, change_block, propose_week, repeat_week, write_note
from planning.operations.blocks import BlockWish, wish_for
from planning.work_ahead import read_work
from roadmaps.models import Roadmap, StudyEntry

NOTE = "Evenings held, the weekend did not. Shorter on Thursdays, and the library on Saturday."
PLACES = {6: "library", 7: "kitchen table"}
OTHERS = slice(1, 6)


def seed(people: DemoPeople, *, now: datetime) -> None:
    lena = people.learners[0]
    week = week_of(local_date(now, lena.zone), lena.first_weekday)
    _plan_last_week(lena, week - timedelta(weeks=1))
    repeat_week(learner=lena, week=week, now=now)
    _fill_free_times(lena, week, now)
    write_note(learner=lena, week=week - timedelta(weeks=1), note=NOTE, now=now)
    for learner in people.learners[OTHERS]:
        coming = week_of(local_date(now, learner.zone), learner.first_weekday) + timedelta(weeks=1)
        propose_week(learner=learner, week=coming, now=now)


def _plan_last_week(learner: User, week: date) -> None:
    """Most of it was what she did, a little longer than it turned out; Sunday was too much."""
    planned_at = datetime.combine(week, time(8), tzinfo=learner.zone)
    studied = StudyEntry.objects.of(learner).filter(
        studied_on__gte=week, studied_on__lt=week + timedelta(weeks=1)
    )
    for entry in studied.select_related("roadmap").order_by("studied_on", "pk"):
        weekday = entry.studied_on.isoweekday()
        wish = BlockWish(
            minutes=entry.minutes + 30 * (weekday == 3),
            weekday=weekday,
            routine=Routine.MORNING if weekday in PLACES else Routine.EVENING,
            place=PLACES.get(weekday, ""),
            roadmap=entry.roadmap,
            key=entry.key,
        )
        add_block(learner=learner, week=week, wish=wish, now=planned_at)
    longer = BlockWish(
        minutes=90, weekday=7, routine=Routine.MORNING, place=PLACES[7], text="Read the paper club's paper"
    )
    add_block(learner=learner, week=week, wish=longer, now=planned_at)


def _fill_free_times(learner: User, week: date, now: datetime) -> None:
    """What was finished since leaves its time to what comes next, and Saturday begins the step after."""
    blocks = list(PlanBlock.objects.of(learner).filter(plan__week=week, text="").in_order())
    begun, *after = [each for each in read_work(learner, week=week, minutes=60 * 60, now=now) if each.key]
    coming = after[0] if after else begun
    roadmaps = Roadmap.objects.in_bulk([each.roadmap_id for each in (begun, coming) if each.roadmap_id])
    for block in blocks:
        is_saturday = block.weekday == 6
        if block.key and not is_saturday:
            continue
        work = coming if is_saturday else begun
        block.learner = learner
        wish = replace(wish_for(block), roadmap=roadmaps[work.roadmap_id or 0], key=work.key)
        change_block(block=block, wish=wish, now=now)
