"""Sending what is due: claim a batch, offer it letter by letter, mark what became of each.

What a crash can and can't do is written in `leases`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from mailing import rate
from mailing.breakers import Breakers, Tripped, Trouble
from mailing.buckets import ALL_BUCKETS
from mailing.build import Built, Compositions, Dropped, Forwarded, Ready, Unbuilt, build
from mailing.leases import Clock, Lease, recover_expired
from mailing.lifecycle import BULK_KINDS, DropReason
from mailing.mime import sender_address
from mailing.models import DeliveryPause, Letter, Suppression
from mailing.models.breakers import ScopeKey, scopes_of
from mailing.pace import REST, REST_AT_SLOWEST, SLOWEST, Paces, provider_of, reduce_pace
from mailing.pauses import (
    PAUSES,
    end_pauses,
    pause_delivery,
    pause_transport,
    pause_tripped,
)
from mailing.replies import Cause
from mailing.suppressions import is_dead, suppress, suppressed_among
from mailing.transport import Deferred, Refused, TooFast, Transport, Unavailable, Unsure, transport
from mailing.warmup import DayQuota

log = logging.getLogger(__name__)

BATCH = 100
TURN = timedelta(seconds=5)
LONGEST_BATCH = timedelta(seconds=1)
"""Of newsletters: then the claim begins anew, so that a code or a reminder waits no longer."""


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
    end_pauses(now=clock())
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
    held: set[ScopeKey] = field(default_factory=set)
    """The scopes of which no more is offered in this turn."""
    breakers: Breakers = field(default_factory=Breakers)
    compositions: Compositions = field(default_factory=dict)
    closed_domains: set[str] = field(default_factory=set)
    """To which no more newsletters go in this turn: their pace allows no more."""
    is_bulk_over: bool = False
    """Whether the day's newsletters have left."""

    def __post_init__(self) -> None:
        self.began_at = self.clock()
        self.lease = Lease(self.clock)
        self.paces = Paces.load(self.lease.token, now=self.began_at)
        self.quota = DayQuota.load(now=self.began_at)
        self.sent_to: Counter[str] = Counter()
        self.sender = sender_address()
        self.is_after_pause = DeliveryPause.objects.ongoing().of_transport().exists()

    def run(self) -> Tally:
        try:
            while not self.tally.is_out_of_time and (letters := self.claim()):
                if len(letters) == BATCH:
                    self.call_for_help()
                try:
                    self.deliver(letters)
                except Unavailable as unavailable:
                    pause_transport(unavailable, now=self.clock())
                    self.lease.give_back(letters)
                    break
                finally:
                    self.lease.commit_sent()
                    self.quota.settle()
        finally:
            self.paces.give_back()
        self.breakers.write_sent()
        return self.tally

    def claim(self) -> list[Letter]:
        return self.lease.claim(
            BATCH,
            buckets=self.buckets,
            without_bulk_to=self.closed_domains,
            is_bulk_over=self.is_bulk_over,
        )

    def deliver(self, letters: Sequence[Letter]) -> None:
        """Deal with one batch, or with as much of it as the turn has time for.

        A suppressed address is no reason to drop a letter whose reader has another by now.
        """
        withheld = self.withhold(letters)
        self.breakers.load(letters)
        suppressed = suppressed_among(letters, now=self.clock())
        batch_ends_at = self.clock() + LONGEST_BATCH
        is_whole = not withheld
        offered = [letter for letter in letters if letter.pk not in withheld]
        for built in build(offered, at=self.clock(), compositions=self.compositions):
            self.deal_with(built, is_suppressed=built.letter.pk in suppressed)
            now = self.clock()
            self.tally.is_out_of_time = now >= self.ends_at
            if self.tally.is_out_of_time or (now >= batch_ends_at and built.letter.kind_of_letter.is_bulk):
                is_whole = False
                break
        if self.held or not is_whole:
            self.lease.give_back(letters)

    def deal_with(self, built: Built, *, is_suppressed: bool) -> None:
        """Offer a letter that is ready and not held, and note what else became of it."""
        match built:
            case Ready(letter) if self.held and not self.held.isdisjoint(scopes_of(letter)):
                return
            case Forwarded(letter, to):
                self.lease.forward(letter, to)
                self.tally.forwarded += 1
            case Ready(letter) | Unbuilt(letter) if is_suppressed:
                self.drop(letter, DropReason.SUPPRESSED, str(DropReason.SUPPRESSED.label))
            case Ready(letter, message):
                self.offer(letter, message)
            case Dropped(letter, reason, text):
                self.drop(letter, reason, text)
            case Unbuilt(letter, reason):
                self.lease.count_attempt(letter)
                self.retry_later(letter, reason)

    def withhold(self, letters: Sequence[Letter]) -> set[UUID]:
        """The newsletters of this batch that may not leave now: by the pace of a provider, or for today."""
        now = self.clock()
        bulk = [letter for letter in letters if letter.kind_of_letter.is_bulk]
        if not bulk:
            return set()
        granted = self.paces.take(Counter(provider_of(letter.domain) for letter in bulk), now=now)
        allowed: list[Letter] = []
        for letter in bulk:
            provider = provider_of(letter.domain)
            if granted[provider] > 0:
                granted[provider] -= 1
                allowed.append(letter)
            else:
                self.closed_domains.add(letter.domain)
        number = self.quota.reserve(len(allowed), now=now)
        self.is_bulk_over = number < len(allowed)
        return {letter.pk for letter in bulk} - {letter.pk for letter in allowed[:number]}

    def offer(self, letter: Letter, message: bytes) -> None:
        """Have one letter accepted, and mark what became of it.

        Raises Unavailable when the server takes nothing from us; the letter is owed again then.
        """
        if rate.is_set():
            self.lease.commit_sent()
            rate.wait_for_turn()
        self.server.open()
        offered_at = self.clock()
        if letter.kind_of_letter.is_bulk:
            self.paces.note_offered(provider_of(letter.domain))
        try:
            is_sent = self.hand_over(letter, message)
        except Unavailable:
            self.lease.release(letter)
            raise
        except TooFast as too_fast:
            self.slow_down(letter, str(too_fast), offered_at)
        except Deferred as deferred:
            self.defer(letter, deferred, offered_at)
        except Unsure as unsure:
            self.mark_uncertain(letter, str(unsure), offered_at)
        except Refused as refused:
            self.refuse(letter, refused, offered_at)
        else:
            if is_sent:
                self.mark_sent(letter)

    def hand_over(self, letter: Letter, message: bytes) -> bool:
        """Have one letter accepted; False: it was recalled. Raises NotAccepted."""
        offer = self.lease.begin_sending(letter)
        try:
            self.server.send(sender=self.sender, to=letter.to, message=message, confirm=offer.confirm)
        finally:
            is_ours = offer.confirm()
        return is_ours

    def mark_sent(self, letter: Letter) -> None:
        self.lease.mark_sent(letter, with_next=letter.kind_of_letter.is_bulk)
        self.tally.sent += 1
        if letter.kind_of_letter.is_bulk:
            self.quota.sent += 1
            self.sent_to[provider_of(letter.domain)] += 1
        self.breakers.note_sent(letter)
        if self.is_after_pause:
            DeliveryPause.objects.ongoing().of_transport().update(ended_at=self.clock())
            self.is_after_pause = False

    def drop(self, letter: Letter, reason: DropReason, text: str) -> None:
        self.lease.drop(letter, reason, text)
        self.tally.dropped += 1

    def retry_later(self, letter: Letter, reason: str, *, soon: bool = False) -> None:
        if self.lease.retry_later(letter, reason, soon=soon):
            self.tally.retried_later += 1
        else:
            self.tally.failed += 1

    def slow_down(self, letter: Letter, reason: str, offered_at: datetime) -> None:
        """The server wants fewer letters: newsletters there go at half the pace, after a minute's rest.

        No try of this letter is lost. Codes and confirmations are still tried.
        """
        now, provider = self.clock(), provider_of(letter.domain)
        seconds = max(1.0, (now - self.began_at).total_seconds())
        reduced = reduce_pace(
            provider=provider,
            observed=round(self.sent_to[provider] * 60 / seconds),
            offered_at=offered_at,
            reason=reason,
            now=now,
        )
        self.paces.reduced[provider] = reduced
        if not letter.kind_of_letter.is_unsubscribable:
            self.retry_later(letter, reason)
            return
        self.lease.hold(letter, reason)
        self.hold(DeliveryPause.Scope.DOMAIN, letter.domain)
        pause_delivery(
            scope=DeliveryPause.Scope.DOMAIN,
            target=letter.domain,
            reason=reason,
            cause=DeliveryPause.Cause.TOO_FAST,
            until=now + (REST_AT_SLOWEST if reduced.letters_a_minute == SLOWEST else REST),
            now=now,
        )

    def defer(self, letter: Letter, deferred: Deferred, offered_at: datetime) -> None:
        """Try it again later. When the server itself is in trouble for letter after letter, all wait.

        Raises Unavailable then: this letter's attempt does not count.
        """
        if not deferred.is_of_server:
            self.retry_later(letter, str(deferred))
        elif self.count_failure(letter, Trouble.UNANSWERED, str(deferred), offered_at):
            self.lease.release(letter, after=PAUSES[-1])
            raise Unavailable(str(deferred), is_our_fault=False)
        else:
            self.retry_later(letter, str(deferred), soon=True)

    def mark_uncertain(self, letter: Letter, reason: str, offered_at: datetime) -> None:
        """It may have been accepted: only a letter that may come twice is offered again."""
        if not letter.kind_of_letter.is_bulk:
            self.defer(letter, Deferred(reason, is_of_server=True), offered_at)
            return
        self.lease.mark_uncertain(letter, reason)
        self.tally.uncertain += 1
        self.count_failure(letter, Trouble.UNCERTAIN, reason, offered_at)

    def refuse(self, letter: Letter, refused: Refused, offered_at: datetime) -> None:
        """A reader is left alone for what is said of their mailbox; what is said of us holds the issue.

        Refused for us once more after that, a letter fails: one odd server can't hold an issue for ever. A
        letter to one person is tried again, since what is said of us can be repaired within the day.
        """
        is_bulk, reason = letter.kind_of_letter.is_bulk, str(refused)
        if refused.cause is Cause.US and is_bulk and letter.about and not letter.error.startswith("5"):
            self.hold_issue(letter, reason)
            return
        if refused.cause is Cause.US and not is_bulk:
            self.retry_later(letter, reason)
        else:
            self.lease.fail(letter, reason)
            self.tally.failed += 1
            if is_dead(letter.to, refused.cause):
                suppress(
                    address=letter.to,
                    kinds=BULK_KINDS,
                    reason=Suppression.Reason.HARD_BOUNCE,
                    evidence=reason,
                    now=self.clock(),
                )
        trouble = Trouble.DEAD_MAILBOX if refused.cause is Cause.MAILBOX else Trouble.FAILED
        if self.count_failure(letter, trouble, reason, offered_at):
            raise Unavailable(reason, is_our_fault=True)

    def count_failure(self, letter: Letter, trouble: Trouble, reason: str, offered_at: datetime) -> bool:
        """Pause what has failed too often; whether that is all mail, which is for the caller to say."""
        now = self.clock()
        tripped = self.breakers.note_failure(letter, trouble, offered_at=offered_at, now=now)
        if tripped is None:
            return False
        if tripped.scope == DeliveryPause.Scope.TRANSPORT:
            return True
        self.hold(tripped.scope, tripped.target)
        pause_tripped(tripped, reason, now=now)
        return False

    def hold(self, scope: DeliveryPause.Scope, target: str) -> None:
        """Offer no more of this in this turn."""
        self.held.add((scope, target))
        self.tally.held += 1

    def hold_issue(self, letter: Letter, reason: str) -> None:
        """Offer no more of this issue until its author says so; this letter is owed again too."""
        self.lease.hold(letter, reason)
        self.hold(DeliveryPause.Scope.ISSUE, letter.about)
        refusal = Tripped(DeliveryPause.Scope.ISSUE, letter.about, DeliveryPause.Cause.REFUSES_US)
        pause_tripped(refusal, reason, now=self.clock())
