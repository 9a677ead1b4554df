"""What apps and people do with notices: tell, take back, read, choose channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core.db import select_planned
from mailing import operations as outbox
from mailing.models import Letter, LetterState
from notices.models import Channel, ChannelChoice, Notice, NoticeQuerySet
from notices.registry import NoticeKind

Choices = Mapping[tuple[int, str, str], bool]
"""By person's id, kind's name and channel."""


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """One thing to tell one person at one time.

    What the person has just done themselves is listed as read: it is no news to them. With a `letter_key`,
    the letter is owed under that; otherwise under one made from the notice.
    """

    person: User
    kind: NoticeKind
    about: str
    at: datetime
    context: dict[str, Any] = field(default_factory=dict)
    is_news: bool = True
    letter_key: str = ""


def tell(
    *,
    person: User,
    kind: NoticeKind,
    about: str,
    now: datetime,
    at: datetime | None = None,
    context: dict[str, Any] | None = None,
) -> None:
    """Tell one person one thing, now or at a time to come, by every channel that they have for this kind.

    It joins the caller's transaction: what the act undoes was never told. Told again about the same thing
    for the same time it is told once. `context` holds ids, from which the kind's `describe` and the builder
    of its letter find out what is so when they are asked.
    """
    notice = NewNotice(person=person, kind=kind, about=about, at=at or now, context=context or {})
    tell_each([notice], now=now)


@transaction.atomic(savepoint=False)
def tell_each(notices: Sequence[NewNotice], *, now: datetime) -> None:
    """Tell several things as `tell` would one by one, in two statements."""
    if not notices:
        return
    choices = _choices_of(notices)
    rows = [_row(new, choices, now=now) for new in notices]
    letters = [
        (row, letter)
        for row, new in zip(rows, notices, strict=True)
        if (letter := _letter(row, new, choices)) is not None
    ]
    inserted = outbox.owe_each([letter for _row, letter in letters], beside=rows)
    told_before = [letter.pk for row, letter in letters if row.pk not in inserted and letter.pk in inserted]
    if told_before:
        Letter.objects.filter(pk__in=told_before).delete()


@transaction.atomic(savepoint=False)
def take_back(*, about: str, person: User | None = None, now: datetime) -> None:
    """What was told about this is no longer so: whatever nobody has read or been sent yet disappears.

    With a person, only what they were told.
    """
    told = Notice.objects.filter(about=about, taken_back_at=None, read_at=None)
    if person:
        told = told.filter(person=person)
    told.update(taken_back_at=now)
    outbox.recall(about=about, recipient=person, now=now)


@transaction.atomic(savepoint=False)
def take_back_coming(*, person: User, kind: NoticeKind, now: datetime) -> None:
    """Whatever of this kind the person was to be told later is not told, whatever it is about."""
    coming = Notice.objects.of(person).filter(kind=kind.name, at__gt=now, taken_back_at=None)
    coming.update(taken_back_at=now)
    if kind.letter:
        letters = Letter.objects.filter(recipient=person, template=kind.letter.name, due_at__gt=now)
        letters.move(LetterState.RECALLED, at=now)


def mark_read(*, notices: NoticeQuerySet, now: datetime) -> int:
    """How many of these had not been read."""
    return notices.unread().update(read_at=now)


def mark_unread(*, notices: NoticeQuerySet) -> int:
    return notices.exclude(read_at=None).update(read_at=None)


@transaction.atomic
def choose_channels(
    *, person: User, choices: Mapping[NoticeKind, Mapping[Channel, bool]], now: datetime
) -> None:
    """Have these kinds of notices by these channels from now on; the other kinds stay as they are.

    Letters of a kind that somebody turns off and that still wait are recalled. What a kind always uses,
    or can't use, is passed over.
    """
    rows = [
        ChannelChoice(person=person, kind=kind.name, channel=channel, is_on=is_on)
        for kind, channels in choices.items()
        for channel, is_on in channels.items()
        if channel in kind.channels and channel not in kind.always
    ]
    ChannelChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "kind", "channel"],
        update_fields=["is_on"],
    )
    templates = [
        kind.letter.name
        for kind, channels in choices.items()
        if kind.letter and Channel.MAIL not in kind.always and channels.get(Channel.MAIL) is False
    ]
    Letter.objects.filter(recipient=person, template__in=templates).move(LetterState.RECALLED, at=now)


def channels_of(person: User, kinds: Sequence[NoticeKind]) -> dict[NoticeKind, dict[Channel, bool]]:
    """What the person gets of each kind, by each channel that it can use. One query."""
    chosen = {
        (choice.kind, choice.channel): choice.is_on for choice in ChannelChoice.objects.filter(person=person)
    }
    return {
        kind: {channel: kind.uses(channel, chosen.get((kind.name, channel))) for channel in kind.channels}
        for kind in kinds
    }


CHOSEN = """
SELECT person_id, kind, channel, is_on FROM notices_channelchoice
WHERE person_id = ANY(%(people)s::bigint[]) AND kind = ANY(%(kinds)s)
"""


def _choices_of(notices: Sequence[NewNotice]) -> Choices:
    found = select_planned(
        CHOSEN,
        people=list({new.person.pk for new in notices}),
        kinds=list({new.kind.name for new in notices}),
    )
    return {(person_id, kind, channel): is_on for person_id, kind, channel, is_on in found}


def _uses(new: NewNotice, channel: Channel, choices: Choices) -> bool:
    return new.kind.uses(channel, choices.get((new.person.pk, new.kind.name, channel)))


def _row(new: NewNotice, choices: Choices, *, now: datetime) -> Notice:
    return Notice(
        person=new.person,
        kind=new.kind.name,
        about=new.about,
        context=new.context,
        at=new.at,
        is_listed=_uses(new, Channel.LIST, choices),
        created_at=now,
        read_at=None if new.is_news else now,
    )


def _letter(notice: Notice, new: NewNotice, choices: Choices) -> Letter | None:
    """Its letter, if it has one. Told again after it was taken back, a notice is another one."""
    if new.kind.letter is None or not _uses(new, Channel.MAIL, choices):
        return None
    return Letter(
        key=new.letter_key or f"notice:{notice.pk}",
        kind=new.kind.letter.kind,
        template=new.kind.letter.name,
        to=new.person.email,
        recipient=new.person,
        due_at=new.at,
        context=new.context,
        about=new.about,
    )
