"""Sending what is due: claim a batch, offer it letter by letter, mark what became of each.

What a crash can and can't do is written in `leases`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from mailing import rate
from mailing.buckets import ALL_BUCKETS
from mailing.build import Dropped, Forwarded, Ready, Unbuilt, build
from mailing.leases import Clock, Lease, recover_expired
from mailing.lifecycle import BULK_KINDS, DropReason
from mailing.mime import sender_address
from mailing.models import DeliveryPause, Letter, Suppression
from mailing.pauses import pause_delivery, pause_transport
from mailing.replies import Cause
from mailing.suppressions import is_dead, suppress, suppressed_among
from mailing.transport import Deferred, Refused, Transport, Unavailable, Unsure, transport

log = logging.getLogger(__name__)

BATCH = 100
TURN = timedelta(seconds=5)


@dataclass
class Tally:
    """What one turn of delivery did, in letters."""

    sent: int = 0
    dropped: int = 0
    forwarded: int = 0
    retried_later: int = 0
    failed: int = 0
    uncertain: int = 0
    held: int = 0
    is_out_of_time: bool = False
    """Whether the turn ended before the work."""


def deliver_due(
    *,
    clock: Clock = timezone.now,
    turn: timedelta = TURN,
    buckets: Collection[int] = ALL_BUCKETS,
    call_for_help: Callable[[], None] = lambda: None,
) -> Tally:
    """Send what is due until nothing is, or the turn is over; then other tasks may have the worker.

    Any number of these may run at once, in any number of processes. `call_for_help` is called
    when there is more than one batch to do.
    """
    recover_expired(now=clock())
    if DeliveryPause.objects.in_force(clock()).of_transport().exists():
        return Tally()
    with transport() as server:
        return DeliveryTurn(server, clock, clock() + turn, buckets, call_for_help).run()


@dataclass
class DeliveryTurn:
    """One worker's turn: one lease, one connection to the mail server."""

    server: Transport
    clock: Clock
    ends_at: datetime
    buckets: Collection[int]
    call_for_help: Callable[[], None]
    tally: Tally = field(default_factory=Tally)
    held: set[str] = field(default_factory=set)
    """What the letters are about that are no longer offered."""

    def __post_init__(self) -> None:
        self.lease = Lease(self.clock)
        self.sender = sender_address()
        self.is_after_pause = DeliveryPause.objects.ongoing().of_transport().exists()

    def run(self) -> Tally:
        while not self.tally.is_out_of_time and (letters := self.lease.claim(BATCH, buckets=self.buckets)):
            if len(letters) == BATCH:
                self.call_for_help()
            try:
                self.deliver(letters)
            except Unavailable as unavailable:
                pause_transport(unavailable, now=self.clock())
                self.lease.give_back(letters)
                break
        return self.tally

    def deliver(self, letters: Sequence[Letter]) -> None:
        """Deal with one batch, or with as much of it as the turn has time for.

        A suppressed address is no reason to drop a letter whose reader has another by now.
        """
        suppressed = suppressed_among(letters, now=self.clock())
        for built in build(letters, at=self.clock()):
            match built:
                case Ready(letter) if letter.about in self.held:
                    continue
                case Forwarded(letter, to):
                    self.lease.forward(letter, to)
                    self.tally.forwarded += 1
                case Ready(letter) | Unbuilt(letter) if letter.pk in suppressed:
                    self.drop(letter, DropReason.SUPPRESSED, str(DropReason.SUPPRESSED.label))
                case Ready(letter, message):
                    self.offer(letter, message)
                case Dropped(letter, reason, text):
                    self.drop(letter, reason, text)
                case Unbuilt(letter, reason):
                    self.lease.count_attempt(letter)
                    self.retry_later(letter, reason)
            if self.clock() >= self.ends_at:
                self.tally.is_out_of_time = True
                break
        if self.tally.is_out_of_time or self.held:
            self.lease.give_back(letters)

    def offer(self, letter: Letter, message: bytes) -> None:
        """Have one letter accepted, and mark what became of it.

        Raises Unavailable when the server takes nothing from us; the letter is owed again then.
        """
        rate.wait_for_turn()
        self.server.open()
        if not self.lease.mark_sending(letter):
            return
        try:
            self.server.send(sender=self.sender, to=letter.to, message=message)
        except Unavailable:
            self.lease.release(letter)
            raise
        except Deferred as deferred:
            self.retry_later(letter, str(deferred))
        except Unsure as unsure:
            self.mark_uncertain(letter, str(unsure))
        except Refused as refused:
            self.refuse(letter, refused)
        else:
            self.mark_sent(letter)

    def mark_sent(self, letter: Letter) -> None:
        self.lease.mark_sent(letter)
        self.tally.sent += 1
        if self.is_after_pause:
            DeliveryPause.objects.ongoing().of_transport().update(ended_at=self.clock())
            self.is_after_pause = False

    def drop(self, letter: Letter, reason: DropReason, text: str) -> None:
        self.lease.drop(letter, reason, text)
        self.tally.dropped += 1

    def retry_later(self, letter: Letter, reason: str) -> None:
        if self.lease.retry_later(letter, reason):
            self.tally.retried_later += 1
        else:
            self.tally.failed += 1

    def mark_uncertain(self, letter: Letter, reason: str) -> None:
        """It may have been accepted: only a letter that may come twice is offered again."""
        if not letter.kind_of_letter.is_bulk:
            self.retry_later(letter, reason)
            return
        self.lease.mark_uncertain(letter, reason)
        self.tally.uncertain += 1

    def refuse(self, letter: Letter, refused: Refused) -> None:
        """A reader is left alone for what is said of their mailbox; what is said of us holds the issue.

        Refused for us once more after that, a letter fails: one odd server can't hold an issue for ever. A
        letter to one person is tried again, since what is said of us can be repaired within the day.
        """
        if refused.cause is Cause.US and not letter.kind_of_letter.is_bulk:
            self.retry_later(letter, str(refused))
            return
        if refused.cause is Cause.US and letter.about and not letter.error.startswith("5"):
            self.hold_issue(letter, refused)
            return
        self.lease.fail(letter, str(refused))
        self.tally.failed += 1
        if is_dead(letter.to, refused.cause):
            suppress(
                address=letter.to,
                kinds=BULK_KINDS,
                reason=Suppression.Reason.HARD_BOUNCE,
                evidence=str(refused),
                now=self.clock(),
            )

    def hold_issue(self, letter: Letter, refused: Refused) -> None:
        """Offer no more of this issue until its author says so; this letter is owed again too."""
        self.lease.hold(letter, str(refused))
        self.held.add(letter.about)
        self.tally.held += 1
        pause_delivery(
            scope=DeliveryPause.Scope.ISSUE,
            target=letter.about,
            reason=str(refused),
            cause=DeliveryPause.Cause.REFUSES_US,
            until=None,
            now=self.clock(),
        )
