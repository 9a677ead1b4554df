"""Drafts that lose nothing, and the revisions that one can return to."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Draft, Revision
from articles.operations.addresses import AddressTaken, follow_title, save_under_free_slug
from core.refusals import Refusal
from core.text import one_line
from markup.rendering import strip_controls


class Conflict(Refusal):
    """Somebody, perhaps the author in another window, saved in between. `data` has their text."""

    code = "draft_conflict"
    message = _(
        "This text was saved somewhere else in the meantime. Both versions are below; save the one you want."
    )


@transaction.atomic
def write_article(
    *, author: Author, title: str, now: datetime, summary: str = "", source: str = ""
) -> Article:
    """Begin an article; nobody but its author sees it.

    Of articles with one title that are begun at once, each gets an address of its own; should others be
    quicker again and again, it raises AddressTaken.
    """
    title = clean_line(title)
    try:
        article = save_under_free_slug(Article(author=author, title=title, created_at=now), force_insert=True)
    except IntegrityError as error:
        raise AddressTaken from error
    Draft.objects.create(
        article=article,
        title=title,
        summary=clean_line(summary),
        source=strip_controls(source),
        saved_at=now,
    )
    return article


@transaction.atomic
def save_draft(
    *, article: Article, title: str, summary: str, source: str, version: int, now: datetime
) -> Draft:
    """Save the working copy that was opened as `version`; readers see no change.

    Raises Conflict, with the saved text as its data, when it has been saved since. The check and
    the change are one UPDATE: of two windows that save at once, one is told.
    """
    lock_article(article)
    mine = Draft.objects.filter(article=article, version=version)
    saved = mine.update(
        title=clean_line(title),
        summary=clean_line(summary),
        source=strip_controls(source),
        version=version + 1,
        saved_at=now,
    )
    draft = Draft.objects.select_related("article").get(article=article)
    if saved and not draft.article.published_at:
        follow_title(draft.article, draft.title)
    if not saved:
        raise Conflict(version=draft.version, title=draft.title, summary=draft.summary, source=draft.source)
    return draft


@transaction.atomic
def save_revision(
    *, draft: Draft, by: Author, now: datetime, is_publication: bool = False, material_change: str = ""
) -> Revision:
    """Save the working copy as it is now as a revision, which can be restored.

    `material_change` says what changed for readers, once the revision is published.
    """
    Article.objects.select_for_update().only("pk").get(pk=draft.article_id)
    last = Revision.objects.filter(article=draft.article_id).aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        article_id=draft.article_id,
        number=last + 1,
        title=draft.title,
        summary=draft.summary,
        source=draft.source,
        is_publication=is_publication,
        material_change=clean_line(material_change),
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
def share_draft(*, article: Article) -> Draft:
    """Make a link with which anybody can read the draft as it is at that time; a former link ends."""
    draft = Draft.objects.select_for_update().get(article=article)
    draft.share_key = secrets.token_urlsafe(24)
    draft.save(update_fields=["share_key"])
    return draft


def unshare_draft(*, article: Article) -> None:
    """End the link; whoever opens it finds nothing."""
    Draft.objects.filter(article=article).update(share_key=None)


def lock_article(article: Article) -> None:
    """Lock the article's row until the transaction ends, and read it again.

    What the caller has read may be out of date, and saving it would undo another act.
    """
    article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True))


def clean_line(text: str) -> str:
    """One line without control characters."""
    return one_line(strip_controls(text))
