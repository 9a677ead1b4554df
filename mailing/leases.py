"""Who has a letter, and what they may mark: every change that delivery makes to a letter's row.

The crash rule. A letter is committed `sending` just before it is offered to the mail server and
`sent` just after. So whenever a worker dies, at most one of its letters was on the way:

- an expired `claimed` was never offered: it is owed again;
- an expired `sending` may have been accepted. A newsletter or digest is then uncertain, by name,
  for staff to settle. Any other letter is offered again under the same Message-ID: a repeated
  reminder does less harm than a missing one, and mailboxes collapse equal Message-IDs.

`sending` is committed while the mail server reads the addresses, and in any case before it gets the message.
That a newsletter was accepted is committed with the `sending` of the next one, in one statement: between
the two nothing is offered, so still at most one letter of a worker is in doubt.

All of this holds only for what is committed: delivery must not run inside a transaction, and
`durable=True` says so. Every mark is one UPDATE that asks for the state and the lease it expects, so
a worker whose lease has run out, and whose letters are with somebody else, can't mark them any more.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from core.mailboxes import domain_of
from mailing.buckets import ALL_BUCKETS
from mailing.lifecycle import DropReason, LetterState, sources_of
from mailing.marks import Mark, Value, persist
from mailing.models import DeliveryPause, Letter, LetterEvent, LetterQuerySet

Clock = Callable[[], datetime]

RELEASED: dict[str, Any] = {"lease": None, "leased_until": None}
TRIES = 5
SOON = timedelta(seconds=20)
WAITS = (timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=3), timedelta(hours=20))


def _sql_list(states: Iterable[LetterState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


MARK_SENDING = f"""
UPDATE mailing_letter
SET state = '{LetterState.SENDING}', moved_at = $1, leased_until = $2, attempts = attempts + 1
WHERE lease = $3 AND bucket = $4 AND id = $5 AND state IN ({_sql_list(sources_of(LetterState.SENDING))})
RETURNING attempts
"""  # noqa: S608  nothing but constants of ours


def _mark_sent(first: int) -> str:
    """The statement, with its places from this number on."""
    at, lease, bucket, pk = (f"${first + number}" for number in range(4))
    return f"""
UPDATE mailing_letter
SET state = '{LetterState.SENT}', moved_at = {at}, sent_at = {at}, leased_until = NULL, error = '',
    secret_context = CASE WHEN secret_context IS NOT NULL THEN '{{}}'::jsonb END
WHERE lease = {lease} AND bucket = {bucket} AND id = {pk}
    AND state IN ({_sql_list(sources_of(LetterState.SENT))})
"""  # noqa: S608  as above


MARK_SENT = _mark_sent(1)
MARK_SENT_AND_NEXT_SENDING = f"WITH accepted AS ({_mark_sent(6)}) {MARK_SENDING}"


@dataclass
class Offer:
    """A letter that is about to be offered. PostgreSQL commits that while one talks to the mail server."""

    letter: Letter
    mark: Mark
    is_ours: bool | None = None

    def confirm(self) -> bool:
        """Wait until it is committed. False: it was recalled, or the lease is lost."""
        if self.is_ours is None:
            attempts = self.mark.finish()
            self.is_ours = attempts is not None
            self.letter.attempts = attempts or self.letter.attempts
        return self.is_ours


@dataclass
class Lease:
    """One worker's right to the letters it claims. Times are asked of `clock`, since a turn is long."""

    clock: Clock
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    _accepted: tuple[Value, ...] | None = None
    """The values of MARK_SENT for a letter that is accepted and not yet marked."""

    def claim(
        self,
        at_most: int,
        *,
        buckets: Collection[int] = ALL_BUCKETS,
        without_bulk_to: Collection[str] = (),
        is_bulk_over: bool = False,
    ) -> list[Letter]:
        """Take the most urgent due letters of these buckets for this worker, until the lease runs out.

        No newsletter or digest to the domains of `without_bulk_to`; none at all if `is_bulk_over`.
        """
        now = self.clock()
        with transaction.atomic(durable=True):
            pauses = list(DeliveryPause.objects.in_force(now))
            read_in_order_of_the_index()
            wanted = Letter.objects.without_bulk() if is_bulk_over else Letter.objects.all()
            letters = list(
                wanted.due(now)
                .in_buckets(buckets)
                .not_paused(pauses)
                .without_bulk_to(without_bulk_to)
                .order_by("priority", "due_at")
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("recipient")[:at_most]
            )
            if letters:
                Letter.objects.filter(pk__in=[letter.pk for letter in letters]).move(
                    LetterState.CLAIMED, at=now, lease=self.token, leased_until=now + settings.MAIL_LEASE
                )
        return letters

    def give_back(self, letters: Sequence[Letter]) -> None:
        """Owe again whichever of these wasn't offered: the turn ended before their own."""
        mine = Letter.objects.filter(pk__in=[letter.pk for letter in letters], lease=self.token)
        mine.in_state(LetterState.CLAIMED).move(LetterState.OWED, at=self.clock(), **RELEASED)

    def begin_sending(self, letter: Letter) -> Offer:
        """Mark this letter as about to be offered, and with it the one before as accepted.

        It must be confirmed before the mail server gets the letter, and before anything else is asked of
        the database.
        """
        now = self.clock()
        values = (now, now + settings.MAIL_LEASE, self.token, letter.bucket, letter.pk)
        accepted, self._accepted = self._accepted, None
        if accepted is None:
            return Offer(letter, Mark(MARK_SENDING, values))
        return Offer(letter, Mark(MARK_SENT_AND_NEXT_SENDING, (*values, *accepted)))

    def mark_sent(self, letter: Letter, *, with_next: bool = False) -> None:
        """Commit that the server has accepted it: now, or `with_next`, when the next letter is offered."""
        now = self.clock()
        self._accepted = (now, self.token, letter.bucket, letter.pk)
        if not with_next:
            self.commit_sent()

    def commit_sent(self) -> None:
        """Commit what waits for the next letter to be offered: there is none, or not soon."""
        if self._accepted is not None:
            accepted, self._accepted = self._accepted, None
            Mark(MARK_SENT, accepted).finish()

    def release(self, letter: Letter, *, after: timedelta | None = None) -> None:
        """It wasn't offered after all, since the server took nothing: the attempt doesn't count.

        `after`: others are tried before it, should it be the letter that the server does not bear.
        """
        now = self.clock()
        changes: dict[str, Any] = {"attempts": F("attempts") - 1, **RELEASED}
        if after is not None:
            changes["due_at"] = now + after
        persist(lambda: self._own(letter).move(LetterState.OWED, at=now, **changes))

    def hold(self, letter: Letter, reason: str) -> None:
        """Owe it again: it was refused for no fault of its reader. The attempt doesn't count."""
        self._end(letter, LetterState.OWED, reason, attempts=F("attempts") - 1, lease=None)

    def drop(self, letter: Letter, reason: DropReason, text: str) -> None:
        self._end(letter, LetterState.DROPPED, text, drop_reason=reason)

    def forward(self, letter: Letter, to: str) -> None:
        """Owe it to another canonical address: its reader has moved."""
        text = f"Its reader has moved from {letter.to}."
        self._end(letter, LetterState.OWED, text, to=to, domain=domain_of(to), lease=None)

    def mark_uncertain(self, letter: Letter, reason: str) -> None:
        self._end(letter, LetterState.UNCERTAIN, reason)

    def fail(self, letter: Letter, reason: str) -> None:
        self._end(letter, LetterState.FAILED, reason)

    def count_attempt(self, letter: Letter) -> None:
        """A letter that can't even be built has had a try too."""
        persist(lambda: self._own(letter).update(attempts=F("attempts") + 1))
        letter.attempts += 1

    def retry_later(self, letter: Letter, reason: str, *, soon: bool = False) -> bool:
        """Owe it again later, or fail it when that was the last try; whether it is owed.

        `soon`: the server was away, which says nothing of the letter; the first wait is short then.
        """
        if letter.attempts >= TRIES:
            self.fail(letter, reason)
            return False
        due_at = self.clock() + (SOON if soon and letter.attempts == 1 else wait_after(letter.attempts))
        self._end(letter, LetterState.OWED, reason, due_at=due_at, lease=None)
        return True

    def _end(self, letter: Letter, state: LetterState, text: str, **changes: Any) -> None:
        """Be done with a letter that wasn't simply sent, and write why into its history."""
        now = self.clock()

        @transaction.atomic(durable=True)
        def end() -> None:
            if self._own(letter).move(state, at=now, leased_until=None, error=text, **changes):
                LetterEvent.of(letter, state=state, note=text, at=now).save()

        persist(end)

    def _own(self, letter: Letter) -> LetterQuerySet:
        """The letter, as long as this worker has it."""
        return Letter.objects.filter(bucket=letter.bucket, pk=letter.pk, lease=self.token)


def recover_expired(*, now: datetime) -> int:
    """Apply the crash rule to letters whose worker hasn't been heard of; how many there were."""
    with transaction.atomic(durable=True):
        expired = Letter.objects.leased_before(now)
        lost = list(expired.in_state(LetterState.SENDING).select_for_update(skip_locked=True))
        for letter in lost:
            if letter.kind_of_letter.is_bulk or letter.attempts >= TRIES:
                # The lease stays: should the worker be slow and not dead, it may still say `sent`.
                state, changes = LetterState.UNCERTAIN, {"error": MAY_BE_SENT, "leased_until": None}
                text = MAY_BE_SENT
            else:
                state, changes, text = LetterState.OWED, RELEASED, OFFERED_AGAIN
            Letter.objects.filter(pk=letter.pk).move(state, at=now, **changes)
            LetterEvent.of(letter, state=state, note=text, at=now).save()
        never_offered = expired.in_state(LetterState.CLAIMED).move(LetterState.OWED, at=now, **RELEASED)
    return len(lost) + never_offered


MAY_BE_SENT = "The worker was lost while sending; the server may have accepted it."
OFFERED_AGAIN = "The worker was lost while sending; to be offered again."


def wait_after(attempts: int) -> timedelta:
    """How long until the next try: longer each time, five tries in about a day, scattered by a fifth."""
    return WAITS[min(attempts, len(WAITS)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311  no secret


def read_in_order_of_the_index() -> None:
    """For this transaction: never sort all that is due in order to take the first hundred.

    PostgreSQL would, as long as its statistics don't know yet of a newsletter that has just been
    owed to 100,000 readers; each batch then takes 200 ms instead of one.
    """
    _execute_sql("SET LOCAL enable_sort = off")


def _execute_sql(statement: str, parameters: Sequence[Any] = ()) -> int:
    """How many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
