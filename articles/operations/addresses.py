"""The addresses that articles have and had."""

import re
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from articles.models import SLUG_ONCE, Article, FormerSlug
from core.db import retry_on_violation
from core.refusals import Refusal
from core.slugs import free_slug

# Below /articles/ these are pages of their own.
RESERVED_SLUGS = frozenset({"authors", "feed", "rss", "series", "steps", "topics"})
SLUG_LENGTH = 80


class AddressTaken(Refusal):
    code = "address_taken"
    message = _("Another article has this address, or had it once. Choose another.")


@retry_on_violation(SLUG_ONCE, attempts=10)
def save_under_free_slug(article: Article, **how: Any) -> Article:
    """Save it under an address made from its title that no article has or had."""

    def taken(stem: str) -> set[str]:
        others = Article.objects.filter(slug__startswith=stem).exclude(pk=article.pk)
        former = FormerSlug.objects.filter(slug__startswith=stem)
        return {
            *others.values_list("slug", flat=True),
            *former.values_list("slug", flat=True),
            *RESERVED_SLUGS,
        }

    article.slug = free_slug(article.title, fallback="article", max_length=SLUG_LENGTH, taken=taken)
    article.save(**how)
    return article


def follow_title(article: Article, title: str) -> None:
    """Make the address of an article that nobody has read yet from its new title.

    An address that its author chose stays, and so does the old one while others are quicker. The
    article is locked.
    """
    stem = free_slug(article.title, fallback="article", max_length=SLUG_LENGTH, taken=lambda _stem: ())
    was_made = re.fullmatch(rf"{re.escape(stem)}(-\d+)?", article.slug)
    if article.published_at or not was_made or article.title == title:
        return
    before, article.title = article.slug, title
    try:
        save_under_free_slug(article, update_fields=["title", "slug"])
    except IntegrityError:
        article.slug = before
