"""What people and apps do at the post office: owe a letter, recall it, settle what is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from mailing import tasks
from mailing.lifecycle import Kind, State
from mailing.models import Letter, LetterEvent, LetterQuerySet, Pause, message_id_domain, message_id_of


def owe(
    *,
    key: str,
    kind: Kind,
    template: str,
    to: str,
    due_at: datetime,
    recipient: AbstractBaseUser | None = None,
    context: dict[str, Any] | None = None,
    secret_context: dict[str, Any] | None = None,
    about: str = "",
) -> Letter:
    """Owe one letter, in the caller's transaction. Owed twice under one key, it is sent once.

    `context` holds ids, not facts: the builder looks those up when the letter is sent. What can't
    be looked up, such as a one-time code, goes into `secret_context`, which is blanked when the
    letter has been sent, dropped or given up. The letter that was owed first is returned,
    whatever has become of it since.
    """
    owe_each(
        [
            Letter(
                key=key,
                kind=kind,
                template=template,
                to=to,
                due_at=due_at,
                recipient_id=None if recipient is None else recipient.pk,
                context=context or {},
                secret_context=secret_context,
                about=about,
            )
        ]
    )
    return Letter.objects.get(key=key)


def owe_each(letters: Sequence[Letter]) -> None:
    """Owe several unsaved letters as `owe` would one by one, in one statement."""
    for letter in letters:
        letter.message_id = message_id_of(letter.key)
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    if letters:
        _nudge_if_due(min(letter.due_at for letter in letters))


def owe_many(
    *,
    key: str,
    kind: Kind,
    template: str,
    readers: QuerySet[Any, dict[str, Any]],
    due_at: datetime,
    about: str = "",
) -> int:
    """Owe a letter to each of many readers in one statement; how many were new.

    `readers` is a `.values(...)` query with the columns `suffix` (text; the letter's key is
    `"<key>:<suffix>"`), `to` (the address), `context` (JSON) and `recipient` (a user's id or
    null), e.g.

        owe_many(
            key=f"issue:{issue.pk}", kind=Kind.NEWSLETTER, template="articles.issue",
            due_at=now, about=f"issue:{issue.pk}",
            readers=Subscriber.objects.confirmed().values(
                suffix=Cast("pk", TextField()),
                to=F("email"),
                context=JSONObject(issue=Value(issue.pk), subscriber=F("pk")),
                recipient=F("user_id"),
            ),
        )

    Rerunnable: letters that are owed already stay as they are. 100,000 take about a second.
    """
    readers_sql, readers_parameters = readers.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            OWE_MANY.format(readers=readers_sql),
            [key, message_id_domain(), kind, template, about, due_at, State.OWED, *readers_parameters],
        )
        owed: int = cursor.rowcount
    _nudge_if_due(due_at)
    return owed


OWE_MANY = """
INSERT INTO mailing_letter (
    key, message_id, "to", recipient_id, context, kind, template, about, due_at, state,
    attempts, error, created_at, moved_at
)
SELECT
    keyed.key,
    '<' || left(encode(sha256(convert_to(keyed.key, 'UTF8')), 'hex'), 40) || '@' || given.domain || '>',
    keyed."to", keyed.recipient, keyed.context,
    given.kind, given.template, given.about, given.due_at, given.state,
    0, '', now(), now()
FROM (SELECT %s, %s, %s, %s, %s, %s::timestamptz, %s)
    AS given (key, domain, kind, template, about, due_at, state),
LATERAL (
    SELECT given.key || ':' || reader.suffix AS key, reader."to", reader.recipient, reader.context
    FROM ({readers}) AS reader
) AS keyed
ON CONFLICT (key) DO NOTHING
"""


def recall(*, about: str, now: datetime) -> int:
    """Take back every letter about this that hasn't been offered to a mail server; how many.

    A letter that is being sent at this very moment can't be recalled.
    """
    return Letter.objects.about(about).move(State.RECALLED, at=now)


def send_again(*, letters: LetterQuerySet, by: AbstractBaseUser, now: datetime) -> int:
    """Owe failed or doubtful letters once more, with all their tries; how many.

    A letter in doubt may then arrive twice, under one Message-ID. One that was blanked stays as it
    is: its code is forgotten, and has expired anyway.
    """
    return _resolve(
        letters.in_state(State.FAILED, State.IN_DOUBT).exclude(secret_context={}),
        State.OWED,
        gettext("To be sent again."),
        by=by,
        now=now,
        attempts=0,
        due_at=now,
        lease=None,
    )


def settle_as_sent(*, letters: LetterQuerySet, by: AbstractBaseUser, now: datetime) -> int:
    """Take letters in doubt for sent, since a look into the mail server's log says so; how many."""
    return _resolve(
        letters.in_state(State.IN_DOUBT),
        State.SENT,
        gettext("Settled as sent."),
        by=by,
        now=now,
        sent_at=now,
        lease=None,
    )


@transaction.atomic
def _resolve(
    letters: LetterQuerySet, state: State, text: str, *, by: AbstractBaseUser, now: datetime, **changes: Any
) -> int:
    """Move letters by hand, each with a line in its history. Locks their rows."""
    locked = list(letters.select_for_update(skip_locked=True).values_list("pk", flat=True))
    LetterEvent.objects.bulk_create(
        LetterEvent(letter_id=pk, at=now, state=state, note=text, by_id=by.pk) for pk in locked
    )
    moved = Letter.objects.filter(pk__in=locked).move(state, at=now, **changes)
    if state == State.OWED and moved:
        tasks.nudge_after_commit()
    return moved


def try_now(*, now: datetime) -> None:
    """Cut an ongoing pause short: the mail server is asked again at once."""
    Pause.objects.ongoing().update(until=now)
    tasks.nudge_after_commit()


def _nudge_if_due(due_at: datetime) -> None:
    if due_at <= timezone.now():
        tasks.nudge_after_commit()
