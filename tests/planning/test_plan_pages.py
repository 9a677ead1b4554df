"""The page of a week, and what its forms do without a script."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from planning.choices import Cadence
from planning.models import LetterChoice, PlanBlock, WeekPlan
from planning.operations import add_block, propose_week
from planning.operations.blocks import BlockWish
from roadmaps.models import Enrolment, StudyEntry
from tests.mentoring.builders import a_booking, a_mentor, a_session_type

SignIn = Callable[[User], Client]
MONDAY = "2026-11-23"  # of the week of `now`
SITTING = {
    "about": "walking/middle",
    "weekday": "4",
    "routine": "evening",
    "place": "library",
    "minutes": "75",
}


def read(client: Client, path: str = "/plan/") -> str:
    return " ".join(client.get(path).content.decode().split())


def test_strangers_sign_in_first(client: Client, db: None) -> None:
    assert client.get("/plan/").headers["Location"].startswith("/accounts/login/")


def test_a_new_week_begins_with_a_proposal_that_one_press_makes(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    client = signed_in(learner)
    assert "Begin with a proposal" in read(client)
    answer = client.post(f"/plan/{MONDAY}/proposal/", {"source": "goal"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/plan/{MONDAY}/")  # Monday is over
    page = read(client)
    assert "Begin with a proposal" not in page
    assert "8 h planned, 0 h logged; the goal is 10 h." in page
    assert '<a class="list-title" href="/roadmaps/walking/steps/basics/"' in page


def test_a_sitting_is_added_changed_moved_logged_and_removed(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    client = signed_in(learner)
    assert client.post(f"/plan/{MONDAY}/", SITTING | {"weekday": "1"}).status_code == 303
    block = PlanBlock.objects.get()
    assert (block.key, block.weekday, block.minutes, block.place) == ("middle", 1, 75, "library")
    page = read(client)
    assert "Later this week" in page
    assert "In the evening" in page

    place = f"/plan/blocks/{block.pk}/"
    assert 'value="walking/middle" selected' in client.get(place).content.decode()
    client.post(place, SITTING | {"about": "", "text": "Read the paper", "weekday": "2"})
    block.refresh_from_db()
    assert (block.key, block.text, block.weekday) == ("", "Read the paper", 2)

    client.post(f"{place}any-day/")
    block.refresh_from_db()
    assert block.weekday is None

    assert client.post(f"{place}log/", {"dashboard": "yes"}).headers["Location"] == "/dashboard/"
    assert StudyEntry.objects.get().minutes == 75

    assert "Remove this sitting?" in client.get(f"{place}removal/").content.decode()
    client.post(f"{place}removal/")
    assert not PlanBlock.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"minutes": "1e3"}, "Enter a whole number"),
        ({"about": "walking/nowhere"}, "Select a valid choice"),
        ({"about": "item:1"}, "Select a valid choice"),
        ({"weekday": "9"}, "Select a valid choice"),
        ({"about": "", "text": "\u200b"}, "Write at least one letter"),
    ],
)
def test_what_was_typed_stays_beside_what_is_wrong(
    signed_in: SignIn, enrolment: Enrolment, now: datetime, change: dict[str, str], words: str
) -> None:
    answer = signed_in(enrolment.learner).post(f"/plan/{MONDAY}/", SITTING | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="library"' in page
    assert not WeekPlan.objects.exists()


def test_a_session_that_is_booked_stands_in_its_day(
    signed_in: SignIn, learner: User, mentor_user: User, now: datetime
) -> None:
    booking = a_booking(a_session_type(a_mentor(mentor_user)), learner, now + timedelta(days=1), now=now)
    page = read(signed_in(learner))
    assert f'href="{booking.get_absolute_url()}"' in page
    assert f"<bdi>{mentor_user}</bdi>" in page


def test_a_rest_asks_for_nothing(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    client = signed_in(learner)
    answer = client.post(f"/study/weeks/{MONDAY}/rest/", {"back": f"/plan/{MONDAY}/"})
    assert answer.headers["Location"] == f"/plan/{MONDAY}/"
    page = read(client)
    assert "A week of rest. It asks for nothing." in page
    assert "Study after all" in page


def test_the_plan_is_copied_and_cleared(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    client = signed_in(learner)
    client.post(f"/plan/{MONDAY}/", SITTING)
    client.post("/plan/2026-11-30/proposal/", {"source": "last_plan"})
    assert "library" in read(client, "/plan/2026-11-30/")
    assert "What you logged stays" in read(client, f"/plan/{MONDAY}/clearing/")
    client.post(f"/plan/{MONDAY}/clearing/")
    assert [block.plan.week.isoformat() for block in PlanBlock.objects.all()] == ["2026-11-30"]


def test_a_look_back_is_kept_for_oneself(signed_in: SignIn, learner: User, now: datetime) -> None:
    client = signed_in(learner)
    client.post(f"/plan/{MONDAY}/", SITTING | {"about": ""})
    client.post(f"/plan/{MONDAY}/note/", {"note": "Thursdays are too full."})
    assert "Thursdays are too full." in read(client)
    answer = client.post(f"/plan/{MONDAY}/note/", {"note": "x" * 501})
    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()


def test_past_weeks_are_shown_and_offer_no_change(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    add_block(learner=learner, week=now.date(), wish=BlockWish(minutes=60, text="Paper"), now=now)
    with time_machine.travel(now + timedelta(weeks=1)):
        page = read(signed_in(learner), f"/plan/{MONDAY}/")
    assert "Paper" in page
    assert "Plan a sitting" not in page
    assert "Clear the plan" not in page


@pytest.mark.parametrize("day", ["today", "2026-13-01", "1999-12-31", "9999-12-31", "2026-W48", "0001-01-01"])
def test_what_is_no_day_is_not_there(signed_in: SignIn, learner: User, day: str) -> None:
    client = signed_in(learner)
    assert client.get(f"/plan/{day}/").status_code == 404
    assert client.post(f"/plan/{day}/proposal/", {"source": "goal"}).status_code == 404


def test_how_often_the_letter_comes_is_chosen_here(signed_in: SignIn, learner: User, now: datetime) -> None:
    client = signed_in(learner)
    assert client.post("/plan/letter/", {"cadence": "monthly"}).status_code == 303
    assert LetterChoice.objects.get().cadence == Cadence.MONTHLY
    client.post("/plan/letter/", {"cadence": "hourly"})
    assert LetterChoice.objects.get().cadence == Cadence.MONTHLY


def test_the_dashboard_has_todays_plan(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    propose_week(learner=learner, week=now.date(), now=now)
    page = read(signed_in(learner), "/dashboard/")
    assert "Planned for today" in page
    assert '<a class="list-title" href="/roadmaps/walking/steps/basics/"' in page
    assert "more planned for this week." in page


def test_the_page_costs_the_same_however_much_is_planned(
    signed_in: SignIn,
    learner: User,
    enrolment: Enrolment,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(learner)
    client.get("/plan/")
    for _number in range(20):
        client.post(f"/plan/{MONDAY}/", SITTING)
    with django_assert_max_num_queries(11):
        client.get("/plan/")
