"""The letter at the start of a week: who gets it, when, once, and what it says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.operations import update_profile
from mailing.delivery import deliver_due
from mailing.models import Letter, LetterState
from notices.models import Channel, Notice
from notices.operations import choose_channels
from planning.choices import Cadence
from planning.models import WeekLetter
from planning.notice_kinds import WEEK_BEGINS
from planning.operations import add_block, choose_cadence, propose_week, tell_of_weeks
from planning.operations.blocks import BlockWish
from roadmaps.models import Enrolment
from roadmaps.operations import keep_past_goal, log_study, plan_rest
from tests.mailing.sink import Received, Sink
from tests.races import at_once

SignIn = Callable[[User], Client]
Send = Callable[[datetime], list[Received]]
WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # the one after `now`, at seven in London
FIRST_OF_MONTH = MONDAY + WEEK  # 7 December


@pytest.fixture
def planner(learner: User, now: datetime) -> User:
    """Lena, who has planned a sitting in the week of `now`."""
    add_block(learner=learner, week=now.date(), wish=BlockWish(minutes=60), now=now)
    return learner


@pytest.fixture
def send(smtp_sink: Sink) -> Send:
    """Tell and deliver at a time; what arrived."""

    def send_at(at: datetime) -> list[Received]:
        smtp_sink.received.clear()
        with time_machine.travel(at):
            tell_of_weeks(now=at)
            deliver_due(clock=lambda: at)
        return list(smtp_sink.received)

    return send_at


def kinds() -> list[str]:
    return list(WeekLetter.objects.order_by("week", "pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (MONDAY - timedelta(minutes=1), 0),
        (MONDAY, 1),
        (MONDAY + timedelta(hours=16, minutes=59), 1),
        (MONDAY + timedelta(hours=17), 0),
    ],
)
def test_it_is_owed_from_seven_on_monday_until_the_day_is_over(
    planner: User, at: datetime, told: int
) -> None:
    assert tell_of_weeks(now=at) == told


def test_monday_begins_where_somebody_lives(planner: User, other_learner: User, now: datetime) -> None:
    update_profile(user=other_learner, week_start="monday")
    add_block(learner=other_learner, week=now.date(), wish=BlockWish(minutes=60), now=now)
    assert tell_of_weeks(now=MONDAY) == 1
    assert tell_of_weeks(now=MONDAY + timedelta(hours=4, minutes=59)) == 0
    assert tell_of_weeks(now=MONDAY + timedelta(hours=5)) == 1
    due = dict(Letter.objects.values_list("recipient__display_name", "due_at"))
    assert due == {"Lena": MONDAY, "Luis": MONDAY + timedelta(hours=5)}


def test_it_comes_once_each_week_also_to_those_who_travel(planner: User) -> None:
    assert tell_of_weeks(now=MONDAY) == 1
    assert tell_of_weeks(now=MONDAY + timedelta(minutes=5)) == 0
    update_profile(user=planner, zone=ZoneInfo("America/New_York"), week_start="monday")
    assert tell_of_weeks(now=MONDAY + timedelta(hours=5)) == 0
    assert tell_of_weeks(now=MONDAY + WEEK + timedelta(hours=5)) == 1
    assert Letter.objects.count() == 2


def test_nobody_is_written_to_who_neither_planned_nor_set_a_goal(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    assert tell_of_weeks(now=MONDAY) == 0
    keep_past_goal(learner=learner, hours=10, now=now)  # as a change of the goal does
    assert tell_of_weeks(now=MONDAY) == 1


def test_those_who_are_gone_or_want_none_are_left_in_peace(planner: User, now: datetime) -> None:
    choose_cadence(learner=planner, cadence=Cadence.NEVER, now=now)
    assert tell_of_weeks(now=MONDAY) == 0
    choose_cadence(learner=planner, cadence=Cadence.WEEKLY, now=now)
    User.objects.filter(pk=planner.pk).update(is_active=False)
    assert tell_of_weeks(now=MONDAY) == 0


def test_monthly_is_the_first_monday_of_a_month(planner: User, send: Send, now: datetime) -> None:
    choose_cadence(learner=planner, cadence=Cadence.MONTHLY, now=now)
    log_study(learner=planner, minutes=90, studied_on=now.date(), now=now)
    assert send(MONDAY) == []
    [letter] = send(FIRST_OF_MONTH)
    assert "In the last four weeks you logged 1.5" in letter.text.replace("\n", " ")


def test_it_tells_what_happened_what_is_planned_and_one_next_step(
    enrolment: Enrolment, learner: User, send: Send, now: datetime
) -> None:
    log_study(learner=learner, minutes=90, studied_on=now.date(), now=now)
    propose_week(learner=learner, week=MONDAY.date(), now=now)
    [letter] = send(MONDAY)
    text = " ".join(letter.text.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "10 h planned" in letter.subject.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Last week you logged 1.5 h; your goal was 10 h.",
        "2 h: Basics",
        "Do this next",
        "/plan/2026-11-30/",
    ):
        assert words in text
    assert "List-Unsubscribe" in letter.mail
    assert [notice.kind for notice in Notice.objects.listed(MONDAY)] == [WEEK_BEGINS.name]


def test_a_planned_rest_is_a_rest(planner: User, send: Send, now: datetime) -> None:
    plan_rest(learner=planner, week=now.date(), now=now)
    plan_rest(learner=planner, week=MONDAY.date(), now=now)
    [letter] = send(MONDAY)
    text = " ".join(letter.text.split())
    assert "Last week you rested, as you had planned." in text
    assert "This week you rest. Nothing is asked of you." in text


def test_who_was_away_for_three_weeks_is_welcomed_once_then_left_alone_until_they_return(
    planner: User, send: Send, now: datetime
) -> None:
    """`now` is a Tuesday: the third Monday after it is twenty days later."""
    subjects = [letter.subject for week in range(8) for letter in send(MONDAY + week * WEEK)]
    assert kinds() == ["week", "week", "week", "welcome_back"]
    assert subjects[-1] == "Welcome back when you like"
    assert len(subjects) == 4

    back = MONDAY + 8 * WEEK
    log_study(learner=planner, minutes=15, studied_on=back.date(), now=back)
    assert [letter.subject[:9] for letter in send(back + WEEK)] == ["Your week"]
    for week in range(2, 9):
        send(back + week * WEEK)
    assert kinds()[4:] == ["week", "week", "week", "welcome_back"]


def test_it_can_be_switched_off_by_mail_and_stays_in_the_list(planner: User, now: datetime) -> None:
    choose_channels(person=planner, choices={WEEK_BEGINS: {Channel.MAIL: False}}, now=now)
    assert tell_of_weeks(now=MONDAY) == 1
    assert not Letter.objects.exists()
    assert Notice.objects.listed(MONDAY).count() == 1


def test_one_that_waits_is_not_sent_to_whoever_chooses_never(
    planner: User, send: Send, now: datetime
) -> None:
    with time_machine.travel(MONDAY):
        tell_of_weeks(now=MONDAY)
        choose_cadence(learner=planner, cadence=Cadence.NEVER, now=MONDAY)
    assert send(MONDAY + timedelta(minutes=1)) == []


def test_a_letter_that_was_held_up_for_a_week_is_not_sent(planner: User, send: Send) -> None:
    tell_of_weeks(now=MONDAY)
    assert [letter.subject for letter in send(MONDAY + WEEK)] == ["Your week from 7 Dec"]
    assert Letter.objects.filter(state=LetterState.DROPPED).count() == 1


def test_a_worker_that_dies_before_the_commit_has_told_nobody_and_the_next_one_does(planner: User) -> None:
    with transaction.atomic():
        assert tell_of_weeks(now=MONDAY) == 1
        transaction.set_rollback(True)
    assert [model.objects.count() for model in (WeekLetter, Letter, Notice)] == [0, 0, 0]
    assert tell_of_weeks(now=MONDAY) == 1


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_tell_each_person_once(planner: User) -> None:
    assert sorted(map(int, at_once(*[lambda: tell_of_weeks(now=MONDAY)] * 3))) == [0, 0, 1]  # type: ignore[arg-type]
    assert Letter.objects.count() == WeekLetter.objects.count() == 1


def test_the_notice_leads_to_the_week(planner: User, signed_in: SignIn) -> None:
    tell_of_weeks(now=MONDAY)
    with time_machine.travel(MONDAY):
        page = signed_in(planner).get("/notices/").content.decode()
    assert "The week of Mon 30 Nov begins" in page
    assert "/plan/2026-11-30/" in page
