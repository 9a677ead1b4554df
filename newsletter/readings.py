"""What readers without an account have read: they said so in a letter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Revision
from core.uuid7 import uuid7

READ_ONCE = "newsletter_subscriberreading_once"


class SubscriberReading(models.Model):
    """A mailbox has read an article. When it gets an account, `articles.Reading` takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        "newsletter.Subscriber", on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading by mail")
        verbose_name_plural = _("readings by mail")
        constraints = (models.UniqueConstraint(fields=["subscriber", "article"], name=READ_ONCE),)

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.article_id}"
