"""Which workers there are, and when each was last known to do what it is asked."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNHEALTHY_AFTER = timedelta(seconds=120)
"""Also in deploy/healthcheck.py, which knows nothing of Django."""
FORGOTTEN_AFTER = timedelta(minutes=15)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def fresh(self) -> HeartbeatQuerySet:
        return self.filter(seen_at__gt=timezone.now() - UNHEALTHY_AFTER)

    def forgotten(self) -> HeartbeatQuerySet:
        return self.filter(seen_at__lte=timezone.now() - FORGOTTEN_AFTER)


class Heartbeat(models.Model):
    """A worker is well when it lately took a task from its own queue at the broker and ran it to its end.

    That its process lives says little: after a lost connection a worker may run on and take nothing.
    """

    worker = models.CharField(_("worker"), max_length=255, primary_key=True)
    """Celery's name of it, `celery@<host>`."""
    seen_at = models.DateTimeField(_("seen"))

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.worker
