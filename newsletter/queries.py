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


def issue_of(article: Article) -> Issue:
    """Its issue for the topic that everybody reads; not saved, where nobody has begun one."""
    found = Issue.objects.select_related("revision", "topic").filter(topic__slug=DEFAULT_TOPIC)
    issue = found.filter(article=article).first()
    if issue is None:
        topic = Topic.objects.filter(slug=DEFAULT_TOPIC).first() or Topic(slug=DEFAULT_TOPIC)
        return Issue(article=article, topic=topic)
    issue.article = article
    return issue
