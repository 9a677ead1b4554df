"""Issues that wait for a reader who wants several in one letter, and that letter: the digest."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.uuid7 import uuid7
from newsletter.lifecycle import STARTED, SubscriptionState

DIGEST_ONCE = "newsletter_digest_once"
HELD_ONCE = "newsletter_heldissue_once"
SENT_FROM = time(8)  # where the reader lives: on Saturday, or on the first of the month
SATURDAY = 6


class Cadence(models.TextChoices):
    """How often a reader gets a letter."""

    EACH = "each", _("Each issue")
    WEEKLY = "weekly", _("Once a week")
    MONTHLY = "monthly", _("Once a month")


@dataclass(frozen=True)
class Period:
    """What one digest covers: the issues that went out before `until` and were not in an earlier one."""

    name: str
    until: datetime


def latest_period(cadence: Cadence, zone: ZoneInfo, now: datetime) -> Period:
    """The period that ended last, for a reader who lives in this zone.

    Somebody who gets each issue has a digest only after a pause, or of what waited when they changed their
    mind: at once, and at most once a day.
    """
    here = now.astimezone(zone)
    if cadence == Cadence.EACH:
        return Period(f"{cadence}:{here.date()}", now)
    day = here.date()
    if here.time() < SENT_FROM:
        day -= timedelta(days=1)
    if cadence == Cadence.WEEKLY:
        day -= timedelta(days=(day.isoweekday() - SATURDAY) % 7)
    else:
        day = day.replace(day=1)
    return Period(f"{cadence}:{day}", datetime.combine(day, SENT_FROM, tzinfo=zone))


class Digest(models.Model):
    """That a reader was owed the letter of one period. At most one for each period."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        "newsletter.Subscriber", on_delete=models.CASCADE, related_name="digests", db_index=False
    )
    topic = models.ForeignKey("newsletter.Topic", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(_("period"), max_length=24)
    owed_at = models.DateTimeField(_("owed at"))

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = (models.UniqueConstraint(fields=["subscriber", "topic", "period"], name=DIGEST_ONCE),)

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.period}"


class HeldIssueQuerySet(models.QuerySet["HeldIssue"]):
    def waiting(self, now: datetime) -> Self:
        """In no digest yet, of readers who are not paused, and of issues that can't be undone any more."""
        unpaused = Q(subscription__paused_until=None) | Q(subscription__paused_until__lte=now)
        has_left = Q(issue__leaves_at=None) | Q(issue__leaves_at__lte=now)
        return self.filter(
            unpaused,
            has_left,
            digest=None,
            subscription__state=SubscriptionState.CONFIRMED,
            issue__state__in=STARTED,
        )


class HeldIssue(models.Model):
    """An issue that a reader was not mailed when it went out: it comes in their next digest.

    Of every issue a reader has either such a row or a letter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        "newsletter.Subscriber", on_delete=models.CASCADE, related_name="held_issues", db_index=False
    )
    subscription = models.ForeignKey(
        "newsletter.Subscription", on_delete=models.CASCADE, related_name="held_issues"
    )
    issue = models.ForeignKey("newsletter.Issue", on_delete=models.CASCADE, related_name="held")
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, null=True, related_name="held_issues")

    objects = HeldIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("held issue")
        verbose_name_plural = _("held issues")
        constraints = (models.UniqueConstraint(fields=["subscriber", "issue"], name=HELD_ONCE),)
        indexes = (
            models.Index(
                fields=["subscription"], condition=Q(digest=None), name="newsletter_heldissue_waits"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.issue_id}"
