"""Whom people saved, and with whom they want nothing to do."""

from typing import Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from accounts.models import User
from core.uuid7 import uuid7
from mentoring.models.booking import Attendance, Booking, PersonShown
from mentoring.models.mentor import Mentor

SAVED_ONCE = "mentoring_favourite_saved_once"
BLOCKED_ONCE = "mentoring_block_blocked_once"
NOBODY_BLOCKS_THEMSELVES = "mentoring_block_nobody_blocks_themselves"


class Favourite(models.Model):
    """A mentor whom somebody saved. Nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="favourites", db_index=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "mentor"], name=SAVED_ONCE),)

    def __str__(self) -> str:
        return f"{self.person}: {self.mentor}"


class BlockQuerySet(models.QuerySet["Block"]):
    def between(self, one: int, other: int) -> Self:
        """Whoever of the two did it; by the ids of the people."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))

    def of(self, person: User) -> Self:
        """Those that keep this person and others apart, whoever did it."""
        return self.filter(Q(blocker=person) | Q(blocked=person))

    def for_list(self, blocker: User) -> Self:
        """Those that this person made, the newest first, with everything that shows whom they block."""
        mine = self.filter(blocker=blocker).select_related("blocked", "met_in")
        with_people = Prefetch("met_in__attendances", Attendance.objects.order_by("pk"))
        return mine.prefetch_related(with_people).order_by("-blocked_at", "pk")


class Block(models.Model):
    """Neither of the two can book, find for a step or review the other. Only who did it sees it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    blocker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    blocked = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocked_by")
    blocked_at = models.DateTimeField(default=timezone.now)
    met_in = models.ForeignKey(Booking, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["blocker", "blocked"], name=BLOCKED_ONCE),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name=NOBODY_BLOCKS_THEMSELVES),
        )

    def __str__(self) -> str:
        return f"{self.blocker}: {self.blocked}"

    @property
    def blocked_shown(self) -> PersonShown:
        """Who is blocked, as the blocker may see them: without a name where they met without one."""
        return self.met_in.shown(self.blocked) if self.met_in else self.blocked
