"""One's own hours by programs, under the rules of the pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from availability.models import DateOverride, WeeklyHours
from availability.operations import ensure_default_schedule

pytestmark = pytest.mark.django_db
HOURS = "/api/v1/me/hours/"
JSON = "application/json"


@pytest.fixture
def mira(mentor_user: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    ensure_default_schedule(user=mentor_user)
    return signed_in(mentor_user)


def row(weekday: int, start: str, end: str) -> dict[str, Any]:
    return {"weekday": weekday, "start": start, "end": end}


class TestWeek:
    def test_is_replaced_as_a_whole_and_rows_that_meet_become_one(self, mira: Client) -> None:
        assert mira.get(HOURS).json() == {"zone": "Europe/Warsaw", "weekly_hours": []}
        rows = [row(1, "09:00", "12:00"), row(1, "12:00", "17:00"), row(5, "22:00", "02:00")]
        saved = mira.put(HOURS, {"zone": "Europe/London", "weekly_hours": rows}, JSON).json()
        assert saved["weekly_hours"] == [row(1, "09:00", "17:00"), row(5, "22:00", "02:00")]
        assert saved == mira.get(HOURS).json()

    @pytest.mark.parametrize(
        "rows", [[row(8, "09:00", "10:00")], [row(1, "nine", "10:00")], [row(1, "09:00", "24:00")]]
    )
    def test_what_is_no_row_is_refused(self, mira: Client, rows: Any) -> None:
        answer = mira.put(HOURS, {"zone": "Europe/London", "weekly_hours": rows}, JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["weekly_hours"])
        assert not WeeklyHours.objects.exists()

    def test_changed_elsewhere_meanwhile_it_is_not_overwritten(self, mira: Client) -> None:
        tag, week = mira.get(HOURS)["ETag"], {"zone": "Europe/London", "weekly_hours": []}
        mira.put(HOURS, week, JSON)
        assert mira.put(HOURS, week, JSON, headers={"if-match": tag}).status_code == 412

    def test_who_is_no_mentor_has_none(self, signed_in: Callable[[User], Client], learner: User) -> None:
        assert signed_in(learner).get(HOURS).status_code == 404


class TestDates:
    def test_one_gets_hours_and_more_hours_and_is_cleared(self, mira: Client) -> None:
        first = {"on": "2026-12-01", "start": "10:00", "end": "12:00", "note": "Short day"}
        made = mira.post(f"{HOURS}dates/", first, JSON)
        assert (made.status_code, made.json()["ranges"]) == (201, [{"start": "10:00", "end": "12:00"}])
        assert mira.get(made["Location"]).json() == made.json()
        more = mira.post(f"{HOURS}dates/", {"on": "2026-12-01", "start": "14:00", "end": "15:00"}, JSON)
        assert (len(more.json()["ranges"]), more.json()["note"]) == (2, "Short day")
        assert [each["on"] for each in mira.get(f"{HOURS}dates/?since=2026-12-01").json()["results"]]
        assert mira.delete(made["Location"]).status_code == 204
        assert not DateOverride.objects.exists()

    def test_a_day_off_with_hours_is_refused_as_on_the_page(self, mira: Client) -> None:
        mira.post(f"{HOURS}dates/", {"on": "2026-12-01"}, JSON)
        answer = mira.post(f"{HOURS}dates/", {"on": "2026-12-01", "start": "10:00", "end": "12:00"}, JSON)
        assert (answer.status_code, answer.json()["code"]) == (409, "date_is_off")

    @pytest.mark.parametrize(
        ("body", "field"),
        [({"on": "2026-11-23"}, "on"), ({"on": "2026-12-01", "start": "10:00"}, "non_field_errors")],
    )
    def test_what_the_page_refuses_is_refused_by_field(
        self, mira: Client, body: dict[str, str], field: str
    ) -> None:
        answer = mira.post(f"{HOURS}dates/", body, JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    @pytest.mark.parametrize("on", ["2026-12-01", "2026-02-30", "soon"])
    def test_one_that_does_not_differ_is_not_found(self, mira: Client, on: str) -> None:
        assert mira.delete(f"{HOURS}dates/{on}/").status_code == 404
