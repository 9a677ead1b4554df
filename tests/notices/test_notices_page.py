"""The list of notices, the count in the header, and marking as read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from notices.models import Notice
from notices.operations import tell
from tests.notices.kinds import GONE, REMINDER

Browser = Callable[[User], Client]
Queries = Callable[[int], Any]


@pytest.fixture
def told(learner: User, now: datetime) -> Notice:
    tell(person=learner, kind=REMINDER, about="booking-1", now=now - timedelta(hours=1))
    return Notice.objects.get()


def page_of(browser: Client, query: str = "") -> str:
    return browser.get(f"/notices/{query}").content.decode()


def test_an_empty_list_says_what_will_come(signed_in: Browser, learner: User) -> None:
    page = page_of(signed_in(learner))

    assert "Nothing to tell you yet" in page
    assert "You have read everything." not in page


def test_a_notice_leads_to_what_it_is_about(signed_in: Browser, learner: User, told: Notice) -> None:
    page = page_of(signed_in(learner))

    assert '<a class="list-title" href="/booking-1/">About booking-1</a>' in page
    assert "1 that you have not read." in page


def test_what_is_gone_is_not_told(signed_in: Browser, learner: User, now: datetime) -> None:
    tell(person=learner, kind=REMINDER, about=GONE, now=now)

    assert "About gone" not in page_of(signed_in(learner))


def test_a_kind_that_no_app_has_any_more_breaks_no_page(
    signed_in: Browser, learner: User, told: Notice
) -> None:
    Notice.objects.update(kind="former.kind")

    assert signed_in(learner).get("/notices/").status_code == 200


def test_one_is_marked_as_read_and_as_unread_again(signed_in: Browser, learner: User, told: Notice) -> None:
    browser = signed_in(learner)

    assert browser.post(f"/notices/{told.pk}/reading/").status_code == 303
    assert "Nothing is unread." in page_of(browser, "?unread=yes")

    browser.post(f"/notices/{told.pk}/reading/", {"unread": "yes"})
    assert "About booking-1" in page_of(browser, "?unread=yes")


def test_all_are_marked_as_read(signed_in: Browser, learner: User, told: Notice) -> None:
    browser = signed_in(learner)

    browser.post("/notices/reading/")

    assert "You have read everything." in page_of(browser)


def test_the_header_counts_what_is_unread(signed_in: Browser, learner: User, told: Notice) -> None:
    browser = signed_in(learner)
    assert 'hx-get="/notices/count/"' in page_of(browser)
    assert "1 unread" in browser.get("/notices/count/").content.decode()

    browser.post("/notices/reading/")
    assert browser.get("/notices/count/").content.decode().strip() == ""


def test_a_stranger_has_no_count_and_no_bell(client: Client, db: None) -> None:
    assert client.get("/notices/count/").content.decode().strip() == ""
    assert "/notices/count/" not in client.get("/accounts/login/").content.decode()


def test_what_others_were_told_is_not_there(signed_in: Browser, other_learner: User, told: Notice) -> None:
    browser = signed_in(other_learner)

    assert "About booking-1" not in page_of(browser)
    assert browser.post(f"/notices/{told.pk}/reading/").status_code == 404
    browser.post("/notices/reading/")
    assert not Notice.objects.get().is_read


@pytest.mark.parametrize("page", ["/notices/", "/settings/notices/"])
def test_strangers_sign_in_first(client: Client, page: str) -> None:
    assert client.get(page).headers["Location"] == f"/accounts/login/?next={page}"


def test_more_notices_cost_no_more_queries(
    signed_in: Browser, learner: User, now: datetime, django_assert_max_num_queries: Queries
) -> None:
    for number in range(25):
        tell(person=learner, kind=REMINDER, about=f"booking-{number}", now=now - timedelta(hours=number))
    browser = signed_in(learner)
    page_of(browser)

    with django_assert_max_num_queries(5):
        page_of(browser)
