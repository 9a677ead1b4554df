"""One's own pace: whole weeks since one began, and nothing else."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from roadmaps.models import Enrolment
from roadmaps.operations import DayIsFull, change_study, log_study
from roadmaps.pace import Pace, count_pace, whole_weeks
from roadmaps.study_weeks import StudyHistory, StudyWeek, read_history
from tests.conftest import SignIn

MONDAY = date(2026, 11, 23)
TODAY = date(2026, 11, 24)


def week(weeks_ago: int, minutes: int) -> StudyWeek:
    first = MONDAY - timedelta(weeks=weeks_ago)
    days = {first + timedelta(days=at): minutes if at == 0 else 0 for at in range(7)}
    return StudyWeek(days, goal_minutes=600, today=TODAY)


def log(learner: User, now: datetime, minutes: int, studied_on: date) -> None:
    log_study(learner=learner, minutes=minutes, studied_on=studied_on, now=now)


def test_the_running_week_and_those_before_one_began_do_not_count() -> None:
    weeks = [week(ago, minutes) for ago, minutes in ((4, 0), (3, 0), (2, 600), (1, 600), (0, 600))]

    for followed_since in (None, TODAY, MONDAY - timedelta(weeks=2, days=3)):
        whole = whole_weeks(weeks, followed_since=followed_since, today=TODAY)

        assert [one.first_day for one in whole] == [MONDAY - timedelta(weeks=2), MONDAY - timedelta(weeks=1)]


def test_nobody_who_has_not_begun_has_a_pace() -> None:
    assert whole_weeks([week(1, 0)], followed_since=None, today=TODAY) == []
    assert count_pace([]) is None


def test_five_perfect_weeks_are_a_pace_of_ten_hours() -> None:
    assert count_pace([week(ago, 600) for ago in (5, 4, 3, 2, 1)]) == Pace(5, 600, 600, 600)


def test_weeks_off_count_as_no_time() -> None:
    pace = count_pace([week(ago, minutes) for ago, minutes in ((5, 0), (4, 300), (3, 0), (2, 600), (1, 0))])

    assert pace == Pace(5, 0, 0, 300)


def test_only_the_last_eight_weeks_count() -> None:
    pace = count_pace([week(ago, 0 if ago > 8 else 120) for ago in range(20, 0, -1)])

    assert pace == Pace(8, 120, 120, 120)


def test_the_log_page_tells_a_typical_week(signed_in: SignIn, learner: User, now: datetime) -> None:
    browser = signed_in(learner)
    log(learner, now, 60, TODAY)
    assert "After your first whole week" in browser.get("/study/").content.decode()

    for ago in range(1, 6):
        log(learner, now, 600, MONDAY - timedelta(weeks=ago))

    page = " ".join(browser.get("/study/").content.decode().split())
    assert "Half of your last 5 whole weeks had 10 h of study or more." in page


def test_coming_back_is_counted_and_going_on_is_not(learner: User, now: datetime) -> None:
    for ago in (9, 8, 5, 4, 0):
        log(learner, now, 30, MONDAY - timedelta(weeks=ago))

    history = read_history(learner)

    assert (history.returns, history.first_on, history.last_on) == (2, MONDAY - timedelta(weeks=9), MONDAY)


def test_who_never_studied_has_no_history(learner: User) -> None:
    assert read_history(learner) == StudyHistory(None, None, ())


def test_a_day_has_24_hours_with_what_is_logged_already(learner: User, now: datetime) -> None:
    log(learner, now, 1000, TODAY)

    with pytest.raises(DayIsFull, match="16") as refusal:
        log(learner, now, 441, TODAY)
    assert refusal.value.data == {"logged": 1000}
    log(learner, now, 440, TODAY)
    log(learner, now, 1440, TODAY - timedelta(days=1))


def test_a_correction_counts_the_entry_itself_once(learner: User, now: datetime) -> None:
    entry = log_study(learner=learner, minutes=1000, studied_on=TODAY, now=now)

    change_study(entry=entry, minutes=1440, studied_on=TODAY, note="", now=now)

    other = log_study(learner=learner, minutes=1000, studied_on=TODAY - timedelta(days=1), now=now)
    with pytest.raises(DayIsFull):
        change_study(entry=other, minutes=1000, studied_on=TODAY, note="", now=now)


def test_an_entry_of_tomorrow_after_a_move_west_stays_visible_and_can_be_corrected(
    signed_in: SignIn, enrolment: Enrolment, learner: User
) -> None:
    sunday_in_london = datetime.fromisoformat("2026-11-22T23:30:00+00:00")
    learner.zone = "Pacific/Auckland"  # it is Monday there
    learner.save()
    entry = log_study(learner=learner, minutes=45, studied_on=MONDAY, now=sunday_in_london)
    learner.zone = "America/Los_Angeles"
    learner.save()

    change_study(entry=entry, minutes=50, studied_on=MONDAY, note="moved", now=sunday_in_london)

    with time_machine.travel(sunday_in_london, tick=False):
        page = signed_in(learner).get("/study/").content.decode()
    assert "moved" in page
