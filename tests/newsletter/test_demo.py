"""The demo's readers and issues."""

import re
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from accounts import demo as people
from articles import demo as articles
from articles.models import Article
from newsletter import demo
from newsletter.models import ConsentEvent, HeldIssue, Issue, LeadMagnetVersion, Subscriber, Subscription

CV_TEMPLATE = Path(demo.__file__).parent / "demo_files" / "data-scientist-cv.md"


@pytest.mark.django_db
def test_the_demo_is_seeded_and_removed(now: datetime) -> None:
    demo_people = people.seed(now=now, rng=Random(1))
    articles.seed(demo_people, now=now)
    demo.seed(demo_people, now=now, rng=Random(1))
    latest = Article.objects.published(now).order_by("-published_at")[:2]
    sent = Issue.objects.exclude(state="scheduled").order_by("-pk")
    assert [issue.article for issue in sent] == list(latest)
    waiting = Issue.objects.get(state="scheduled")
    assert waiting.send_at == waiting.article.publish_at
    assert 110 <= Subscription.objects.confirmed().count() <= 130
    assert ConsentEvent.objects.exists()
    assert HeldIssue.objects.filter(issue__in=Issue.objects.all()).exists(), "some read digests"
    assert LeadMagnetVersion.objects.get().downloads.count() == 23
    demo.remove()
    articles.remove()
    assert not Issue.objects.exists()
    assert not Subscriber.objects.exists()
    assert not ConsentEvent.objects.exists()
    assert not LeadMagnetVersion.objects.exists()


def test_every_example_in_the_cv_template_follows_its_own_advice() -> None:
    page, _checklist = CV_TEMPLATE.read_text(encoding="utf-8").split("## Before you send it")
    examples = re.findall(r"^- (.*)", page, re.MULTILINE)
    assert len(examples) >= 6
    for line in examples:
        assert re.search(r"\d", line)
        assert len(line.split()) <= 40
        assert re.search(r"\bsince\b|\bin production\b|\bused by\b", line)
        assert not re.search("worked on|responsible for|helped|various|passionate", line, re.IGNORECASE)
