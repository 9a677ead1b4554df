"""Files that authors bring along, as they were understood, until they decide."""

from typing import Self

import msgspec
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.imports import Document, Loss
from core.uuid7 import uuid7


class ArticleImportQuerySet(models.QuerySet["ArticleImport"]):
    def by(self, user: User) -> Self:
        return self.filter(author__user=user)


class ArticleImport(models.Model):
    """What was found in a file. Nothing is made of it until its author says so; it is deleted a day later.

    `stored_as` names the file itself in the storage, where its pictures are needed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(
        "articles.Author", verbose_name=_("author"), on_delete=models.CASCADE, related_name="imports"
    )
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    format = models.CharField(_("format"), max_length=20)
    contents = models.JSONField(_("contents"), help_text=_("The articles, as articles.imports has them."))
    report = models.JSONField(_("report"), default=list, help_text=_("What is lost."))
    stored_as = models.CharField(_("stored as"), max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"))

    objects = ArticleImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of articles")
        verbose_name_plural = _("files of articles")

    def __str__(self) -> str:
        return self.file_name or str(self.pk)

    @property
    def documents(self) -> list[Document]:
        return msgspec.convert(self.contents, list[Document])

    @property
    def losses(self) -> list[Loss]:
        return msgspec.convert(self.report, list[Loss])
