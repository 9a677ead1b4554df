"""`/api/v1/me/notices/` and the choice of channels: the same acts as the pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from notices.models import Channel, Notice
from notices.operations import channels_of, tell
from tests.notices.kinds import REMINDER

Browser = Callable[[User], Client]


@pytest.fixture
def told(learner: User, now: datetime) -> Notice:
    tell(person=learner, kind=REMINDER, about="booking-1", now=now)
    return Notice.objects.get()


def patch(browser: Client, address: str, **changes: Any) -> Any:
    return browser.patch(f"/api/v1/me/{address}/", changes, content_type="application/json")


def test_lists_what_one_was_told(signed_in: Browser, learner: User, told: Notice) -> None:
    [row] = signed_in(learner).get("/api/v1/me/notices/").json()["results"]

    assert (row["kind"], row["text"], row["url"]) == ("test.reminder", "About booking-1", "/booking-1/")
    assert row["is_read"] is False


def test_marks_one_as_read_and_unread(signed_in: Browser, learner: User, told: Notice) -> None:
    browser = signed_in(learner)

    for is_read in (True, False):
        assert patch(browser, f"notices/{told.pk}", is_read=is_read).json()["is_read"] is is_read
        assert len(browser.get("/api/v1/me/notices/?unread=true").json()["results"]) == int(not is_read)


def test_marks_all_as_read(signed_in: Browser, learner: User, told: Notice) -> None:
    assert signed_in(learner).post("/api/v1/me/notices/reading/").status_code == 204

    told.refresh_from_db()
    assert told.is_read


def test_what_others_were_told_is_not_there(signed_in: Browser, other_learner: User, told: Notice) -> None:
    browser = signed_in(other_learner)

    assert browser.get("/api/v1/me/notices/").json()["results"] == []
    assert patch(browser, f"notices/{told.pk}", is_read=True).status_code == 404


def test_turns_a_kind_off_by_one_channel(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)

    answer = patch(browser, "notice-channels", kind="test.reminder", channel="mail", is_on=False)

    assert answer.status_code == 200
    assert channels_of(learner, [REMINDER])[REMINDER] == {Channel.LIST: True, Channel.MAIL: False}
    rows = browser.get("/api/v1/me/notice-channels/").json()
    [row] = [row for row in rows if (row["kind"], row["channel"]) == ("test.reminder", "mail")]
    assert (row["is_on"], row["is_fixed"]) == (False, False)


def test_a_choice_made_meanwhile_is_not_overwritten(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)
    address, said = (
        "/api/v1/me/notice-channels/",
        {"kind": "test.reminder", "channel": "mail", "is_on": False},
    )
    tag = browser.get(address).headers["ETag"]

    statuses = [
        browser.patch(address, said, content_type="application/json", headers={"if-match": tag}).status_code
        for _time in range(2)
    ]

    assert statuses == [200, 412]


@pytest.mark.parametrize(
    ("kind", "channel"), [("test.confirmation", "mail"), ("nothing", "mail"), ("test.reminder", "x")]
)
def test_refuses_what_is_no_choice(signed_in: Browser, learner: User, kind: str, channel: str) -> None:
    answer = patch(signed_in(learner), "notice-channels", kind=kind, channel=channel, is_on=False)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
