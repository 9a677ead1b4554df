"""What people have read, and in which text."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.revisions import Revision
from core.uuid7 import uuid7

READ_ONCE = "articles_reading_once"


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, reader: User) -> Self:
        return self.filter(reader=reader)

    def with_changes(self) -> Self:
        """With `changed_at` and `change`: when the author last told of a change since, in which words."""
        since = Revision.objects.filter(article=OuterRef("article"), number__gt=OuterRef("revision__number"))
        material = since.material().order_by("-number")
        return self.annotate(
            changed_at=Subquery(material.values("created_at")[:1]),
            change=Subquery(material.values("material_change")[:1]),
        )

    def for_list(self) -> Self:
        """Those of articles that can still be read, with what a list shows."""
        return (
            self.filter(article__state="published")
            .select_related("article__author__user")
            .only(
                "read_at",
                "reader",
                "article__slug",
                "article__title",
                "article__reading_minutes",
                "article__author__user__display_name",
            )
            .with_changes()
            .order_by(F("changed_at").desc(nulls_last=True), "-read_at", "-pk")
        )


class Reading(models.Model):
    """Somebody said that they read an article. `revision` is the text that they read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reader = models.ForeignKey(
        User, verbose_name=_("reader"), on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, related_name="readings"
    )
    revision = models.ForeignKey(
        Revision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="+"
    )
    read_at = models.DateTimeField(_("read at"))

    changed_at: datetime | None  # of `with_changes`
    change: str | None

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = (models.UniqueConstraint(fields=["reader", "article"], name=READ_ONCE),)

    def __str__(self) -> str:
        return f"{self.reader}: {self.article}"
