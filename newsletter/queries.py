"""What pages and the API both show of the newsletter's tables."""

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from newsletter.models import LeadMagnetVersion


def versions_with_counts(topic: str) -> list[LeadMagnetVersion]:
    """The versions of its file, the latest first: its `readers`, and how often each was `downloaded`."""
    counted = LeadMagnetVersion.objects.filter(topic__slug=topic).defer("content")
    return list(
        counted.annotate(
            readers=Count("downloads"), downloaded=Coalesce(Sum("downloads__times"), 0)
        ).order_by("-number")
    )
