"""Notices, and what each person has chosen about them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uuid7 import uuid7

TOLD_ONCE = "notices_notice_told_once"
CHOSEN_ONCE = "notices_channelchoice_once"


class Channel(models.TextChoices):
    """A way by which a notice reaches somebody."""

    LIST = "list", _("In your list")
    MAIL = "mail", _("By mail")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: User) -> NoticeQuerySet:
        return self.filter(person=person)

    def listed(self, now: datetime) -> NoticeQuerySet:
        """In the list by now, and still so."""
        return self.filter(is_listed=True, at__lte=now, taken_back_at=None)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def with_updated_at(self) -> NoticeQuerySet:
        """Adds `updated_at`: when it was told, or read."""
        return self.annotate(updated_at=Greatest("at", "read_at"))

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-at", "-pk")


class Notice(models.Model):
    """One thing that one person is told at one time.

    What it says is found out when it is shown or mailed, from `context` (ids only) by its kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=200, help_text=_("The thing it is about, such as booking:17."))
    context = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(help_text=_("When it is told; before, nobody sees it."))
    is_listed = models.BooleanField(help_text=_("As the person had chosen when it was made."))
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "about", "at"],
                condition=Q(taken_back_at=None),
                name=TOLD_ONCE,
            )
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="notices_notice_newest"),
            models.Index(
                "person", "at", condition=Q(read_at=None, taken_back_at=None), name="notices_notice_unread"
            ),
            models.Index("about", condition=Q(taken_back_at=None), name="notices_notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}"

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class ChannelChoice(models.Model):
    """Whether a person wants one kind of notice by one channel. Without a row: the kind's default."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channel_choices"
    )
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    is_on = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name=CHOSEN_ONCE)]

    def __str__(self) -> str:
        return f"{self.kind}, {self.get_channel_display()}: {'on' if self.is_on else 'off'}"
