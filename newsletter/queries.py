"""What pages and the API both show of the newsletter's tables."""

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from articles.models import Article
from newsletter.models import DEFAULT_TOPIC, Issue, LeadMagnetVersion, Topic


def versions_with_counts(topic: str) -> list[LeadMagnetVersion]:
    """The versions of its file, the latest first: its `readers`, and how often each was `downloaded`."""
    counted = LeadMagnetVersion.objects.filter(topic__slug=topic).defer("content")
    return list(
        counted.annotate(
            readers=Count("downloads"), downloaded=Coalesce(Sum("downloads__times"), 0)
        ).order_by("-number")
    )


def find_issue(article: Article) -> Issue | None:
    """The article's issue for the topic that everybody reads; None where nobody has begun one."""
    found = Issue.objects.select_related("revision", "topic").filter(topic__slug=DEFAULT_TOPIC)
    issue = found.filter(article=article).first()
    if issue is not None:
        issue.article = article
    return issue


def issue_of(article: Article) -> Issue:
    """That issue; where nobody has begun one, a new one that is not saved."""
    if (issue := find_issue(article)) is not None:
        return issue
    topic = Topic.objects.filter(slug=DEFAULT_TOPIC).first() or Topic(slug=DEFAULT_TOPIC)
    return Issue(article=article, topic=topic)
