"""Named weeks, time off and journeys by programs, under the rules of the pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from availability.models import Schedule, TimeOff, Travel
from availability.operations import ensure_default_schedule
from tests.mentoring.builders import a_mentor

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"
JSON = "application/json"


@pytest.fixture
def mira(mentor_user: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    ensure_default_schedule(user=mentor_user)
    return signed_in(mentor_user)


class TestNamedWeeks:
    def make(self, mira: Client, name: str = "Mocks") -> Any:
        return mira.post(f"{ME}/schedules/", {"name": name}, JSON)

    def test_one_is_added_filled_made_the_default_and_removed(self, mira: Client) -> None:
        made = self.make(mira)
        assert (made.status_code, made.json()["is_default"]) == (201, False)
        url = made["Location"]
        week = {"zone": "Asia/Tokyo", "weekly_hours": [{"weekday": 2, "start": "22:00", "end": "01:00"}]}
        changed = mira.patch(url, {"hours": week, "is_default": True, "name": "In Tokyo"}, JSON).json()
        assert (changed["name"], changed["zone"], changed["is_default"]) == ("In Tokyo", "Asia/Tokyo", True)
        assert changed["weekly_hours"] == week["weekly_hours"]
        assert mira.delete(url).json()["code"] == "default_stays"
        [other] = [each for each in mira.get(f"{ME}/schedules/").json()["results"] if not each["is_default"]]
        assert mira.delete(f"{ME}/schedules/{other['id']}/").status_code == 204
        assert Schedule.objects.count() == 1

    def test_a_name_is_taken_once(self, mira: Client) -> None:
        self.make(mira)
        assert self.make(mira).json()["code"] == "name_taken"

    def test_a_bad_week_changes_nothing(self, mira: Client) -> None:
        url = self.make(mira)["Location"]
        bad = {"name": "Other", "hours": {"zone": "Nowhere", "weekly_hours": []}}
        assert mira.patch(url, bad, JSON).status_code == 400
        assert mira.get(url).json()["name"] == "Mocks"

    def test_a_strangers_is_not_found(self, mira: Client, learner: User) -> None:
        theirs = ensure_default_schedule(user=learner)
        assert mira.get(f"{ME}/schedules/{theirs.pk}/").status_code == 404


class TestAway:
    def test_days_are_taken_off_with_somebody_who_stands_in(self, mira: Client, other_learner: User) -> None:
        a_mentor(other_learner)
        off = {
            "first_on": "2026-12-01",
            "last_on": "2026-12-05",
            "reason": "Skiing",
            "public_note": "Back soon.",
            "stand_in": "luis",
        }
        made = mira.post(f"{ME}/time-off/", off, JSON)
        assert (made.status_code, made.json()["stand_in"]) == (201, "luis")
        assert mira.get(f"{ME}/time-off/", {"since": "2026-12-06"}).json()["results"] == []
        assert mira.delete(made["Location"]).status_code == 204
        assert not TimeOff.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"last_on": "2026-11-01"}, "last_on"),
            ({"first_on": "soon"}, "first_on"),
            ({"stand_in": "nobody"}, "stand_in"),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_field(
        self, mira: Client, wrong: dict[str, str], field: str
    ) -> None:
        off = {"first_on": "2026-12-01", "last_on": "2026-12-05"} | wrong
        answer = mira.post(f"{ME}/time-off/", off, JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    def test_a_journey_is_planned_once_for_a_date(self, mira: Client) -> None:
        trip = {"first_on": "2026-12-01", "last_on": "2026-12-05", "zone": "Asia/Tokyo"}
        made = mira.post(f"{ME}/travel/", trip, JSON)
        assert (made.status_code, made.json()["zone"]) == (201, "Asia/Tokyo")
        assert mira.post(f"{ME}/travel/", trip, JSON).json()["code"] == "already_away"
        assert mira.delete(made["Location"]).status_code == 204
        assert not Travel.objects.exists()

    def test_who_is_no_mentor_has_nothing_to_be_away_from(
        self, signed_in: Callable[[User], Client], learner: User
    ) -> None:
        off = {"first_on": "2026-12-01", "last_on": "2026-12-05"}
        assert signed_in(learner).post(f"{ME}/time-off/", off, JSON).status_code == 404
