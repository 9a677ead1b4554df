"""The author Noor, and one article of hers that readers can see."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from articles.models import Article, Author, Series
from tests.articles import builders


@pytest.fixture
def author(author_user: User) -> Author:
    return builders.author_of(author_user)


@pytest.fixture
def earlier() -> datetime:
    """A moment before the real clock, which pages ask."""
    return datetime(2026, 1, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def article(author: Author, earlier: datetime) -> Article:
    return builders.published(author, now=earlier)


@pytest.fixture
def series(db: None) -> Series:
    return Series.objects.create(slug="classical-first", title="Classical first", summary="In order.")
