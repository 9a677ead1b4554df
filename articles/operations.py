"""What authors do with articles: drafts that lose nothing, revisions, publication."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from slugify import slugify

from articles.announcements import ArticlePublished, ArticleUpdated, ArticleWithdrawn
from articles.models import (
    PLACE_IN_SERIES_ONCE,
    SLUG_ONCE,
    Article,
    ArticleState,
    ArticleStep,
    Author,
    Draft,
    FormerSlug,
    Revision,
    Series,
    Tag,
)
from core.announcements import announce
from core.db import retry_on_violation, violates
from core.languages import speaking
from core.refusals import Refusal
from core.slugs import free_slug
from core.text import one_line
from markup.rendering import RENDERER_VERSION, render, strip_controls
from roadmaps.models import Roadmap

# Below /articles/ these are pages of their own.
RESERVED_SLUGS = frozenset({"feed", "series", "steps", "topics"})
SLUG_LENGTH = 80


class Conflict(Refusal):
    """Somebody, perhaps the author in another window, saved in between. `data` has their text."""

    code = "draft_conflict"
    message = _(
        "This text was saved somewhere else in the meantime. Both versions are below; save the one you want."
    )


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    message = _("There is no text yet. Write something, then publish it.")


class AddressTaken(Refusal):
    code = "address_taken"
    message = _("Another article has this address, or had it once. Choose another.")


class PlaceTaken(Refusal):
    code = "place_taken"
    message = _("Another article has this place in the series. Choose another.")


@transaction.atomic
def write_article(
    *, author: Author, title: str, now: datetime, summary: str = "", source: str = ""
) -> Article:
    """Begin an article; nobody but its author sees it.

    Of articles with one title that are begun at once, each gets an address of its own; should others be
    quicker again and again, it raises AddressTaken.
    """
    title = _clean_line(title)
    try:
        article = _save_under_free_slug(Article(author=author, title=title, created_at=now))
    except IntegrityError as error:
        raise AddressTaken from error
    Draft.objects.create(
        article=article,
        title=title,
        summary=_clean_line(summary),
        source=strip_controls(source),
        saved_at=now,
    )
    return article


def save_draft(
    *, article: Article, title: str, summary: str, source: str, version: int, now: datetime
) -> Draft:
    """Save the working copy that was opened as `version`; readers see no change.

    Raises Conflict, with the saved text as its data, when it has been saved since. The check and
    the change are one UPDATE: of two windows that save at once, one is told.
    """
    mine = Draft.objects.filter(article=article, version=version)
    saved = mine.update(
        title=_clean_line(title),
        summary=_clean_line(summary),
        source=strip_controls(source),
        version=version + 1,
        saved_at=now,
    )
    draft = Draft.objects.select_related("article").get(article=article)
    if not saved:
        raise Conflict(version=draft.version, title=draft.title, summary=draft.summary, source=draft.source)
    return draft


@transaction.atomic
def save_revision(*, draft: Draft, by: Author, now: datetime, is_publication: bool = False) -> Revision:
    """Save the working copy as it is now as a revision, which can be restored."""
    Article.objects.select_for_update().only("pk").get(pk=draft.article_id)
    last = Revision.objects.filter(article=draft.article_id).aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        article_id=draft.article_id,
        number=last + 1,
        title=draft.title,
        summary=draft.summary,
        source=draft.source,
        is_publication=is_publication,
        created_at=now,
        by=by.user,
    )


@transaction.atomic
def restore_revision(*, revision: Revision, by: Author, version: int, now: datetime) -> Draft:
    """Make an old text the working copy again; the one that was there is kept as the latest revision.

    Raises Conflict as `save_draft` does, and then nothing is kept.
    """
    save_revision(draft=revision.article.draft, by=by, now=now)
    return save_draft(
        article=revision.article,
        title=revision.title,
        summary=revision.summary,
        source=revision.source,
        version=version,
        now=now,
    )


@transaction.atomic
def publish_article(*, article: Article, by: Author, now: datetime) -> Article:
    """Show the working copy to readers, and keep it as a revision.

    Published again, the article keeps its first date; `updated_at` moves when the text changed.
    Announces ArticlePublished, or ArticleUpdated where readers could see another text before.
    """
    lock_article(article)
    draft = article.draft
    if not draft.source.strip():
        raise NothingToPublish
    is_first, was_published, has_changed = article.published_at is None, article.is_published, draft.differs
    save_revision(draft=draft, by=by, now=now, is_publication=True)
    article.title, article.summary, article.source = draft.title, draft.summary, draft.source
    article.state = ArticleState.PUBLISHED
    article.published_at = article.published_at or now
    article.updated_at = now if has_changed or not article.updated_at else article.updated_at
    render_article(article)
    article.save()
    if not was_published:
        announce(ArticlePublished(article_id=article.pk, at=now, is_first=is_first))
    elif has_changed:
        announce(ArticleUpdated(article_id=article.pk, at=now))
    return article


@transaction.atomic
def withdraw_article(*, article: Article, now: datetime) -> Article:
    """Hide a published article from readers. Its text, its date and its address stay as they are.

    Announces ArticleWithdrawn; hiding a draft changes nothing.
    """
    lock_article(article)
    if article.is_published:
        article.state = ArticleState.DRAFT
        article.save(update_fields=["state"])
        announce(ArticleWithdrawn(article_id=article.pk, at=now))
    return article


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
    names = sorted(map(_clean_line, tags))  # in one order, or two acts may block each other
    article.tags.set(
        Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0] for name in names
    )
    article.step_links.all().delete()
    ArticleStep.objects.bulk_create(
        ArticleStep(article=article, roadmap=roadmap, step_key=key) for roadmap, key in steps
    )
    return article


def lock_article(article: Article) -> None:
    """Lock the article's row until the transaction ends, and read it again.

    What the caller has read may be out of date, and saving it would undo another act.
    """
    article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True))


def render_article(article: Article) -> None:
    """Bring what is derived from the source up to date; does not save."""
    with speaking(settings.LANGUAGE_CODE):  # that of the text, whatever its author's pages speak
        rendered = render(article.source)
    article.html = rendered.html
    article.contents = [asdict(heading) for heading in rendered.contents]
    article.excerpt = rendered.excerpt
    article.plain = rendered.plain
    article.reading_minutes = rendered.reading_minutes
    article.renderer_version = RENDERER_VERSION


@retry_on_violation(SLUG_ONCE, attempts=10)
def _save_under_free_slug(article: Article) -> Article:
    article.slug = free_slug(article.title, fallback="article", max_length=SLUG_LENGTH, taken=_taken_slugs)
    article.save(force_insert=True)
    return article


def _taken_slugs(stem: str) -> set[str]:
    """Addresses that an article has or had."""
    return (
        set(Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        | set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        | RESERVED_SLUGS
    )


def _clean_line(text: str) -> str:
    return one_line(strip_controls(text))
