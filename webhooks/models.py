"""Where somebody's programs want to hear of their sessions, and what is owed to them."""

from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt
from accounts.models import User
from core.fields import LineField
from core.uuid7 import uuid7

ONE_DELIVERY_AN_EVENT = "webhooks_delivery_once_an_event"
STATE_IS_KNOWN = "webhooks_delivery_state_is_known"


class EventType(models.TextChoices):
    PING = "ping", _("Ping")
    CREATED = "booking.created", _("Session booked or asked for")
    CONFIRMED = "booking.confirmed", _("Session confirmed")
    RESCHEDULED = "booking.rescheduled", _("Session moved")
    JOINED = "booking.joined", _("Somebody joined your group")
    LEFT = "booking.left", _("Somebody left your group")
    CANCELLED = "booking.cancelled", _("Session cancelled")
    NO_SHOW = "booking.no_show", _("Somebody did not come")
    COMPLETED = "booking.completed", _("Session held")


class DeliveryState(models.TextChoices):
    OWED = "owed", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def listening(self) -> Self:
        """Those to which something may be owed."""
        return self.filter(person__is_active=True, paused_at=None)


class Endpoint(models.Model):
    """An address of a program. Address and secrets are stored encrypted.

    The old secret signs beside the new one until `old_secret_until`. `failing_since` is when the first of an
    unbroken row of failures was; while it is paused nothing is sent, and nothing new is owed.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="webhook_endpoints")
    name = LineField(_("name"), max_length=60)
    encrypted_url = models.TextField()
    encrypted_secret = models.TextField()
    encrypted_old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return decrypt(self.encrypted_url)

    @property
    def host(self) -> str:
        """What is shown of its address, which may hold a secret."""
        return urlsplit(self.url).netloc

    def secrets(self, now: datetime) -> list[str]:
        """Those that sign now, the newest first."""
        found = [decrypt(self.encrypted_secret)]
        if self.old_secret_until and now < self.old_secret_until:
            found.append(decrypt(self.encrypted_old_secret))
        return found


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """Those to be sent now: whose time has come, and which no worker has."""
        return self.filter(
            Q(leased_until=None) | Q(leased_until__lte=now),
            state=DeliveryState.OWED,
            due_at__lte=now,
            endpoint__paused_at=None,
            person__is_active=True,
        )


class Delivery(models.Model):
    """One event for one endpoint. Its id is the `webhook-id`, the same at every try."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)  # of what happened: owed again, it is owed once
    event = models.CharField(max_length=30, choices=EventType)
    payload = models.JSONField()
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    error = models.CharField(max_length=40, blank=True)  # the code of the last failure
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["person", "endpoint", "key"], name=ONE_DELIVERY_AN_EVENT),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name=STATE_IS_KNOWN),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state="owed"), name="webhooks_delivery_due"),
            models.Index(fields=["created_at"], name="webhooks_delivery_created"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"
