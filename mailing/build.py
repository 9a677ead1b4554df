"""From claimed letters to finished messages, by the builders that the apps have registered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import NoReturn

from django.utils import timezone, translation

from core.mailboxes import canonical
from mailing.mime import Composed, compose
from mailing.models import DropReason, Letter
from mailing.registry import BulkBuilder, BulkMail, Drop, Forward, builder_of, bulk_builder_of

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


def build(letters: Sequence[Letter], *, at: datetime) -> Iterator[Built]:
    """Build the letters, each when it is asked for; those with a bulk builder together."""
    for (template, _kind, _about), group in _by_what_they_say(letters).items():
        in_bulk = bulk_builder_of(template)
        if in_bulk is None:
            yield from (_attempt(letter, partial(message_of, letter, at=at)) for letter in group)
        else:
            yield from _build_in_bulk(in_bulk, group, at=at)


def message_of(letter: Letter, *, at: datetime) -> bytes:
    """Build one letter, in its recipient's time zone and language. Raises what builders raise."""
    with _place_of(letter):
        mail = builder_of(letter.template)(letter)
        composed = compose(mail, kind=letter.kind_of_letter, about=letter.about, has_tokens=False)
        return composed.for_letter(letter, at=at)


def _build_in_bulk(builder: BulkBuilder, letters: Sequence[Letter], *, at: datetime) -> Iterator[Built]:
    """Serialise once for each language, fill in each reader's tokens.

    What goes wrong with the whole goes wrong for each.
    """
    first = letters[0]
    try:
        bulk = builder(letters)
        written_to = (pk for pk, reader in bulk.readers.items() if not isinstance(reader, Drop | Forward))
        composed = {
            language: compose(
                replace(bulk.mail, language=language), kind=first.kind_of_letter, about=first.about
            )
            for language in {bulk.languages.get(pk, bulk.mail.language) for pk in written_to}
        }
    except Exception as error:  # one faulty builder must not hold up the others
        whole = error
        yield from (_attempt(letter, partial(_raise, whole)) for letter in letters)
        return
    for letter in letters:
        yield _attempt(letter, partial(_filled_in, composed, bulk, letter, at=at))


def _filled_in(composed: Mapping[str, Composed], bulk: BulkMail, letter: Letter, *, at: datetime) -> bytes:
    reader = bulk.readers.get(
        letter.pk, Drop("There is no such reader any more.", reason=DropReason.NO_READER)
    )
    if isinstance(reader, Drop | Forward):
        raise reader
    language = bulk.languages.get(letter.pk, bulk.mail.language)
    return composed[language].for_letter(letter, at=at, values=reader)


def _raise(error: Exception) -> NoReturn:
    raise error


def _attempt(letter: Letter, make: Callable[[], bytes]) -> Built:
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


def _by_what_they_say(letters: Sequence[Letter]) -> dict[tuple[str, str, str], list[Letter]]:
    groups: dict[tuple[str, str, str], list[Letter]] = {}
    for letter in letters:
        groups.setdefault((letter.template, letter.kind, letter.about), []).append(letter)
    return groups


@contextmanager
def _place_of(letter: Letter) -> Iterator[None]:
    """The recipient's time zone and language; without a recipient, the platform's."""
    with ExitStack() as stack:
        if letter.recipient is not None:
            stack.enter_context(timezone.override(letter.recipient.zone))
            stack.enter_context(translation.override(letter.recipient.locale))
        yield
