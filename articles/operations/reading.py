"""What readers say they have read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article, Reading, Revision
from core.refusals import Refusal


class NotPublished(Refusal):
    code = "not_published"
    message = _("This article was withdrawn, so it can't be marked as read.")


@transaction.atomic
def mark_article_read(
    *, article: Article, reader: User, now: datetime, revision: Revision | None = None
) -> Reading:
    """Record that a reader has read an article: its published text, or the `revision` that was mailed.

    A repeated call updates the record, but never to an earlier text. Raises NotPublished.
    """
    shown = revision or article.revisions.published().order_by("-number").first()
    if shown is None or not Article.objects.published(now).filter(pk=article.pk).exists():
        raise NotPublished
    later = Reading.objects.filter(reader=reader, article=article, revision__number__gt=shown.number).first()
    if later is not None:
        return later
    Reading.objects.bulk_create(
        [Reading(reader=reader, article=article, revision=shown, read_at=now)],
        update_conflicts=True,
        unique_fields=["reader", "article"],
        update_fields=["revision", "read_at"],
    )
    return Reading.objects.get(reader=reader, article=article)


def mark_article_unread(*, article: Article, reader: User) -> None:
    """Forget that somebody read it."""
    Reading.objects.filter(article=article, reader=reader).delete()
