"""How often one visitor may make the site write: to an address, and an author to themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from articles.models import Article
from mailing.models import Letter

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str = "ada@example.org", times: int = 1, **headers: str) -> int:
    for _ in range(times):
        answer = client.post("/newsletter/", {"email": email}, headers=headers)
    return answer.status_code


def test_one_address_is_written_to_five_times_an_hour_however_it_is_spelled(
    client: Client, now: datetime
) -> None:
    with time_machine.travel(now, tick=False) as clock:
        assert ask(client, times=5) == 303
        refused = client.post("/newsletter/", {"email": "ADA@example.org"})
        assert refused.status_code == 422
        assert "Wait an hour" in refused.content.decode()
        clock.shift(timedelta(hours=1))
        assert ask(client) == 303


def test_one_visitor_asks_for_twenty_addresses_an_hour(client: Client, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        assert {ask(client, f"ada{number}@example.org") for number in range(20)} == {303}
        assert ask(client, "bob@example.org") == 422


def test_the_page_and_the_api_count_together(client: Client, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        ask(client, times=5)
        answer = client.post("/api/v1/subscriptions/", {"email": "ada@example.org"}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


def test_visitors_are_counted_and_not_the_proxy_before_us(client: Client, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"subscribe": "1/h/ip"}
    assert ask(client, x_forwarded_for="192.0.2.66, 203.0.113.9") == 303
    assert ask(client, x_forwarded_for="192.0.2.66, 198.51.100.7") == 303
    assert ask(client, x_forwarded_for="192.0.2.67, 198.51.100.7") == 422


def test_an_author_gets_twenty_tests_an_hour(
    signed_in: Callable[[User], Client], author_user: User, article: Article, now: datetime
) -> None:
    browser = signed_in(author_user)
    for number in range(22):
        with time_machine.travel(now + timedelta(seconds=number), tick=False):
            assert browser.post(f"/writing/{article.pk}/issue/test/").status_code == 303
    assert Letter.objects.filter(template="newsletter.test_issue").count() == 20
