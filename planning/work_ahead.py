"""What somebody could do in a week, in the order in which a proposal takes it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.models import ActionItem
from planning.proposal import Work
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, StudyEntry
from roadmaps.next_step import Why, choose_step
from roadmaps.roadmap_view import Mark, RoadmapView, read_roadmap_view
from roadmaps.skill_map import read_skill_map

AGREED_MINUTES, REVIEW_MINUTES, LEAST_LEFT = 30, 60, 30
MOST_AGREED, MOST_ROADMAPS, MOST_STEPS = 3, 5, 24
CALLED_OFF = (BookingState.CANCELLED, BookingState.DECLINED, BookingState.EXPIRED)


def open_items(learner: Any) -> QuerySet[ActionItem]:
    """What was agreed in sessions and is still to do, the most urgent first.

    The learner, or an expression for their primary key.
    """
    mine = ActionItem.objects.filter(learner=learner, done_at=None).exclude(booking__state__in=CALLED_OFF)
    return mine.order_by("due_on", "booking", "place")


def read_work(learner: User, *, week: date, minutes: int, now: datetime) -> list[Work]:
    """So much as fills these minutes, if there is so much: first what was agreed in sessions and is due by
    then, then what was begun or needs another look, then the steps for the largest gaps of the skill map,
    then the steps that are ready, as “do this next” would name them one after the other.
    """
    found: dict[tuple[int | None, str], Work] = {}
    total = 0
    for work in _list_work(learner, week, now):
        if work.key and (work.roadmap_id, work.key) in found:
            continue
        found[work.roadmap_id, work.key or str(work.action_item_id)] = work
        total += work.minutes
        if total >= minutes:
            break
    return list(found.values())


def _list_work(learner: User, week: date, now: datetime) -> Iterator[Work]:
    due = Q(due_on=None) | Q(due_on__lt=week + timedelta(weeks=1))
    for item in open_items(learner).filter(due)[:MOST_AGREED]:
        yield Work(AGREED_MINUTES, action_item_id=item.pk, text=item.text)

    enrolments = Enrolment.objects.of(learner).with_edition().order_by("-pk")
    views = []
    for enrolment in enrolments[:MOST_ROADMAPS]:
        enrolment.learner = learner
        views.append(read_roadmap_view(enrolment.edition, enrolment))
    spent = _read_spent(learner)

    chains = [list(_chain(view, spent, now)) for view in views]
    for chain in chains:
        yield from (work for why, work in chain if why in (Why.BEGUN, Why.REVIEW))
    if views:
        for planned in read_skill_map(learner, now=now).plan:
            yield _work_on(views[0], planned.row.step.key, spent, hours=planned.hours)
    for chain in chains:
        yield from (work for why, work in chain if why not in (Why.BEGUN, Why.REVIEW))


def _chain(view: RoadmapView, spent: dict[tuple[int, str], int], now: datetime) -> Iterator[tuple[Why, Work]]:
    """The next steps of a roadmap one after the other, as if each were done."""
    marks = dict(view.marks)
    for _number in range(MOST_STEPS):
        choice = choose_step(view.steps, view.contents.needs, marks, view.track, view.chosen)
        if choice is None:
            return
        if choice.why == Why.REVIEW:
            yield choice.why, Work(REVIEW_MINUTES, view.edition.roadmap_id, choice.key)
        else:
            yield choice.why, _work_on(view, choice.key, spent)
        marks[choice.key] = Mark(StepStatus.DONE, now)


def _work_on(
    view: RoadmapView, key: str, spent: dict[tuple[int, str], int], *, hours: int | None = None
) -> Work:
    """What a step still takes: its hours without what was logged, but not less than half an hour."""
    roadmap_id = view.edition.roadmap_id
    left = max(LEAST_LEFT, view.by_key[key].hours * 60 - spent.get((roadmap_id, key), 0))
    return Work(min(left, hours * 60) if hours else left, roadmap_id, key)


def _read_spent(learner: User) -> dict[tuple[int, str], int]:
    rows = StudyEntry.objects.of(learner).exclude(key="").exclude(roadmap=None)
    sums = rows.values_list("roadmap_id", "key").annotate(total=Sum("minutes")).order_by()
    return {(roadmap_id, key): total for roadmap_id, key, total in sums if roadmap_id}
