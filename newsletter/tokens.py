"""The signed tokens in the links of the newsletter's mail.

A token is

    <version>.<purpose>.<topic>.<subscriber>[.<time>].<signature>

- version: `1`. A reader of tokens refuses others with UnknownVersion and never guesses.
- purpose: `unsubscribe`, `confirm`, `preferences`, `move`, `download` or `read`; the signature's salt
  contains it too.
- topic: the number of a topic, or `all`; of `read`, the number of an issue, and where the link also marks a
  step done, `-<number of the roadmap>-<key of the step>`.
- subscriber: 32 hexadecimal digits, made of the address itself (`models.subscriber_id`); of `move`, the key
  of an AddressChange.
- time: base 62, as Django's TimestampSigner writes it; only where the purpose expires.
- signature: HMAC-SHA256 in unpadded URL-safe base64, by Django's Signer with the salt
  `newsletter.1.<purpose>`; keys in SECRET_KEY_FALLBACKS are accepted.

The separator is a full stop: mail readers break addresses at colons, and it is in no base64. A mail may
lie in a mailbox for years, and its link must work: version 1 of `unsubscribe` never expires and is never
given up (docs/decisions/0015-newsletter-tokens.md).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import get_language

from core.http import absolute

VERSION = "1"
ALL_TOPICS = "all"


class Purpose(StrEnum):
    UNSUBSCRIBE = "unsubscribe"
    CONFIRM = "confirm"
    PREFERENCES = "preferences"
    MOVE = "move"
    DOWNLOAD = "download"
    READ = "read"


LIFETIMES = {
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.PREFERENCES: timedelta(days=30),
    Purpose.MOVE: timedelta(days=7),
    Purpose.DOWNLOAD: timedelta(hours=72),
    Purpose.READ: timedelta(days=365),
}


class InvalidToken(ValueError):
    """Not signed by us, for another purpose, or too old."""


class ExpiredToken(InvalidToken):
    """Ours, and too old. `scope` is what it was about: good for a new link to that mailbox, and no more."""

    def __init__(self, scope: "Scope") -> None:
        self.scope = scope
        super().__init__()


class UnknownVersion(ValueError):
    """Perhaps ours, but of a format that this release cannot read."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token is about. `topic` is the key of a Topic; None stands for all of them.

    Of `read` it is that of an Issue, and `step` the key of a roadmap and that of its step.
    """

    subscriber: UUID
    topic: int | None
    step: tuple[int, str] | None = None


def make_token(
    purpose: Purpose, *, subscriber: UUID, topic: int | None = None, step: tuple[int, str] | None = None
) -> str:
    scope = ALL_TOPICS if topic is None else str(topic)
    if step is not None:
        scope = f"{scope}-{step[0]}-{step[1]}"
    return _make_signer(purpose).sign(f"{VERSION}.{purpose}.{scope}.{subscriber.hex}")


def url_of_token(page: str, token: str) -> str:
    """The full address of a page of the newsletter that takes a token, in the active language.

    Each reader of an issue has several: resolving the page anew would take longer than all the rest of a
    letter. Tokens hold only what stands unescaped in an address.
    """
    return absolute(_path_around_token(page, get_language()).replace(_STAND_IN, token))


_STAND_IN = "token-of-the-reader"


@lru_cache(maxsize=200)
def _path_around_token(page: str, language: str | None) -> str:
    return reverse(page, args=[_STAND_IN])


def read_token(purpose: Purpose, token: str) -> Scope:
    """Raises UnknownVersion, ExpiredToken or InvalidToken."""
    version = token.partition(".")[0]
    if version != VERSION:
        raise UnknownVersion(token) if version.isascii() and version.isdecimal() else InvalidToken(token)
    signer = _make_signer(purpose)
    try:
        if isinstance(signer, signing.TimestampSigner):
            value = signer.unsign(token, max_age=LIFETIMES[purpose])
        else:
            value = signer.unsign(token)
    except signing.SignatureExpired as error:
        raise ExpiredToken(_read_scope(signer.unsign(token))) from error
    except signing.BadSignature as error:
        raise InvalidToken(token) from error
    return _read_scope(value)


def _read_scope(value: str) -> Scope:
    _version, _purpose, about, subscriber = value.split(".")
    topic, _hyphen, step = about.partition("-")
    roadmap, _hyphen, key = step.partition("-")
    return Scope(
        UUID(subscriber),
        None if topic == ALL_TOPICS else int(topic),
        (int(roadmap), key) if step else None,
    )


def _make_signer(purpose: Purpose) -> signing.Signer:
    signer = signing.TimestampSigner if purpose in LIFETIMES else signing.Signer
    return signer(salt=f"newsletter.{VERSION}.{purpose}", sep=".")
