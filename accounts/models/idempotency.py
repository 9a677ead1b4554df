"""Answers to requests that may come twice, kept until they expire."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

KEY_ONCE = "accounts_idempotencykey_once"
LONGEST_KEY = 200


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class IdempotencyKey(models.Model):
    """The answer of one act to the first request that one person sent under this key.

    `request_hash` tells whether a later request is the same one. `answer` is what the act needs to give the
    answer again, such as the id of what it made; None only while the act runs.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=60)
    key = models.CharField(max_length=LONGEST_KEY)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["actor", "act", "key"], name=KEY_ONCE),)

    def __str__(self) -> str:
        return f"{self.act}: {self.key}"
