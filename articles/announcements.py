"""What articles tells the apps above it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ArticlePublished:
    """Readers see an article: for the first time, or again after it was withdrawn."""

    article_id: int
    at: datetime
    is_first: bool


@dataclass(frozen=True, slots=True)
class ArticleUpdated:
    """Readers of a published article see another text from now on."""

    article_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ArticleWithdrawn:
    """Readers see a published article no longer."""

    article_id: int
    at: datetime
