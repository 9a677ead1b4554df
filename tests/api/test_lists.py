"""Lists of the API: what they may be asked for, their orders, their pages and what changed since."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import Booking, SessionType
from roadmaps.models import StudyEntry
from roadmaps.operations import log_study
from tests.mentoring.builders import a_booking, a_mentor, a_session_type

pytestmark = pytest.mark.django_db
API = "/api/v1"
ENTRIES = f"{API}/study-entries/"


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return dict(client.get(f"{API}/schema/").json())


@pytest.fixture
def lena(learner: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(learner)


@pytest.fixture
def call(mentor_user: User) -> SessionType:
    return a_session_type(a_mentor(mentor_user))


def some_entries(learner: User, number: int, now: datetime) -> list[StudyEntry]:
    """All of one day, so that only their keys tell them apart."""
    return [log_study(learner=learner, minutes=n + 1, studied_on=now.date(), now=now) for n in range(number)]


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(path, body, content_type="application/json", headers=headers)


def patch(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.patch(path, body, content_type="application/json", headers=headers)


class TestQueries:
    @pytest.mark.parametrize("query", ["nonsense=1", "page=2", "order=nonsense", "since=soon", "key=a&key=b"])
    def test_what_nobody_knows_is_refused(self, lena: Client, query: str) -> None:
        answer = lena.get(f"{ENTRIES}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert query.partition("=")[0] in answer.json()["errors"]

    @pytest.mark.parametrize("path", ["me/", "me/notice-channels/", "bookings/", "roadmaps/"])
    def test_so_it_is_everywhere(self, lena: Client, path: str) -> None:
        assert lena.get(f"{API}/{path}?nonsense=1").status_code == 400

    def test_every_documented_name_is_known_and_no_list_lacks_an_order(self, schema: dict[str, Any]) -> None:
        lists = [
            {parameter["name"] for parameter in item["get"].get("parameters", []) if "name" in parameter}
            for item in schema["paths"].values()
            if "cursor" in str(item.get("get", {}).get("parameters"))
        ]
        assert len(lists) > 5
        assert all({"cursor", "page_size", "order"} <= names for names in lists)

    @pytest.mark.parametrize("size", ["0", "-1", "101", "ten", "", "1e1", "٣", "9999999999"])
    def test_a_size_of_pages_that_is_none_is_refused(self, lena: Client, size: str) -> None:
        answer = lena.get(ENTRIES, {"page_size": size})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["page_size"])

    def test_orders_turn_round(self, lena: Client, learner: User, now: datetime) -> None:
        some_entries(learner, 3, now)
        rising, falling = (lena.get(f"{ENTRIES}?order={order}").json() for order in ("minutes", "-minutes"))
        assert [row["minutes"] for row in rising["results"]] == [1, 2, 3]
        assert rising["results"] == falling["results"][::-1]


class TestCursors:
    def test_lead_through_rows_that_are_alike(self, lena: Client, learner: User, now: datetime) -> None:
        written = some_entries(learner, 7, now)
        address, seen = f"{ENTRIES}?page_size=2", []
        while address:
            page = lena.get(address).json()
            seen += [row["id"] for row in page["results"]]
            address = page["next"]
        assert seen == [entry.pk for entry in reversed(written)]

    def test_show_no_row_twice_when_others_come_meanwhile(
        self, lena: Client, learner: User, now: datetime
    ) -> None:
        some_entries(learner, 4, now)
        first = lena.get(f"{ENTRIES}?page_size=2&order=minutes").json()
        log_study(learner=learner, minutes=1, studied_on=now.date(), now=now)
        second = lena.get(first["next"]).json()
        assert [row["minutes"] for row in second["results"]] == [3, 4]
        assert [row["minutes"] for row in lena.get(second["previous"]).json()["results"]] == [1, 2]

    def test_fit_no_other_order(self, lena: Client, learner: User, now: datetime) -> None:
        some_entries(learner, 4, now)
        cursor = re.search("cursor=([^&]+)", lena.get(f"{ENTRIES}?page_size=2").json()["next"])
        assert cursor
        assert lena.get(f"{ENTRIES}?order=minutes&cursor={cursor[1]}").status_code == 400

    @pytest.mark.parametrize("cursor", ["", "cD0yMDI2", "\u202e", "a:b:c", "bz0xMDAwMDA%3D"])
    def test_can_not_be_made_up(self, lena: Client, cursor: str) -> None:
        answer = lena.get(ENTRIES, {"cursor": cursor})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["cursor"])


class TestUpdatedSince:
    def test_finds_what_was_changed(
        self, lena: Client, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, now=now)
        url = f"{API}/bookings/?updated_since=2026-11-24T12:00:01Z"
        assert lena.get(url).json()["results"] == []
        Booking.objects.get(pk=booking.pk).events.update(at=datetime.fromisoformat("2026-11-24T12:30:00Z"))
        assert [row["id"] for row in lena.get(url).json()["results"]] == [str(booking.pk)]

    def test_finds_an_entry_that_was_corrected(self, lena: Client, learner: User, now: datetime) -> None:
        (entry,) = some_entries(learner, 1, now)
        StudyEntry.objects.update(updated_at=datetime.fromisoformat("2026-11-20T12:00:00Z"))
        url = f"{ENTRIES}?updated_since=2026-11-21T00:00:00Z"
        assert lena.get(url).json()["results"] == []
        patch(lena, f"{ENTRIES}{entry.pk}/", {"minutes": 5})
        assert [row["minutes"] for row in lena.get(url).json()["results"]] == [5]

    @pytest.mark.parametrize("since", ["yesterday", "2026-11-24", "2026-11-24T12:00:00"])
    def test_a_time_without_an_offset_is_refused(self, lena: Client, since: str) -> None:
        assert lena.get(f"{API}/me/notices/?updated_since={since}").status_code == 400


class TestTimes:
    def test_are_in_utc_whatever_the_reader_s_zone(
        self, call: SessionType, other_learner: User, signed_in: Callable[[User], Client], now: datetime
    ) -> None:
        a_booking(call, other_learner, now=now)
        (row,) = signed_in(other_learner).get(f"{API}/bookings/").json()["results"]
        assert (row["starts_at"], row["zone"]) == ("2026-11-25T10:00:00Z", "America/New_York")
        assert row["booked_at"].endswith("Z")
