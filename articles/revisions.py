"""The texts of articles that were published, or saved in between."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import LineField

REVISION_NUMBER_ONCE = "articles_revision_number_once"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def published(self) -> Self:
        return self.filter(is_publication=True)

    def material(self) -> Self:
        """Those whose author said what changed for readers."""
        return self.published().exclude(material_change="")


class Revision(models.Model):
    """The text as it was when it was published, or saved as a revision. Never changed afterwards."""

    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField(_("number"))
    title = LineField(_("title"), max_length=160)
    summary = LineField(_("summary"), max_length=300, blank=True)
    source = models.TextField(_("text"), blank=True)
    is_publication = models.BooleanField(_("is a publication"), default=False)
    material_change = LineField(
        _("what changed for readers"),
        max_length=300,
        blank=True,
        help_text=_("A sentence for those who read it before; empty when nothing matters to them."),
    )
    created_at = models.DateTimeField(_("created at"))
    by = models.ForeignKey(
        User, verbose_name=_("saved by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = (models.UniqueConstraint(fields=["article", "number"], name=REVISION_NUMBER_ONCE),)

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
