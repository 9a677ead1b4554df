"""The demo's readers and issues."""

from datetime import datetime
from random import Random

import pytest

from accounts import demo as people
from articles import demo as articles
from articles.models import Article
from newsletter import demo
from newsletter.models import ConsentEvent, Issue, Subscriber, Subscription

pytestmark = pytest.mark.django_db


def test_the_demo_is_seeded_and_removed(now: datetime) -> None:
    demo_people = people.seed(now=now, rng=Random(1))
    articles.seed(demo_people, now=now)
    demo.seed(demo_people, now=now, rng=Random(1))
    latest = Article.objects.published(now).order_by("-published_at")[:2]
    assert [issue.article for issue in Issue.objects.order_by("-pk")] == list(latest)
    assert 110 <= Subscription.objects.confirmed().count() <= 130
    assert ConsentEvent.objects.exists()
    demo.remove()
    articles.remove()
    assert not Issue.objects.exists()
    assert not Subscriber.objects.exists()
    assert not ConsentEvent.objects.exists()
