"""An issue from a sending domain that is new: who gets it first, and what its author is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Author
from mailing.models import Letter
from newsletter.models import Subscription
from newsletter.operations import send_issue
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def two_a_day(settings: Settings) -> None:
    settings.MAIL_WARMUP_FIRST_DAY, settings.MAIL_WARMUP_GROWTH, settings.MAIL_WARMUP_FULL_DAY = 2, 2, 1000


@pytest.fixture(autouse=True)
def readers(now: datetime, learner: User) -> None:
    """Ada confirmed a year ago, Bob a month ago, Cleo yesterday; Dora a year ago and signed in today."""
    for name, days in (("ada", 365), ("bob", 30), ("cleo", 1), ("dora", 366)):
        found = builders.reader(f"{name}@example.org", now=now)
        Subscription.objects.filter(pk=found.pk).update(confirmed_at=now - timedelta(days=days))
    learner.last_login = now
    learner.save(update_fields=["last_login"])
    found.subscriber.user = learner
    found.subscriber.save(update_fields=["user"])
    Letter.objects.all().delete()


def page_of(article: Article, browser: Client) -> str:
    return " ".join(browser.get(f"/writing/{article.pk}/issue/").content.decode().split())


def test_who_was_seen_last_gets_it_first(
    article: Article, author: Author, smtp_sink: Sink, now: datetime
) -> None:
    send_issue(article=article, by=author, now=now)

    builders.deliver(now + timedelta(seconds=10))
    assert [mail.to for mail in smtp_sink.received] == ["dora@example.org", "cleo@example.org"]

    builders.deliver(now + timedelta(days=1))
    assert [mail.to for mail in smtp_sink.received[2:]] == ["bob@example.org", "ada@example.org"]


def test_the_author_sees_how_many_go_today_and_until_when(
    article: Article, author: Author, signed_in: Browser, smtp_sink: Sink, now: datetime
) -> None:
    browser = signed_in(author.user)
    expected = "2 letters go today, the rest until Wed 25 Nov; the most recently active readers first."
    assert expected in page_of(article, browser).replace("\xa0", " ")

    send_issue(article=article, by=author, now=now)
    builders.deliver(now + timedelta(seconds=10))
    assert "letters have left. These go until" in page_of(article, browser)

    builders.deliver(now + timedelta(days=1))
    assert "the most recently active readers first" not in page_of(article, browser)


def test_who_publishes_and_sends_at_once_sees_it_too(
    article: Article, author: Author, signed_in: Browser
) -> None:
    address = f"/writing/{article.pk}/publishing/"
    page = signed_in(author.user).get(address, {"web": "keep", "mail": "with"}).text
    assert "2 letters go today, the rest until" in page.replace("\xa0", " ")


def test_without_a_limit_nothing_is_said_and_all_are_due_at_once(
    article: Article, author: Author, signed_in: Browser, now: datetime, settings: Settings
) -> None:
    settings.MAIL_WARMUP_FIRST_DAY = 0
    assert "go today" not in page_of(article, signed_in(author.user))

    send_issue(article=article, by=author, now=now)

    assert set(Letter.objects.values_list("due_at", flat=True)) == {now}
