"""The API of plans does what the pages do."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from accounts.models import User
from planning.models import PlanBlock
from roadmaps.models import Enrolment, StudyEntry

SignIn = Callable[[User], Client]
API = "/api/v1"
JSON = "application/json"
WEEK = f"{API}/me/plans/2026-11-26/"


def test_a_week_is_proposed_read_and_cleared(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    client = signed_in(learner)
    made = client.post(f"{WEEK}proposal/", {"made_from": "goal"}, content_type=JSON)
    assert made.status_code == 201
    assert made.headers["Location"] == f"{API}/me/plans/2026-11-23/"
    plan = client.get(made.headers["Location"]).json()
    assert plan == made.json()
    assert (plan["week"], plan["planned_minutes"], plan["goal_minutes"]) == ("2026-11-23", 480, 600)
    assert [day["on"] for day in plan["days"]][::6] == ["2026-11-23", "2026-11-29"]
    first = plan["days"][1]["sittings"][0]
    assert (first["title"], first["block"]["roadmap"], first["kept_minutes"]) == ("Basics", "walking", 0)

    again = client.post(f"{WEEK}proposal/", {"made_from": "goal"}, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "plan_exists")
    assert client.patch(WEEK, {"note": "Fine"}, content_type=JSON).json()["note"] == "Fine"
    assert client.delete(WEEK).status_code == 204
    assert client.get(WEEK).json()["planned_minutes"] == 0


def test_sittings_are_made_changed_logged_and_removed(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    client = signed_in(learner)
    wish = {"week": "2026-11-24", "minutes": 45, "roadmap": "walking", "key": "basics", "routine": "midday"}
    made = client.post(f"{API}/plan-blocks/", wish, content_type=JSON)
    assert made.status_code == 201
    assert made.json()["week"] == "2026-11-23"
    place = made.headers["Location"]
    changed = client.patch(place, {"weekday": 2}, content_type=JSON).json()
    assert (changed["weekday"], changed["key"], changed["minutes"]) == (2, "basics", 45)
    assert client.patch(place, {"weekday": 8}, content_type=JSON).status_code == 400
    assert client.patch(place, {"key": "nowhere"}, content_type=JSON).json()["code"] == "no_such_step"

    logged = client.post(f"{place}log/")
    assert (logged.status_code, logged.json()["minutes"]) == (201, 45)
    assert client.post(f"{place}log/").json()["code"] == "already_happened"
    assert StudyEntry.objects.count() == 1
    assert client.delete(place).status_code == 204


def test_lists_are_of_ones_own_and_can_be_narrowed(
    signed_in: SignIn, learner: User, other_learner: User, now: datetime
) -> None:
    client = signed_in(learner)
    for week in ("2026-11-24", "2026-12-02"):
        client.post(f"{API}/plan-blocks/", {"week": week, "minutes": 60}, content_type=JSON)
    listed = client.get(f"{API}/plan-blocks/?since=2026-11-30&order=-week").json()["results"]
    assert [block["week"] for block in listed] == ["2026-11-30"]
    stranger = signed_in(other_learner)
    assert stranger.get(f"{API}/plan-blocks/").json()["results"] == []
    block = PlanBlock.objects.earliest("pk")
    for method in (stranger.get, stranger.patch, stranger.delete):
        assert method(f"{API}/plan-blocks/{block.pk}/").status_code == 404
    assert stranger.post(f"{API}/plan-blocks/{block.pk}/log/").status_code == 404


def test_the_letter_comes_weekly_until_another_choice(
    signed_in: SignIn, learner: User, now: datetime
) -> None:
    client, place = signed_in(learner), f"{API}/me/plan-letter/"
    assert client.get(place).json() == {"cadence": "weekly"}
    assert client.put(place, {"cadence": "never"}, content_type=JSON).json() == {"cadence": "never"}
    assert client.put(place, {"cadence": "daily"}, content_type=JSON).status_code == 400
    assert client.get(place).json() == {"cadence": "never"}
