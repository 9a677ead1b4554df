"""Planning a week: proposed, repeated, sitting by sitting; and logging what happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.operations import update_profile
from core.clock import week_of
from core.refusals import Refusal
from mentoring.models import ActionItem
from planning.models import MOST_BLOCKS, PlanBlock, WeekPlan
from planning.operations import (
    AlreadyHappened,
    DayHasNotCome,
    NoSuchActionItem,
    NothingToPlan,
    NothingToRepeat,
    PlanExists,
    PlanIsFull,
    RestIsPlanned,
    TooFarAhead,
    WeekHasPassed,
    add_block,
    change_block,
    clear_week,
    log_block,
    propose_week,
    remove_block,
    repeat_week,
    write_note,
)
from planning.operations.blocks import BlockWish, wish_for
from planning.week_view import read_week
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap, StudyEntry
from roadmaps.operations import NoSuchStep, log_study, mark_step, plan_rest
from tests.mentoring.builders import a_booking, a_mentor, a_session_type
from tests.races import at_once

WEEK = timedelta(weeks=1)
MONDAY = 1


def plan(learner: User, now: datetime, minutes: int = 60, **wish: object) -> PlanBlock:
    wish_ = BlockWish(minutes=minutes, **wish)  # type: ignore[arg-type]
    return add_block(learner=learner, week=now.date(), wish=wish_, now=now)


def sittings(learner: User) -> list[tuple[int | None, int, str]]:
    blocks = PlanBlock.objects.of(learner).order_by("plan__week").in_order()
    return [(block.weekday, block.minutes, block.key) for block in blocks]


def test_a_proposal_has_the_hours_of_the_goal_and_the_next_true_steps(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    propose_week(learner=learner, week=now.date() + WEEK, now=now)
    planned = sittings(learner)
    assert sum(minutes for _day, minutes, _key in planned) == 600
    assert {key for _day, _minutes, key in planned} == {"basics"}


def test_what_is_logged_about_a_step_shortens_it_and_the_one_after_comes_into_the_plan(
    enrolment: Enrolment, learner: User, roadmap: Roadmap, now: datetime
) -> None:
    log_study(
        learner=learner, minutes=420, studied_on=now.date() - WEEK, roadmap=roadmap, key="basics", now=now
    )
    propose_week(learner=learner, week=now.date() + WEEK, now=now)
    hours = {key: 0 for _day, _minutes, key in sittings(learner)}
    for _day, minutes, key in sittings(learner):
        hours[key] += minutes
    assert hours == {"basics": 180, "middle": 420}


def test_what_was_begun_comes_before_what_is_ready(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="summit", to=StepStatus.IN_PROGRESS, by=learner, now=now)
    propose_week(learner=learner, week=now.date() + WEEK, now=now)
    assert sittings(learner)[0][2] == "summit"


def test_what_was_agreed_in_a_session_comes_first_and_links_to_it(
    enrolment: Enrolment, learner: User, mentor_user: User, now: datetime
) -> None:
    booking = a_booking(a_session_type(a_mentor(mentor_user)), learner, now=now)
    item = ActionItem.objects.create(learner=learner, booking=booking, place=1, text="Write the README")
    propose_week(learner=learner, week=now.date() + WEEK, now=now)
    first = PlanBlock.objects.of(learner).in_order().first()
    assert first
    assert (first.action_item, first.text, first.minutes) == (item, "Write the README", 30)


def test_in_a_week_that_runs_only_the_days_to_come_are_planned_and_only_what_the_goal_lacks(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    """It is Tuesday; two hours are logged."""
    log_study(learner=learner, minutes=120, studied_on=now.date(), now=now)
    propose_week(learner=learner, week=now.date(), now=now)
    planned = sittings(learner)
    assert all(day and day >= 2 for day, _minutes, _key in planned)
    assert sum(minutes for _day, minutes, _key in planned) == 480


def test_the_times_are_those_on_which_somebody_really_studies(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    for weeks in range(1, 5):
        on = week_of(now.date(), MONDAY) - weeks * WEEK
        log_study(learner=learner, minutes=90, studied_on=on, now=now)
        log_study(learner=learner, minutes=150, studied_on=on + timedelta(days=5), now=now)
    propose_week(learner=learner, week=now.date() + WEEK, now=now)
    days = [(day, minutes) for day, minutes, _key in sittings(learner)]
    assert days[:2] == [(1, 90), (6, 150)]
    assert all(day is None for day, _minutes in days[2:])


def test_a_week_of_rest_and_a_reached_goal_are_left_in_peace(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    plan_rest(learner=learner, week=now.date() + WEEK, now=now)
    with pytest.raises(RestIsPlanned):
        propose_week(learner=learner, week=now.date() + WEEK, now=now)
    log_study(learner=learner, minutes=600, studied_on=now.date(), now=now)
    with pytest.raises(NothingToPlan):
        propose_week(learner=learner, week=now.date(), now=now)
    assert not PlanBlock.objects.exists()


def test_a_plan_is_copied_to_the_next_week_and_what_is_finished_leaves_its_time_free(
    enrolment: Enrolment, learner: User, roadmap: Roadmap, now: datetime
) -> None:
    plan(learner, now, 90, weekday=2, routine="evening", place="library", roadmap=roadmap, key="basics")
    plan(learner, now, 60, weekday=4, roadmap=roadmap, key="middle")
    plan(learner, now, 30, text="Ask Mira")
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    copied = repeat_week(learner=learner, week=now.date() + WEEK, now=now)

    assert [
        (block.weekday, block.minutes, block.routine, block.place, block.key, block.text)
        for block in copied.blocks.in_order()
    ] == [
        (2, 90, "evening", "library", "", ""),
        (4, 60, "", "", "middle", ""),
        (None, 30, "", "", "", "Ask Mira"),
    ]


def test_a_week_that_is_planned_is_not_planned_over(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    plan(learner, now)
    for act in (propose_week, repeat_week):
        with pytest.raises(PlanExists):
            act(learner=learner, week=now.date(), now=now)
    clear_week(learner=learner, week=now.date(), now=now)
    with pytest.raises(NothingToRepeat):
        repeat_week(learner=learner, week=now.date(), now=now)


def test_past_weeks_stay_as_they_were_and_far_ones_wait(learner: User, now: datetime) -> None:
    block = plan(learner, now)
    later = now + WEEK
    attempts: list[Callable[[], object]] = [
        lambda: add_block(learner=learner, week=now.date(), wish=BlockWish(minutes=60), now=later),
        lambda: change_block(block=block, wish=BlockWish(minutes=30), now=later),
        lambda: remove_block(block=block, now=later),
        lambda: clear_week(learner=learner, week=now.date(), now=later),
        lambda: propose_week(learner=learner, week=now.date(), now=later),
        lambda: write_note(learner=learner, week=now.date() - WEEK, note="Never planned", now=later),
    ]
    for attempt in attempts:
        with pytest.raises(WeekHasPassed):
            attempt()
    with pytest.raises(TooFarAhead):
        add_block(learner=learner, week=now.date() + 9 * WEEK, wish=BlockWish(minutes=60), now=now)
    write_note(learner=learner, week=now.date(), note="Evenings held.", now=later)
    assert WeekPlan.objects.get().note == "Evenings held."


def test_the_week_is_the_one_where_the_learner_is(other_learner: User, now: datetime) -> None:
    """On Monday at two in the morning in London it is still Sunday in New York."""
    update_profile(user=other_learner, week_start="monday")
    early = (now - timedelta(days=1)).replace(hour=2)
    block = add_block(
        learner=other_learner, week=early.date() - timedelta(days=1), wish=BlockWish(minutes=60), now=early
    )
    assert block.plan.week == week_of(early.date() - timedelta(days=1), MONDAY)


def test_only_steps_that_can_be_seen_are_planned(learner: User, roadmap: Roadmap, now: datetime) -> None:
    for wish in ({"roadmap": roadmap, "key": "nowhere"}, {"key": "basics"}):
        with pytest.raises(NoSuchStep):
            plan(learner, now, **wish)


def test_what_others_agreed_is_not_planned(
    learner: User, other_learner: User, mentor_user: User, now: datetime
) -> None:
    booking = a_booking(a_session_type(a_mentor(mentor_user)), learner, now=now)
    item = ActionItem.objects.create(learner=learner, booking=booking, place=1, text="Mine")
    assert plan(learner, now, action_item=item.pk).text == "Mine"
    with pytest.raises(NoSuchActionItem):
        plan(other_learner, now, action_item=item.pk)


def test_a_week_has_at_most_thirty_sittings(learner: User, now: datetime) -> None:
    for _number in range(MOST_BLOCKS):
        plan(learner, now)
    with pytest.raises(PlanIsFull):
        plan(learner, now)


def test_a_sitting_is_logged_on_its_day_without_what_is_in_the_log_already(
    enrolment: Enrolment, learner: User, roadmap: Roadmap, now: datetime
) -> None:
    block = plan(learner, now, 90, weekday=1, roadmap=roadmap, key="basics")
    yesterday = now.date() - timedelta(days=1)
    log_study(learner=learner, minutes=30, studied_on=yesterday, roadmap=roadmap, key="basics", now=now)

    entry = log_block(block=block, now=now)

    assert (entry.minutes, entry.studied_on, entry.key) == (60, yesterday, "basics")
    assert [line.is_kept for line in read_week(learner, now.date(), now=now).lines] == [True]
    with pytest.raises(AlreadyHappened):
        log_block(block=block, now=now)


def test_a_day_that_has_not_come_is_not_logged_and_any_day_is_today(learner: User, now: datetime) -> None:
    with pytest.raises(DayHasNotCome):
        log_block(block=plan(learner, now, weekday=7), now=now)
    entry = log_block(block=plan(learner, now, text="Read the paper"), now=now)
    assert (entry.studied_on, entry.note) == (now.date(), "Read the paper")


def test_a_sitting_can_be_moved_and_what_was_logged_stays_when_it_goes(learner: User, now: datetime) -> None:
    block = plan(learner, now, weekday=1)
    log_block(block=block, now=now)
    assert change_block(block=block, wish=wish_for(block), now=now).weekday == 1
    change_block(block=block, wish=BlockWish(minutes=30), now=now)
    assert sittings(learner) == [(None, 30, "")]
    remove_block(block=block, now=now)
    assert StudyEntry.objects.get().minutes == 60


def test_what_came_on_top_of_the_plan_is_told_apart(learner: User, now: datetime) -> None:
    log_block(block=plan(learner, now, 30, weekday=2), now=now)
    log_study(learner=learner, minutes=45, studied_on=now.date(), now=now)
    view = read_week(learner, now.date(), now=now)
    assert (view.planned_minutes, view.study.total_minutes, view.besides_minutes) == (30, 75, 45)


@pytest.mark.parametrize("broken", [{"weekday": 8}, {"weekday": 0}, {"minutes": 4}, {"minutes": 721}])
def test_the_database_keeps_sittings_within_a_week(
    learner: User, now: datetime, broken: dict[str, int]
) -> None:
    block = plan(learner, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanBlock.objects.filter(pk=block.pk).update(**broken)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_log_a_sitting_once_and_plan_a_week_once(learner: User, now: datetime) -> None:
    block = plan(learner, now)
    answers = at_once(*[lambda: log_block(block=PlanBlock.objects.get(pk=block.pk), now=now)] * 3)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 2
    assert StudyEntry.objects.get().minutes == 60

    proposals = at_once(*[lambda: propose_week(learner=learner, week=now.date() + WEEK, now=now)] * 3)
    assert sum(isinstance(answer, PlanExists) for answer in proposals) == 2
