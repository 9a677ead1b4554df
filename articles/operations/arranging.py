"""Where an article belongs: its address, topics, series and steps."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from slugify import slugify

from articles.models import (
    PLACE_IN_SERIES_ONCE,
    SLUG_ONCE,
    Article,
    ArticleStep,
    FormerSlug,
    Series,
    Tag,
)
from articles.operations.addresses import RESERVED_SLUGS, AddressTaken
from articles.operations.writing import clean_line, lock_article
from core.db import violates
from core.refusals import Refusal
from roadmaps.models import Roadmap


class PlaceTaken(Refusal):
    code = "place_taken"
    message = _("Another article has this place in the series. Choose another.")


@transaction.atomic
def arrange_article(
    *,
    article: Article,
    slug: str,
    tags: Iterable[str],
    series: Series | None,
    position: int | None,
    steps: Iterable[tuple[Roadmap, str]],
) -> Article:
    """Say where an article belongs: its address, topics, place in a series and steps.

    An address that readers may know goes on leading to it.
    """
    lock_article(article)
    if slug != article.slug:
        is_taken = (
            Article.objects.filter(slug=slug).exists()
            or FormerSlug.objects.filter(slug=slug).exclude(article=article).exists()
        )
        if slug in RESERVED_SLUGS or is_taken:
            raise AddressTaken
        FormerSlug.objects.filter(slug=slug).delete()
        if article.published_at:
            FormerSlug.objects.get_or_create(slug=article.slug, defaults={"article": article})
        article.slug = slug
    article.series, article.position = series, position if series else None
    try:
        with transaction.atomic():
            article.save(update_fields=["slug", "series", "position"])
    except IntegrityError as error:
        if violates(error, PLACE_IN_SERIES_ONCE):
            raise PlaceTaken from error
        if violates(error, SLUG_ONCE):
            raise AddressTaken from error
        raise
    names = sorted(map(clean_line, tags))  # in one order, or two acts may block each other
    article.tags.set(
        Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0] for name in names
    )
    article.step_links.all().delete()
    ArticleStep.objects.bulk_create(
        ArticleStep(article=article, roadmap=roadmap, step_key=key) for roadmap, key in steps
    )
    return article
