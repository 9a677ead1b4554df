"""What a member sees first."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.clock import local_date
from core.formats import NBSP
from mentoring.free_times import find_next_free_starts
from mentoring.models import Mentor
from roadmaps.models import Roadmap
from roadmaps.operations import enrol, log_study
from roadmaps.tracks import SHARED
from tests.mentoring import builders as mentoring
from tests.roadmaps.builders import published, step

SignIn = Callable[[User], Client]


def test_strangers_are_sent_to_sign_in(client: Client, db: None) -> None:
    response = client.get("/dashboard/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_somebody_new_is_told_how_to_begin(signed_in: SignIn, learner: User) -> None:
    page = signed_in(learner).get("/dashboard/").content.decode()
    assert "Choose your road" in page
    assert "Where you are" not in page


def test_a_learner_sees_the_week_the_next_step_and_how_far_it_is(
    signed_in: SignIn, learner: User, road: Roadmap, now: datetime
) -> None:
    enrol(roadmap=road, learner=learner, track="from_ds", now=now)
    log_study(learner=learner, minutes=90, studied_on=local_date(now, learner.zone), now=now)
    page = signed_in(learner).get("/dashboard/").content.decode()
    assert f"1.5{NBSP}h" in page
    assert f"of 10{NBSP}h" in page
    assert f"8.5{NBSP}h to go until the end of Sun 29 Nov." in page
    assert "Gradient descent" in page
    assert f"0 of 22{NBSP}h" in page
    assert "Assuming that you reach your goal every week: about December 2026" in " ".join(page.split())


def test_somebody_on_two_roadmaps_sees_both(
    signed_in: SignIn, learner: User, road: Roadmap, now: datetime
) -> None:
    other = published(step("compass"), slug="sailing").roadmap
    for each in (road, other):
        enrol(roadmap=each, learner=learner, track=SHARED, now=now)

    page = signed_in(learner).get("/dashboard/").content.decode()

    for words in ("Gradient descent", "Compass", 'id="progress-sailing"', f'id="progress-{road.slug}"'):
        assert words in page
    assert page.count('id="next-title') == len({f"next-title{road.slug}", "next-titlesailing"})


def test_time_is_logged_by_one_press_and_the_page_comes_back(
    signed_in: SignIn, learner: User, road: Roadmap, now: datetime
) -> None:
    client = signed_in(learner)
    today = local_date(now, learner.zone)
    pressed = {"quick": "30", "studied_on": today.isoformat(), "back": "/dashboard/"}
    response = client.post("/study/", pressed)
    assert response.status_code == 303
    assert response.headers["Location"] == "/dashboard/"
    enrol(roadmap=road, learner=learner, track="from_ds", now=now)
    page = client.get("/dashboard/").content.decode()
    assert f"0.5{NBSP}h" in page
    assert f"30{NBSP}min" in page.partition("notices")[2].partition("<main")[0]


def test_the_next_sessions_are_there_for_both(
    signed_in: SignIn, learner: User, free_mentor: Mentor, now: datetime
) -> None:
    session_type = free_mentor.session_types.select_related("mentor__user").get()
    first = find_next_free_starts([session_type], now=now)[free_mentor.pk]
    mentoring.a_booking(session_type, learner, first + timedelta(days=1), now=now)
    assert f"with <bdi>{free_mentor}</bdi>" in signed_in(learner).get("/dashboard/").content.decode()
    assert f"with <bdi>{learner}</bdi>" in signed_in(free_mentor.user).get("/dashboard/").content.decode()


@pytest.mark.usefixtures("reading")
def test_the_page_costs_a_fixed_number_of_queries(
    signed_in: SignIn,
    learner: User,
    road: Roadmap,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    enrol(roadmap=road, learner=learner, track="from_ds", now=now)
    client = signed_in(learner)
    client.get("/dashboard/")
    with django_assert_max_num_queries(8):
        client.get("/dashboard/")


def test_who_was_away_for_three_weeks_is_welcomed_back_to_their_next_step(
    signed_in: SignIn, learner: User, road: Roadmap, now: datetime
) -> None:
    enrol(roadmap=road, learner=learner, track="from_ds", now=now - timedelta(weeks=21))
    browser = signed_in(learner)
    page = browser.get("/dashboard/").content.decode()
    assert "Welcome back" in page
    assert "Pick up at:" in page

    log_study(learner=learner, minutes=15, studied_on=now.date() - timedelta(days=20), now=now)
    assert "Welcome back" not in browser.get("/dashboard/").content.decode()
