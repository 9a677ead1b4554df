"""Articles and everything an author does to them; the newsletter's readers and issues."""

from articles.models.newsletter import ConsentEvent, Issue, Subscriber
from articles.models.writing import Article, ArticleStep, Author, Draft, FormerSlug, Revision, Series, Tag

__all__ = [
    "Article",
    "ArticleStep",
    "Author",
    "ConsentEvent",
    "Draft",
    "FormerSlug",
    "Issue",
    "Revision",
    "Series",
    "Subscriber",
    "Tag",
]
