"""Caught mail on the disk: one .eml file each in CAUGHT_MAIL_DIR, named by a UUIDv7, so by time."""

import email
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from core.uuid7 import uuid7
from devtools.caught_mail.parsing import ParsedMail


@dataclass(frozen=True)
class CaughtMail:
    """A mail that was not sent but kept. Its parts are read from the file when they are asked for."""

    path: Path
    to: str
    subject: str

    @property
    def pk(self) -> UUID:
        return UUID(self.path.stem)

    @property
    def caught_at(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @property
    def raw(self) -> bytes:
        """The whole mail, as SMTP would have carried it."""
        return self.path.read_bytes()

    def parsed(self) -> ParsedMail:
        return ParsedMail(email.message_from_bytes(self.raw, policy=policy.default))

    def get_absolute_url(self) -> str:
        return reverse("devtools:caught-mail", args=[self.pk])


def save(raw: bytes) -> None:
    """Keep a mail. Its file appears at once and whole, or not at all."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{uuid7()}.part"
    unfinished.write_bytes(raw)
    unfinished.rename(unfinished.with_suffix(".eml"))


def all_mails() -> list[CaughtMail]:
    """Newest first. Of each only the headers are read."""
    return [_opened(path) for path in sorted(_folder().glob("*.eml"), reverse=True)]


def find(pk: UUID) -> CaughtMail | None:
    path = _folder() / f"{pk}.eml"
    return _opened(path) if path.exists() else None


def delete_all() -> None:
    for path in _folder().glob("*.eml"):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.CAUGHT_MAIL_DIR)


def _opened(path: Path) -> CaughtMail:
    with path.open("rb") as file:
        headers = BytesHeaderParser(policy=policy.default).parse(file)
    return CaughtMail(path, to=str(headers["To"] or ""), subject=str(headers["Subject"] or ""))
