"""The author Noor, and one article of hers that can be sent."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from articles.models import Article, Author
from tests.articles import builders


@pytest.fixture
def author(author_user: User) -> Author:
    return builders.author_of(author_user)


@pytest.fixture
def article(author: Author) -> Article:
    return builders.published(author, now=datetime(2026, 1, 6, 9, 0, tzinfo=UTC))
