"""A site with something on it: the official roadmap, a mentor who is free, an article."""

import pytest
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from mentoring.models import Mentor
from mentoring.operations import refresh_next_free
from roadmaps.models import Roadmap
from tests.articles import builders as articles
from tests.mentoring import builders as mentoring
from tests.roadmaps import builders as roadmaps


@pytest.fixture
def road(db: None) -> Roadmap:
    return roadmaps.published(
        roadmaps.step("graddesc", 10, title="Gradient descent"),
        roadmaps.step("logreg", 12, title="Logistic regression"),
    ).roadmap


@pytest.fixture
def free_mentor(mentor_user: User) -> Mentor:
    mentor = mentoring.a_mentor(mentor_user, headline="Gradients by hand")
    mentoring.a_session_type(mentor)
    refresh_next_free(now=timezone.now())
    return mentor


@pytest.fixture
def reading(author_user: User) -> Article:
    return articles.published(articles.author_of(author_user), now=timezone.now(), title="Gradients, slowly")
