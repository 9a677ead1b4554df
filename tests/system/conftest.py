"""Somebody to whom every page is open."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.operations import arrange_article
from roadmaps.operations import enrol
from tests.accounts.builders import confirmed
from tests.articles import builders as articles
from tests.mentoring.builders import a_mentor, a_session_type
from tests.roadmaps.builders import EARLIER, published, step

Browser = Callable[[User], Client]


@pytest.fixture
def somebody(signed_in: Browser, staff: User, now: datetime) -> Client:
    """Staff, mentor, author and learner in one person: every page is open to them."""
    a_session_type(a_mentor(confirmed(staff)))
    article = articles.published(articles.author_of(staff), now=EARLIER)
    arrange_article(article=article, slug=article.slug, tags=["Models"], series=None, position=None, steps=[])
    enrol(roadmap=published(step("basics")).roadmap, learner=staff, track="from_ds", now=now)
    return signed_in(staff)
