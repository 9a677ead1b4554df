"""From claimed letters to finished messages, by the builders that the apps have registered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils import timezone

from core.formats import showing_clock
from core.languages import speaking
from core.mailboxes import canonical
from mailing.mime import Composed, compose
from mailing.models import DropReason, Letter
from mailing.registry import BulkBuilder, BulkMail, Drop, Forward, Mail, builder_of, bulk_builder_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ready:
    """A letter and its finished bytes."""

    letter: Letter
    message: bytes


@dataclass(frozen=True)
class Dropped:
    """A letter that is not to be sent."""

    letter: Letter
    reason: DropReason
    text: str


@dataclass(frozen=True)
class Forwarded:
    """A letter whose reader has another address by now."""

    letter: Letter
    to: str


@dataclass(frozen=True)
class Unbuilt:
    """A letter whose builder is missing or broken."""

    letter: Letter
    reason: str


Built = Ready | Dropped | Forwarded | Unbuilt


Compositions = dict[tuple[str, str, str, str], tuple[Mail, Composed]]
"""What bulk mails were composed of and into, by what they share: the next batch says the same, mostly."""


def build(
    letters: Sequence[Letter], *, at: datetime, compositions: Compositions | None = None
) -> Iterator[Built]:
    """Build the letters, each when it is asked for; those with a bulk builder together.

    `compositions` are those of the batches before, and get those of this one.
    """
    compositions = {} if compositions is None else compositions
    groups: dict[tuple[str, str, str, str], list[Letter]] = {}
    for letter in letters:
        saying = (letter.template, letter.kind, letter.about, letter.reader_language)
        groups.setdefault(saying, []).append(letter)
    for saying, group in groups.items():
        in_bulk = bulk_builder_of(saying[0])
        if in_bulk is None:
            yield from (_build_one(letter, partial(message_of, letter, at=at)) for letter in group)
        else:
            yield from _build_in_bulk(in_bulk, group, at=at, compositions=compositions, saying=saying)


def message_of(letter: Letter, *, at: datetime) -> bytes:
    """Build one letter, in its reader's language and time zone. Raises what builders raise."""
    with ExitStack() as stack:
        stack.enter_context(speaking(letter.reader_language))
        if letter.recipient is not None:
            stack.enter_context(timezone.override(letter.recipient.zone))
            stack.enter_context(showing_clock(letter.recipient.clock))
        mail = builder_of(letter.template)(letter)
        composed = compose(mail, kind=letter.kind_of_letter, about=letter.about, has_tokens=False)
        return composed.for_letter(letter, at=at)


def _build_in_bulk(
    builder: BulkBuilder,
    letters: Sequence[Letter],
    *,
    at: datetime,
    compositions: Compositions,
    saying: tuple[str, str, str, str],
) -> Iterator[Built]:
    """Serialise once for these readers of one language, fill in each one's tokens.

    What goes wrong with the whole goes wrong for each.
    """
    first = letters[0]
    whole: tuple[BulkMail, Composed] | Exception
    try:
        with speaking(first.reader_language):
            bulk = builder(letters)
            known, composed = compositions.get(saying, (None, None))
            if composed is None or known != bulk.mail:
                composed = compose(bulk.mail, kind=first.kind_of_letter, about=first.about)
                compositions[saying] = bulk.mail, composed
            whole = bulk, composed
    except Exception as error:  # one faulty builder must not hold up the others
        whole = error

    def message_to_reader(letter: Letter) -> bytes:
        if isinstance(whole, Exception):
            raise whole
        bulk, composed = whole
        reader = bulk.readers.get(letter.pk)
        if reader is None:
            raise Drop("There is no such reader any more.", reason=DropReason.NO_READER)
        if isinstance(reader, Drop | Forward):
            raise reader
        return composed.for_letter(letter, at=at, values=reader)

    for letter in letters:
        yield _build_one(letter, partial(message_to_reader, letter))


def _build_one(letter: Letter, make: Callable[[], bytes]) -> Built:
    try:
        return Ready(letter, make())
    except Drop as drop:
        return Dropped(letter, drop.reason, str(drop))
    except Forward as forward:
        to = canonical(forward.to)
        return Forwarded(letter, to) if to != letter.to else Unbuilt(letter, "It was forwarded to itself.")
    except Exception as error:  # one faulty builder must not hold up the others
        log.exception("Letter %s (%s) can't be built.", letter.pk, letter.template)
        return Unbuilt(letter, f"{type(error).__name__}: {error}")
