"""What the archive can be narrowed to; every view of it has an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from articles.models import ArticleQuerySet, Author, Tag
from core.form_fields import FIRST_YEAR, LAST_YEAR

LONGEST = 150  # of an address or a handle


@dataclass(frozen=True)
class ArchiveFilters:
    """Words to look for, a year (in UTC), the address of a topic, the handle of an author."""

    words: str = ""
    year: int | None = None
    topic: str = ""
    author: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "ArchiveFilters":
        """What says nothing, such as a year in letters, narrows nothing."""
        return cls(
            words=query.get("q", "").strip(),
            year=_read_year(query.get("year", "")),
            topic=_read_name(query.get("topic", "")),
            author=_read_name(query.get("author", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.year or self.topic or self.author)

    def apply(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Those that fit, the newest first; the best first where words are looked for."""
        if self.year:
            articles = articles.of_year(self.year)
        if self.topic:
            articles = articles.filter(tags__slug=self.topic)
        if self.author:
            articles = articles.filter(author__user__handle=self.author)
        return articles.search(self.words) if self.words else articles.order_by("-published_at", "pk")


@dataclass(frozen=True)
class ArchiveChoices:
    """The years, topics and authors of what is published: three queries."""

    years: list[int]
    topics: list[Tag]
    authors: list[Author]

    @classmethod
    def of(cls, published: ArticleQuerySet) -> "ArchiveChoices":
        years = published.datetimes("published_at", "year", order="DESC", tzinfo=UTC)
        authors = Author.objects.filter(articles__in=published).distinct().select_related("user")
        return cls(
            years=[first.year for first in years],
            topics=list(Tag.objects.filter(articles__in=published).distinct().order_by("name")),
            authors=list(authors.order_by("user__display_name", "pk")),
        )


def _read_year(text: str) -> int | None:
    year = int(text) if re.fullmatch(r"[0-9]{4}", text) else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _read_name(text: str) -> str:
    return text if re.fullmatch(r"[-\w]+", text) and len(text) <= LONGEST else ""
