"""The API: the same acts, the same refusals, nobody else's progress."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import log_study, mark_step
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

API = "/api/v1"
MARK = f"{API}/enrolments/walking/steps/basics/status/"


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def send(browser: Client, method: str, url: str, data: object = None) -> Any:
    return getattr(browser, method)(url, data or {}, content_type="application/json")


def test_strangers_read_roadmaps(client: Client, roadmap: Roadmap) -> None:
    listed = client.get(f"{API}/roadmaps/").json()["results"][0]

    assert (listed["slug"], listed["edition"]["number"], listed["shared_hours"]) == ("walking", 1, 100)
    assert [track["hours"] for track in listed["tracks"]] == [100, 105]


def test_a_whole_roadmap_has_its_steps(client: Client, roadmap: Roadmap) -> None:
    whole = client.get(f"{API}/roadmaps/walking/").json()

    steps = whole["stages"][0]["milestones"][0]["steps"]
    assert [step["key"] for step in steps] == ["basics", "middle", "bridge", "extra", "summit"]
    assert whole["stages"][0]["gates"][0]["months"] == 12
    assert steps[1]["prerequisites"] == ["basics"]


def test_the_official_roadmap_costs_few_queries(
    client: Client, official_roadmap: Roadmap, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):
        client.get(f"{API}/roadmaps/ml-engineer/")


def test_enrols_and_refuses_a_second_time(browser: Client, roadmap: Roadmap) -> None:
    data = {"roadmap": "walking", "track": "from_ds"}

    first, second = (send(browser, "post", f"{API}/enrolments/", data) for _ in range(2))

    assert (first.status_code, first.json()["progress"]["hours_total"]) == (201, 100)
    assert (second.status_code, second.json()["code"]) == (409, "already_enrolled")


def test_marks_and_undoes(browser: Client, enrolment: Enrolment) -> None:
    event = send(browser, "put", MARK, {"status": "done"}).json()
    undone = send(browser, "post", f"{API}/enrolments/walking/events/{event['id']}/undo/")

    assert (event["from_status"], event["to_status"], event["by"]) == ("pending", "done", "lena")
    assert (undone.status_code, undone.json()["undoes"]) == (201, event["id"])
    events = browser.get(f"{API}/enrolments/walking/events/").json()["results"]
    assert [one["to_status"] for one in events] == ["pending", "done"]


def test_a_stale_mark_is_refused_with_what_is(
    browser: Client, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    answer = send(browser, "put", MARK, {"status": "skipped", "seen": "pending"})

    assert (answer.status_code, answer.json()["code"]) == (409, "marked_meanwhile")
    assert answer.json()["data"] == {"status": "done"}


def test_progress_next_step_and_standings_agree_with_the_pages(
    browser: Client, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    assert browser.get(f"{API}/enrolments/walking/progress/").json()["percent_hours"] == 10
    assert browser.get(f"{API}/enrolments/walking/next-step/").json()["key"] == "middle"
    assert browser.get(f"{API}/enrolments/walking/steps/").json()[0]["status"] == "done"


def test_changes_the_track(browser: Client, enrolment: Enrolment) -> None:
    answer = send(browser, "patch", f"{API}/enrolments/walking/", {"track": "from_swe"})

    assert answer.json()["progress"]["hours_total"] == 105


@pytest.mark.parametrize("data", [{}, {"status": "finished"}, {"status": ["done"]}, {"status": None}])
def test_refuses_what_is_no_status(browser: Client, enrolment: Enrolment, data: dict[str, object]) -> None:
    assert send(browser, "put", MARK, data).status_code == 400


def test_a_step_of_another_roadmap_is_not_found(browser: Client, enrolment: Enrolment) -> None:
    url = f"{API}/enrolments/walking/steps/elsewhere/status/"

    assert send(browser, "put", url, {"status": "done"}).status_code == 404


def test_somebody_elses_enrolment_is_not_found(
    signed_in: SignIn, other_learner: User, enrolment: Enrolment
) -> None:
    stranger = signed_in(other_learner)

    assert send(stranger, "put", MARK, {"status": "done"}).status_code == 404
    assert stranger.get(f"{API}/enrolments/").json()["results"] == []
    assert stranger.get(f"{API}/enrolments/walking/progress/").status_code == 404


def test_without_signing_in_nothing_of_ones_own(client: Client, enrolment: Enrolment) -> None:
    assert client.get(f"{API}/enrolments/").status_code in (401, 403)
    assert client.get(f"{API}/study-entries/").status_code in (401, 403)


def test_study_entries_are_logged_listed_changed_and_removed(
    browser: Client, enrolment: Enrolment, now: datetime
) -> None:
    with time_machine.travel(now, tick=False):
        data = {"minutes": 40, "studied_on": "2026-11-24", "roadmap": "walking", "key": "middle"}
        made = send(browser, "post", f"{API}/study-entries/", data)
        url = f"{API}/study-entries/{made.json()['id']}/"

        assert made.status_code == 201
        assert (
            len(browser.get(f"{API}/study-entries/?since=2026-11-24&roadmap=walking").json()["results"]) == 1
        )
        assert browser.get(f"{API}/study-entries/?until=2026-11-23").json()["results"] == []
        assert send(browser, "patch", url, {"minutes": 50}).json()["minutes"] == 50
        assert browser.delete(url).status_code == 204


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"minutes": -5}, 400),
        ({"minutes": 10**12}, 400),
        ({"minutes": 1.5}, 400),
        ({"studied_on": "2026-11-25"}, 409),
        ({"studied_on": "yesterday"}, 400),
        ({"roadmap": "walking", "key": "elsewhere"}, 409),
        ({"key": "basics"}, 409),
        ({"roadmap": "nowhere"}, 400),
    ],
)
def test_refuses_impossible_entries(
    browser: Client, roadmap: Roadmap, now: datetime, data: dict[str, object], status: str
) -> None:
    with time_machine.travel(now, tick=False):
        answer = send(
            browser, "post", f"{API}/study-entries/", {"minutes": 5, "studied_on": "2026-11-24", **data}
        )

    assert answer.status_code == status


def test_entries_older_than_fourteen_days_stay(browser: Client, learner: User, now: datetime) -> None:
    entry = log_study(learner=learner, minutes=5, studied_on=now.date(), now=now)

    with time_machine.travel(now + timedelta(days=15)):
        assert browser.delete(f"{API}/study-entries/{entry.pk}/").json()["code"] == "too_late_to_change"


def test_a_gate_is_begun_and_passed(browser: Client, enrolment: Enrolment, now: datetime) -> None:
    url = f"{API}/enrolments/walking/gates/year/"
    with time_machine.travel(now, tick=False):
        begun = send(browser, "put", url, {"begun_on": "2025-01-10", "passed_on": None})
        too_soon = send(browser, "put", url, {"begun_on": "2025-01-10", "passed_on": "2026-01-09"})

        assert begun.json() == {"key": "year", "begun_on": "2025-01-10", "passed_on": None}
        assert (too_soon.status_code, too_soon.json()["data"]) == (409, {"earliest": "2026-01-10"})
        assert browser.get(f"{API}/enrolments/walking/gates/").json() == [begun.json()]


@pytest.mark.parametrize("data", [{}, {"begun_on": "soon"}, {"begun_on": ["2025-01-10"]}])
def test_refuses_what_is_no_date_of_a_gate(
    browser: Client, enrolment: Enrolment, data: dict[str, object]
) -> None:
    assert send(browser, "put", f"{API}/enrolments/walking/gates/year/", data).status_code == 400


def test_a_gate_that_does_not_exist_is_not_found(browser: Client, enrolment: Enrolment) -> None:
    data = {"begun_on": "2025-01-10"}

    assert send(browser, "put", f"{API}/enrolments/walking/gates/none/", data).status_code == 404


def test_a_learner_reads_the_edition_they_follow_and_any_other_by_its_number(
    browser: Client, client: Client, enrolment: Enrolment
) -> None:
    published(step("renamed"))

    assert browser.get(f"{API}/roadmaps/walking/").json()["edition"]["number"] == 1
    assert client.get(f"{API}/roadmaps/walking/").json()["edition"]["number"] == 2
    assert browser.get(f"{API}/roadmaps/walking/editions/2/").json()["step_count"] == 1
    assert browser.get(f"{API}/roadmaps/walking/editions/3/").status_code == 404


def test_a_track_that_the_edition_does_not_have_is_refused(browser: Client, enrolment: Enrolment) -> None:
    answer = send(browser, "patch", f"{API}/enrolments/walking/", {"track": "from_mars"})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_track")


def test_a_status_that_there_is_not_is_refused(client: Client, enrolment: Enrolment) -> None:
    client.force_login(enrolment.learner)
    answer = client.get(f"/api/v1/enrolments/{enrolment.roadmap.slug}/events/?to_status=flown")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["to_status"])
