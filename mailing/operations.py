"""What people and apps do with the outbox: owe a letter, recall it, decide what is uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.db import insert_new
from core.mailboxes import canonical
from core.refusals import Refusal
from core.uuid7 import uuid7_sql
from mailing import tasks
from mailing.buckets import BUCKET_SQL
from mailing.complaints import hold_if_too_many
from mailing.lifecycle import BULK_KINDS, OUTCOMES, LetterKind, LetterState
from mailing.models import (
    DeliveryPause,
    Letter,
    LetterEvent,
    LetterQuerySet,
    Suppression,
    message_id_domain,
    message_id_of,
)
from mailing.models.letters import AWAITING_OUTCOME
from mailing.pauses import pause_delivery
from mailing.providers import Report
from mailing.replies import Cause
from mailing.suppressions import is_dead, lift_suppression, suppress

__all__ = [
    "AlreadyOffered",
    "disown",
    "lift_suppression",
    "mark_uncertain_as_sent",
    "owe",
    "owe_each",
    "owe_many",
    "owe_many_sql",
    "pause_delivery",
    "recall",
    "record_outcome",
    "record_report",
    "resume_delivery",
    "send_again",
]

SUPPRESSING = {
    LetterState.BOUNCED: Suppression.Reason.HARD_BOUNCE,
    LetterState.COMPLAINED: Suppression.Reason.COMPLAINT,
}


class AlreadyOffered(Refusal):
    code = "letters_already_offered"
    message = _("The first letters have left. They cannot be called back.")


def owe(
    *,
    key: str,
    kind: LetterKind,
    template: str,
    to: str,
    due_at: datetime,
    recipient: AbstractBaseUser | None = None,
    language: str = "",
    context: dict[str, Any] | None = None,
    secret_context: dict[str, Any] | None = None,
    about: str = "",
) -> Letter:
    """Owe one letter, in the caller's transaction. Owed twice under one key to one address, it is sent once.

    `context` holds ids, not facts: the builder looks those up when the letter is sent. What can't
    be looked up, such as a one-time code, goes into `secret_context`, which is blanked when the
    letter has been sent, dropped or given up. `language` is for somebody without an account: a
    recipient gets it in the language of their settings. The letter that was owed first is returned,
    whatever has become of it since. Raises ValidationError when `to` is no address.
    """
    letter = Letter(
        key=key,
        kind=kind,
        template=template,
        to=to,
        due_at=due_at,
        recipient_id=None if recipient is None else recipient.pk,
        language=language,
        context=context or {},
        secret_context=secret_context,
        about=about,
    )
    owe_each([letter])
    return Letter.objects.get(bucket=letter.bucket, key=key)


def owe_each(letters: Sequence[Letter], *, beside: Sequence[Model] = ()) -> set[UUID]:
    """Owe several unsaved letters as `owe` would one by one, in one statement.

    The rows `beside` them, of any model whose keys are UUIDs, are inserted by the same statement. Returns the
    keys of the rows and letters that are new.
    """
    spelled = {to: canonical(to) for to in {letter.to for letter in letters}}
    for letter in letters:
        letter.address_to(spelled[letter.to])
        letter.message_id = message_id_of(letter.key)
    inserted = insert_new(beside, letters)
    if letters:
        _nudge_if_due(min(letter.due_at for letter in letters))
    return inserted


def owe_many(
    *,
    key: str,
    kind: LetterKind,
    template: str,
    readers: QuerySet[Any, Any],
    due_at: datetime,
    about: str = "",
    in_order: bool = False,
) -> int:
    """Owe a letter to each of many readers in one statement; how many were new.

    `readers` is a `.values(...)` query with the columns `suffix` (text; the letter's key is
    `"<key>:<suffix>"`), `to` (the address, stored in its canonical form), `context` (JSON),
    `recipient` (a user's id or null) and `language` (of a reader who is no recipient), and, with
    `in_order`, `place` (an interval that is added to `due_at`: who goes first), e.g.

        owe_many(
            key=f"issue:{issue.pk}", kind=LetterKind.NEWSLETTER, template="newsletter.issue",
            due_at=now, about=f"issue:{issue.pk}",
            readers=Subscriber.objects.confirmed().values(
                "language",
                suffix=Cast("pk", TextField()),
                to=F("email"),
                context=JSONObject(issue=Value(issue.pk), subscriber=F("pk")),
                recipient=F("user_id"),
            ),
        )

    Rerunnable: letters about this that are owed already under the same key stay as they are, also
    when their reader has another address by now. 100,000 take about a second.
    """
    readers_sql, readers_parameters = readers.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            owe_many_sql(readers_sql, new_id=uuid7_sql(), place="reader.place" if in_order else "NULL"),
            [key, message_id_domain(), kind, template, about, due_at, LetterState.OWED, *readers_parameters],
        )
        owed: int = cursor.rowcount
    _nudge_if_due(due_at)
    return owed


def owe_many_sql(readers: str, *, new_id: str, place: str = "NULL") -> str:
    """The statement of `owe_many`. `readers` is the SQL of its query, `new_id` that of a new UUIDv7."""
    bucket = BUCKET_SQL.format(address='reader."to"')
    return OWE_MANY.format(readers=readers, new_id=new_id, bucket=bucket, place=place)


OWE_MANY = """
INSERT INTO mailing_letter (
    id, bucket, key, message_id, "to", domain, recipient_id, language, context,
    kind, template, about, due_at, state,
    attempts, drop_reason, error, created_at, moved_at
)
SELECT
    {new_id}, keyed.bucket, keyed.key,
    '<' || left(encode(sha256(convert_to(keyed.key, 'UTF8')), 'hex'), 40) || '@' || given.domain || '>',
    keyed."to", substring(keyed."to" from '[^@]*$'), keyed.recipient, keyed.language, keyed.context,
    given.kind, given.template, given.about, given.due_at + COALESCE(keyed.place, interval '0'), given.state,
    0, '', '', now(), now()
FROM (SELECT %s, %s, %s, %s, %s, %s::timestamptz, %s)
    AS given (key, domain, kind, template, about, due_at, state),
LATERAL (
    SELECT
        given.key || ':' || reader.suffix AS key,
        reader."to", reader.recipient, reader.language, reader.context,
        {place}::interval AS place,
        {bucket} AS bucket
    FROM ({readers}) AS reader
) AS keyed
WHERE NOT EXISTS (
    SELECT FROM mailing_letter AS known WHERE known.about = given.about AND known.key = keyed.key
)
ON CONFLICT (bucket, key) DO NOTHING
"""


def recall(*, about: str, now: datetime, recipient: AbstractBaseUser | None = None) -> int:
    """Take back every letter about this that hasn't been offered to a mail server; how many.

    With a recipient, only those to them. A letter that is being sent at this very moment can't be recalled.
    """
    letters = Letter.objects.about(about)
    if recipient is not None:
        letters = letters.filter(recipient=recipient.pk)
    return letters.move(LetterState.RECALLED, at=now)


@transaction.atomic
def disown(*, about: str) -> int:
    """Delete every letter about this, as if none had been owed: the same keys may be owed again; how many.

    Raises AlreadyOffered, and deletes nothing, when one of them has been claimed or offered.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM mailing_letter WHERE about = %s AND state = %s AND attempts = 0",
            [about, LetterState.OWED],
        )
        number: int = cursor.rowcount
    if Letter.objects.about(about).exists():
        raise AlreadyOffered
    return number


@transaction.atomic
def record_outcome(
    *,
    message_id: str,
    outcome: LetterState,
    evidence: str,
    at: datetime,
    cause: Cause = Cause.MAILBOX,
) -> bool:
    """Note what a mail provider says later of a letter; whether that was news.

    `outcome` is delivered, bounced (it will not arrive) or complained. A complaint suppresses the address for
    newsletters and digests, and so does a bounce whose `cause` is certain of the mailbox; too many complaints
    hold newsletters to everybody (mailing.complaints). The same may be said any number of times and in any
    order: a letter never moves back. A Message-ID that nobody knows is no error: providers tell of other
    senders' mail too.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome} is nothing that a provider says.")
    awaiting = Letter.objects.filter(message_id=message_id, state__in=AWAITING_OUTCOME)
    letter = awaiting.select_for_update(of=("self",)).first()
    if letter is None or letter.events.filter(state=outcome).exists():
        return False
    LetterEvent.of(letter, state=outcome, note=evidence, at=at).save()
    Letter.objects.filter(pk=letter.pk).move(
        outcome, at=at, sent_at=Coalesce("sent_at", at), lease=None, leased_until=None
    )
    if outcome == LetterState.COMPLAINED or (outcome == LetterState.BOUNCED and is_dead(letter.to, cause)):
        suppress(
            address=letter.to,
            kinds=BULK_KINDS,
            reason=SUPPRESSING[outcome],
            evidence=evidence,
            now=at,
        )
    if outcome == LetterState.COMPLAINED and letter.kind_of_letter.is_bulk:
        hold_if_too_many(now=at)
    return True


def record_report(report: Report) -> bool:
    """Note one report of a provider, under whichever of its ids is ours; whether that was news."""
    return any(
        record_outcome(
            message_id=message_id,
            outcome=report.outcome,
            evidence=report.evidence,
            at=report.at,
            cause=report.cause,
        )
        for message_id in report.message_ids
    )


def send_again(*, letters: LetterQuerySet, by: AbstractBaseUser, now: datetime) -> int:
    """Owe failed or uncertain letters once more, with all their tries; how many.

    An uncertain letter may then arrive twice, under one Message-ID. One that was blanked stays as it
    is: its code is forgotten, and has expired anyway.
    """
    moved = _move_by_hand(
        letters.in_state(LetterState.FAILED, LetterState.UNCERTAIN).exclude(secret_context={}),
        LetterState.OWED,
        gettext("To be sent again."),
        by=by,
        now=now,
        attempts=0,
        due_at=now,
        lease=None,
    )
    if moved:
        tasks.nudge_after_commit()
    return moved


def mark_uncertain_as_sent(*, letters: LetterQuerySet, by: AbstractBaseUser, now: datetime) -> int:
    """Take uncertain letters for sent, since a look into the mail server's log says so; how many."""
    return _move_by_hand(
        letters.in_state(LetterState.UNCERTAIN),
        LetterState.SENT,
        gettext("Marked as sent."),
        by=by,
        now=now,
        sent_at=now,
        lease=None,
    )


@transaction.atomic
def _move_by_hand(
    letters: LetterQuerySet,
    state: LetterState,
    text: str,
    *,
    by: AbstractBaseUser,
    now: datetime,
    **changes: Any,
) -> int:
    """Move letters by hand, each with a line in its history. Locks their rows."""
    locked = list(letters.select_for_update(skip_locked=True, of=("self",)))
    LetterEvent.objects.bulk_create(
        LetterEvent.of(letter, state=state, note=text, at=now, by=by) for letter in locked
    )
    return Letter.objects.filter(pk__in=[letter.pk for letter in locked]).move(state, at=now, **changes)


def resume_delivery(*, pause: DeliveryPause, now: datetime) -> None:
    """End a pause. That of the transport ends with the next accepted letter: a try is made at once."""
    ongoing = DeliveryPause.objects.ongoing().filter(pk=pause.pk)
    ongoing.update(until=now, **({} if pause.is_of_transport else {"ended_at": now}))
    tasks.nudge_after_commit()


def _nudge_if_due(due_at: datetime) -> None:
    if due_at <= timezone.now():
        tasks.nudge_after_commit()
