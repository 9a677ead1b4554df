"""Sending what is due: claim a batch, offer it letter by letter, mark what became of each.

What a crash can and can't do is written in `leases`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from mailing import pace
from mailing.building import Dropped, Forwarded, Ready, Unbuilt, build
from mailing.leases import Clock, Lease, recover_expired
from mailing.lifecycle import BULK_KINDS
from mailing.messages import header_address
from mailing.models import Letter, Pause, Suppression
from mailing.transport import Deferred, Refused, Shut, Transport, Unsure, transport

log = logging.getLogger(__name__)

BATCH = 100
TURN = timedelta(seconds=5)
PAUSES = (timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=5))
PAUSE_WHEN_OURS = timedelta(minutes=15)


@dataclass
class Tally:
    """What one turn of delivery did, in letters."""

    sent: int = 0
    dropped: int = 0
    forwarded: int = 0
    put_off: int = 0
    failed: int = 0
    in_doubt: int = 0
    is_out_of_time: bool = False
    """Whether the turn ended before the work."""


def deliver_due(
    *,
    clock: Clock = timezone.now,
    turn: timedelta = TURN,
    call_for_help: Callable[[], None] = lambda: None,
) -> Tally:
    """Send what is due until nothing is, or the turn is over; then other tasks may have the worker.

    Any number of these may run at once, in any number of processes. `call_for_help` is called
    when there is more than one batch to do.
    """
    recover_expired(now=clock())
    if Pause.objects.ongoing().filter(until__gt=clock()).exists():
        return Tally()
    with transport() as post:
        return Round(post, clock, clock() + turn, call_for_help).run()


@dataclass
class Round:
    """One worker's turn: one lease, one connection to the mail server."""

    post: Transport
    clock: Clock
    ends_at: datetime
    call_for_help: Callable[[], None]
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.lease = Lease(self.clock)
        self.sender = header_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        self.is_after_pause = Pause.objects.ongoing().exists()

    def run(self) -> Tally:
        while not self.tally.is_out_of_time and (letters := self.lease.claim(BATCH)):
            if len(letters) == BATCH:
                self.call_for_help()
            try:
                self.deliver(letters)
            except Shut as shut:
                pause(shut, now=self.clock())
                self.lease.give_back(letters)
                break
        return self.tally

    def deliver(self, letters: Sequence[Letter]) -> None:
        """Deal with one batch, or with as much of it as the turn has time for.

        A suppressed address is no reason to drop a letter whose reader has another by now.
        """
        suppressed = suppressed_among(letters)
        for built in build(letters, at=self.clock()):
            match built:
                case Forwarded(letter, to):
                    self.forward(letter, to)
                case Ready(letter) | Unbuilt(letter) if letter.pk in suppressed:
                    self.drop(letter, "The address is suppressed.")
                case Ready(letter, message):
                    self.offer(letter, message)
                case Dropped(letter, reason):
                    self.drop(letter, reason)
                case Unbuilt(letter, reason):
                    letter.attempts += 1
                    self.put_off(letter, reason)
            if self.clock() >= self.ends_at:
                self.tally.is_out_of_time = True
                self.lease.give_back(letters)
                break

    def offer(self, letter: Letter, message: bytes) -> None:
        """Have one letter accepted, and mark what became of it.

        Raises Shut when the server takes nothing from us; the letter is owed again then.
        """
        pace.wait_for_turn()
        self.post.open()
        if not self.lease.begin(letter):
            return
        try:
            self.post.send(sender=self.sender, to=header_address(letter.to), message=message)
        except Shut:
            self.lease.withdraw(letter)
            raise
        except Deferred as deferred:
            self.put_off(letter, str(deferred))
        except Unsure as unsure:
            self.doubt(letter, str(unsure))
        except Refused as refused:
            self.refuse(letter, refused)
        else:
            self.finish(letter)

    def finish(self, letter: Letter) -> None:
        self.lease.finish(letter)
        self.tally.sent += 1
        if self.is_after_pause:
            Pause.objects.ongoing().update(ended_at=self.clock())
            self.is_after_pause = False

    def drop(self, letter: Letter, reason: str) -> None:
        self.lease.drop(letter, reason)
        self.tally.dropped += 1

    def forward(self, letter: Letter, to: str) -> None:
        self.lease.forward(letter, to)
        self.tally.forwarded += 1

    def put_off(self, letter: Letter, reason: str) -> None:
        if self.lease.put_off(letter, reason):
            self.tally.put_off += 1
        else:
            self.tally.failed += 1

    def doubt(self, letter: Letter, reason: str) -> None:
        """It may have been accepted: only a letter that may come twice is offered again."""
        if not letter.kind_of_letter.is_bulk:
            self.put_off(letter, reason)
            return
        self.lease.doubt(letter, reason)
        self.tally.in_doubt += 1

    def refuse(self, letter: Letter, refused: Refused) -> None:
        self.lease.fail(letter, str(refused))
        self.tally.failed += 1
        if refused.is_dead_address:
            suppress_dead(letter.to, reason=str(refused), now=self.clock())


def suppressed_among(letters: Sequence[Letter]) -> set[int]:
    """The pks of the letters that may not go out. One query, or none when all are essential."""
    candidates = [letter for letter in letters if letter.kind_of_letter.is_unsubscribable]
    if not candidates:
        return set()
    addresses = {letter.to.casefold() for letter in candidates}
    refused = set(Suppression.objects.filter(address__in=addresses).values_list("address", "kind"))
    return {letter.pk for letter in candidates if (letter.to.casefold(), letter.kind) in refused}


def suppress_dead(address: str, *, reason: str, now: datetime) -> None:
    """Write no newsletter or digest to an address that the server says doesn't exist."""
    Suppression.objects.bulk_create(
        [
            Suppression(
                address=address.casefold(),
                kind=kind,
                reason=Suppression.Reason.HARD_BOUNCE,
                note=reason,
                at=now,
            )
            for kind in BULK_KINDS
        ],
        ignore_conflicts=True,
    )


def pause(shut: Shut, *, now: datetime) -> Pause:
    """Offer nothing to the mail server for a while: longer each time, and long when staff must act."""
    ongoing, is_new = Pause.objects.get_or_create(
        ended_at=None, defaults={"began_at": now, "until": now, "reason": str(shut), "failures": 0}
    )
    wait = PAUSE_WHEN_OURS if shut.is_our_fault else PAUSES[min(ongoing.failures, len(PAUSES) - 1)]
    Pause.objects.filter(pk=ongoing.pk).update(until=now + wait, reason=str(shut), failures=F("failures") + 1)
    if is_new:
        log.error("The mail server takes nothing from us; delivery pauses: %s", shut)
    return ongoing
