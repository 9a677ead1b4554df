"""A caught mail taken apart, to be read on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import cast

HEADERS_FIRST = ("From", "To", "Subject", "Date")


@dataclass(frozen=True)
class Part:
    """A part of a mail that isn't its text: an invitation, an attachment."""

    number: int
    name: str
    media_type: str
    content: bytes

    @property
    def filename(self) -> str:
        return "invite.ics" if self.media_type == "text/calendar" else self.name

    @property
    def text(self) -> str:
        """What can be read on the page: invitations are text."""
        return self.content.decode("utf-8", "replace") if "calendar" in self.media_type else ""


@dataclass(frozen=True)
class ParsedMail:
    """A caught mail, taken apart."""

    mail: EmailMessage

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All of them, those that everybody knows first."""
        named = sorted(
            self.mail.items(),
            key=lambda item: HEADERS_FIRST.index(item[0]) if item[0] in HEADERS_FIRST else len(HEADERS_FIRST),
        )
        return [(name, str(value)) for name, value in named]

    def part(self, number: int) -> Part | None:
        return next((part for part in self.parts() if part.number == number), None)

    def parts(self) -> Iterator[Part]:
        for number, part in enumerate(self.mail.walk()):
            media_type = part.get_content_type()
            is_text = media_type in {"text/plain", "text/html"} and not part.is_attachment()
            if part.is_multipart() or is_text:
                continue
            content = cast(bytes, part.get_payload(decode=True))
            yield Part(number, part.get_filename() or media_type, media_type, content)

    def _body(self, subtype: str) -> str:
        part = self.mail.get_body((subtype,))
        return str(part.get_content()) if part else ""
