"""What readers get to see: now, at a time, or no longer."""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.announcements import ArticlePublished, ArticleUpdated, ArticleWithdrawn
from articles.models import Article, ArticleState, Author, Revision, text_of
from articles.operations.writing import lock_article, save_revision
from core.announcements import announce
from core.languages import speaking
from core.refusals import Refusal
from markup.rendering import RENDERER_VERSION, render


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    message = _("There is no text yet. Write something, then publish it.")


class TimeIsPast(Refusal):
    code = "time_is_past"
    message = _("That time is past. Choose a later one, or publish now.")


@transaction.atomic
def publish_article(
    *,
    article: Article,
    by: Author,
    now: datetime,
    revision: Revision | None = None,
    material_change: str = "",
) -> Article:
    """Show the working copy to readers, and keep it as a revision; or show the one that was kept.

    Published again, the article keeps its first date; `updated_at` moves when the text changed. A time
    that was set for it is over. A `material_change`, in a sentence, is shown to those who read it before.
    Announces ArticlePublished, or ArticleUpdated where readers could see another text before.
    """
    lock_article(article)
    text = revision or article.draft
    if not text.source.strip():
        raise NothingToPublish
    is_first, was_published = article.published_at is None, article.is_published
    has_changed = not was_published or text_of(text) != text_of(article)
    if revision:
        Revision.objects.filter(pk=revision.pk).update(is_publication=True)
    else:
        save_revision(
            draft=article.draft, by=by, now=now, is_publication=True, material_change=material_change
        )
    article.title, article.summary, article.source = text_of(text)
    article.state = ArticleState.PUBLISHED
    article.published_at = article.published_at or now
    article.updated_at = now if has_changed or not article.updated_at else article.updated_at
    article.publish_at = article.revision_to_publish = None
    render_article(article)
    article.save()
    if not was_published:
        announce(ArticlePublished(article_id=article.pk, at=now, is_first=is_first))
    elif has_changed:
        announce(ArticleUpdated(article_id=article.pk, at=now))
    return article


@transaction.atomic
def schedule_publication(
    *, article: Article, by: Author, at: datetime, now: datetime, material_change: str = ""
) -> Article:
    """Have the text as it is now published at `at`. What is typed afterwards is not in it.

    Raises TimeIsPast or NothingToPublish. Scheduled again, the text of that moment takes its place.
    """
    lock_article(article)
    draft = article.draft
    if at <= now:
        raise TimeIsPast
    if not draft.source.strip():
        raise NothingToPublish
    article.revision_to_publish = save_revision(draft=draft, by=by, now=now, material_change=material_change)
    article.publish_at = at
    article.save(update_fields=["publish_at", "revision_to_publish"])
    return article


@transaction.atomic
def cancel_publication(*, article: Article) -> Article:
    """Forget the time that was set; what was kept for it stays a revision."""
    lock_article(article)
    article.publish_at = article.revision_to_publish = None
    article.save(update_fields=["publish_at", "revision_to_publish"])
    return article


def publish_due_articles(*, now: datetime) -> int:
    """Publish each article whose time has come; how many. May run twice at once: each is published once."""
    published = 0
    for pk in Article.objects.filter(publish_at__lte=now).order_by("publish_at").values_list("pk", flat=True):
        with transaction.atomic():
            article = Article.objects.select_for_update(no_key=True).get(pk=pk)
            if article.publish_at and article.publish_at <= now and article.revision_to_publish:
                publish_article(
                    article=article, by=article.author, now=now, revision=article.revision_to_publish
                )
                published += 1
    return published


@transaction.atomic
def withdraw_article(*, article: Article, now: datetime) -> Article:
    """Hide a published article from readers. Its text, its date and its address stay as they are.

    Announces ArticleWithdrawn; hiding a draft changes nothing.
    """
    lock_article(article)
    if article.publish_at:
        cancel_publication(article=article)
    if article.is_published:
        article.state = ArticleState.DRAFT
        article.save(update_fields=["state"])
        announce(ArticleWithdrawn(article_id=article.pk, at=now))
    return article


def render_article(article: Article) -> None:
    """Bring what is derived from the source up to date; does not save."""
    with speaking(settings.LANGUAGE_CODE):  # that of the text, whatever its author's pages speak
        rendered = render(article.source, has_passages=True, has_questions=True)
    article.html = rendered.html
    article.contents = [asdict(heading) for heading in rendered.contents]
    article.excerpt = rendered.excerpt
    article.plain = f"{rendered.plain}\n{rendered.listings}".strip()
    article.reading_minutes = rendered.reading_minutes
    article.renderer_version = RENDERER_VERSION
