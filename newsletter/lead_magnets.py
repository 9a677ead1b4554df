"""What new readers get with their welcome: one file for each topic, in versions, and who has which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import LineField
from core.uuid7 import uuid7

VERSION_ONCE = "newsletter_leadmagnetversion_once"
DOWNLOAD_ONCE = "newsletter_download_once"


class LeadMagnetVersion(models.Model):
    """One version of the file; the latest is the one that is offered. Rows are never changed."""

    topic = models.ForeignKey(
        "newsletter.Topic", verbose_name=_("topic"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    filename = models.CharField(_("file name"), max_length=100)
    media_type = models.CharField(_("media type"), max_length=100)
    content = models.BinaryField(_("content"))
    size = models.PositiveIntegerField(_("size in bytes"))
    note = LineField(_("what is new"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of the download")
        verbose_name_plural = _("versions of the download")
        constraints = (models.UniqueConstraint(fields=["topic", "number"], name=VERSION_ONCE),)

    def __str__(self) -> str:
        return f"{self.filename}, {self.number}"

    @property
    def about(self) -> str:
        """What the letters that tell of it are about, in the outbox."""
        return f"lead-magnet:{self.pk}"


def latest_version(topic: str) -> LeadMagnetVersion | None:
    """The one that is offered, without its content. `topic` is a slug."""
    versions = LeadMagnetVersion.objects.filter(topic__slug=topic)
    return versions.defer("content").order_by("-number").first()


class Download(models.Model):
    """A reader has this version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        "newsletter.Subscriber", on_delete=models.CASCADE, related_name="downloads", db_index=False
    )
    version = models.ForeignKey(LeadMagnetVersion, on_delete=models.CASCADE, related_name="downloads")
    times = models.PositiveIntegerField(_("how often"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = (models.UniqueConstraint(fields=["subscriber", "version"], name=DOWNLOAD_ONCE),)

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.version_id}"
