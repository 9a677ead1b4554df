"""An article is published at the time that was chosen, as it was then; once, whoever looks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from articles.operations import (
    NothingToPublish,
    TimeIsPast,
    cancel_publication,
    publish_article,
    publish_due_articles,
    save_draft,
    schedule_publication,
    withdraw_article,
)
from tests.articles import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def scheduled(author: Author, now: datetime) -> Article:
    draft = builders.draft(author, now=now, source="As it was.")
    return schedule_publication(article=draft, by=author, at=now + HOUR, now=now)


def test_readers_see_it_when_its_time_has_come(scheduled: Article, now: datetime) -> None:
    assert publish_due_articles(now=now + HOUR - timedelta(seconds=1)) == 0
    assert publish_due_articles(now=now + HOUR) == 1
    scheduled.refresh_from_db()
    assert scheduled.is_published
    assert scheduled.published_at == now + HOUR
    assert scheduled.publish_at is None
    assert scheduled.revisions.get().is_publication
    assert publish_due_articles(now=now + 2 * HOUR) == 0


def test_what_is_typed_afterwards_is_not_in_it(scheduled: Article, now: datetime) -> None:
    save_draft(article=scheduled, title="Half", summary="", source="Half a thou", version=1, now=now)
    publish_due_articles(now=now + HOUR)
    scheduled.refresh_from_db()
    assert scheduled.source == "As it was."
    assert scheduled.draft.differs


def test_it_can_be_cancelled_and_withdrawing_does_so_too(
    scheduled: Article, author: Author, now: datetime
) -> None:
    cancel_publication(article=scheduled)
    assert publish_due_articles(now=now + HOUR) == 0
    again = schedule_publication(article=scheduled, by=author, at=now + HOUR, now=now)
    withdraw_article(article=again, now=now)
    assert publish_due_articles(now=now + HOUR) == 0


def test_publishing_before_takes_its_place(scheduled: Article, author: Author, now: datetime) -> None:
    publish_article(article=scheduled, by=author, now=now)
    assert publish_due_articles(now=now + HOUR) == 0


def test_refuses_a_time_that_is_past_and_an_empty_text(author: Author, now: datetime) -> None:
    draft = builders.draft(author, now=now)
    with pytest.raises(TimeIsPast):
        schedule_publication(article=draft, by=author, at=now, now=now)
    empty = builders.draft(author, now=now, title="Empty", source=" ")
    with pytest.raises(NothingToPublish):
        schedule_publication(article=empty, by=author, at=now + HOUR, now=now)


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_it_once(scheduled: Article, now: datetime) -> None:
    publish = partial(publish_due_articles, now=now + HOUR)
    assert sorted(map(str, at_once(publish, publish))) == ["0", "1"]
