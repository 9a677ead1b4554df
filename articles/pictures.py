"""The pictures that authors upload for their articles."""

from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import LineField
from core.uuid7 import uuid7

HAS_DESCRIPTION = "articles_picture_has_description"


class PictureQuerySet(models.QuerySet["Picture"]):
    def by(self, user: User) -> Self:
        """Those that this person uploaded."""
        return self.filter(author__user=user)


class Picture(models.Model):
    """A picture in several files, which lie in the storage below `pictures/<id>/`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(
        "articles.Author", verbose_name=_("author"), on_delete=models.CASCADE, related_name="pictures"
    )
    description = LineField(_("what one sees"), max_length=300)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    files = models.JSONField(_("files"), default=list, help_text=_("The names of its files."))
    created_at = models.DateTimeField(_("created at"))

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(description=""), name=HAS_DESCRIPTION)
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def folder(self) -> str:
        return f"pictures/{self.pk.hex}"

    @property
    def address(self) -> str:
        """It says how large the picture is, so that a text can be laid out before it arrives."""
        shape = {"key": self.pk.hex, "width": self.width, "height": self.height, "size": "", "kind": "webp"}
        return reverse("articles:picture", kwargs=shape)

    @property
    def markdown(self) -> str:
        """What shows it in a text."""
        words = self.description.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
        return f"![{words}]({self.address})"
