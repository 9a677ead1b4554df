"""From a Mail to the bytes that SMTP carries: inlined HTML, text, calendar, headers (RFC 5322, 2045).

The body is written once and kept as bytes with gaps where readers differ, see `Composed`. Text is
quoted-printable, and a gap always stands alone between two soft line breaks: whatever fills it,
and however long that is, nothing that was encoded before has to change.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import policy
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from html import escape
from urllib.parse import quote, urlsplit

import css_inline
from django.conf import settings
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from core.text import one_line
from mailing.lifecycle import LetterKind
from mailing.models import Letter, message_id_domain
from mailing.providers import reference_header
from mailing.registry import (
    SECTION,
    SECTION_BEGIN,
    SECTION_END,
    TOKEN,
    Attachment,
    CalendarPart,
    Mail,
    without_tokens,
)

CRLF = b"\r\n"
HTML, TEXT = "html", "text"


@dataclass(frozen=True)
class Gap:
    """Where a reader's own value goes, escaped for HTML or not."""

    token: str
    in_html: bool

    def fill(self, values: Mapping[str, str]) -> bytes:
        value = values[self.token]
        return quoted_printable(escape(value) if self.in_html else value)


@dataclass(frozen=True)
class SectionPieces:
    """What only those readers get whose values name the section."""

    section: str
    pieces: Sequence[bytes | Gap | SectionPieces]

    def fill(self, values: Mapping[str, str]) -> bytes:
        return fill_pieces(self.pieces, values) if values.get(self.section) else b""


Piece = bytes | Gap | SectionPieces
Pieces = list[Piece]


@dataclass(frozen=True)
class Composed:
    """A mail for any number of readers. `body` begins with the headers that all of them share."""

    kind: LetterKind
    body: Sequence[Piece]
    unsubscribe_url: str | None
    preferences_url: str | None = None

    def for_letter(self, letter: Letter, *, at: datetime, values: Mapping[str, str] | None = None) -> bytes:
        """The whole message to one reader. Raises KeyError when `values` lacks a token of the mail.

        `letter.to` is canonical, hence ASCII: the envelope has the same.
        """
        values = values or {}
        own = [
            header_line("To", letter.to),
            b"Message-ID: %b\r\n" % letter.message_id.encode("ascii"),
            _date_line(at),
        ]
        if reference := reference_header(letter.message_id):
            own.append(header_line(*reference))
        if self.unsubscribe_url and self.kind.is_unsubscribable:
            url = TOKEN.sub(lambda match: values[match[1]], self.unsubscribe_url)
            own.append(list_unsubscribe(url, letter.message_id))
        if self.preferences_url and self.kind.is_unsubscribable:
            own.append(list_help(TOKEN.sub(lambda match: values[match[1]], self.preferences_url)))
        return b"".join((*own, fill_pieces(self.body, values)))


def fill_pieces(pieces: Iterable[Piece], values: Mapping[str, str]) -> bytes:
    return b"".join(piece if isinstance(piece, bytes) else piece.fill(values) for piece in pieces)


def compose(mail: Mail, *, kind: LetterKind, about: str = "", has_tokens: bool = True) -> Composed:
    """Render and serialise a mail, all but what is each reader's own."""
    html = inline_styles(render_html(mail, kind=kind))
    if not has_tokens:
        html, mail = without_tokens(html), replace(mail, subject=without_tokens(mail.subject))
    alternatives = [text_part("plain", plain_text(html)), text_part("html", html, in_html=True)]
    if mail.calendar is not None:
        alternatives.append(calendar_part(mail.calendar))
    content = multipart_part("alternative", alternatives)
    if attached := [*calendar_attachments(mail.calendar), *mail.attachments]:
        content = multipart_part("mixed", [content, *map(attachment_part, attached)])
    return Composed(
        kind=kind,
        body=join_pieces([*shared_headers(mail, kind, about), *content]),
        unsubscribe_url=mail.unsubscribe_url,
        preferences_url=mail.preferences_url,
    )


# --- What it says ---


def render_html(mail: Mail, *, kind: LetterKind) -> str:
    return render_to_string(
        mail.template,
        {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "subject": mail.subject,
            "postal_address": settings.MAIL_POSTAL_ADDRESS if kind.is_bulk else "",
            "unsubscribe_url": mail.unsubscribe_url if kind.is_unsubscribable else None,
            "preferences_url": mail.preferences_url if kind.is_unsubscribable else None,
            **mail.context,
        },
    )


_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def inline_styles(html: str) -> str:
    """The same page with its styles on the elements, as mail readers need it; @media rules are kept."""
    return _inliner.inline(html)


def plain_text(html: str) -> str:
    """The text of a mail, with every link's address beside its words.

    A picture with a title is that title, such as the words of a formula; another is its description. A
    listing keeps its lines and their indentation.
    """
    html = _STYLE.sub(_style_that_tells, html)
    html = _LISTING.sub(_listing_of_words, html)
    html = _PICTURE_WITH_A_TITLE.sub(r"\1", html)
    config = ParserConfig(css=CSS_PROFILES["strict"], display_links=True, display_images=True)
    text = get_text(html, config)
    text = _LINK_OF_ITSELF.sub(r"\1", text)
    lines = (_LINK_ALONE.sub(r"\1:\n\2", line.strip()) for line in text.splitlines())
    lines = (_LINK_IN_A_LINE.sub(r"\1 <\2>", line) for line in lines)
    text = SECTION_END.sub(lambda end: f"{end[0].strip()}\n\n", "\n".join(lines))
    text = SECTION_BEGIN.sub(r"\1\n\n", text)  # what a reader does not get leaves no empty lines
    return re.sub(r"\n{3,}", "\n\n", text).strip().replace(_INDENT, " ") + "\n"


def _style_that_tells(style: re.Match[str]) -> str:
    """What the converter knows of it: it would read all the others, too, for a quarter of its time."""
    told = ";".join(each for each in style[2].split(";") if each.partition(":")[0].strip() in _TELLING)
    return f'{style[1]} style="{told}"' if told else style[1]


_STYLE = re.compile(r'(<[a-z][^<>]*?) style="([^"]*)"')
_TELLING = {"display", "white-space", "margin-top", "margin-bottom", "padding-left"}


def _listing_of_words(listing: re.Match[str]) -> str:
    """Its words alone, since the converter joins lines inside elements; its indentation is marked to stay."""
    words = re.sub(r"<[^>]+>", "", listing[1])
    return f"<pre>{re.sub(r'^ +', lambda spaces: _INDENT * len(spaces[0]), words, flags=re.MULTILINE)}</pre>"


_LISTING = re.compile(r"<pre\b[^>]*>(.*?)</pre>", re.DOTALL)
_INDENT = "\N{BRAILLE PATTERN BLANK}"


_PICTURE_WITH_A_TITLE = re.compile(r'<img\b[^>]*?\stitle="([^"]+)"[^>]*>')
_LINK_OF_ITSELF = re.compile(r"\[(\S+)\]\(\1/?\)")
_LINK_ALONE = re.compile(r"^\[([^\]]+)\]\((\S+)\)$")
# Angle brackets tell a mail reader where an address ends (RFC 3986, appendix C).
_LINK_IN_A_LINE = re.compile(r"\[([^\[\]]+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)")


# --- MIME parts, each a list of bytes and gaps ---


def text_part(subtype: str, text: str, *, in_html: bool = False) -> Pieces:
    return [
        b"Content-Type: text/%b; charset=utf-8\r\n" % subtype.encode(),
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
        *encoded_text(text, in_html=in_html),
        CRLF,
    ]


def encoded_text(text: str, *, in_html: bool) -> Pieces:
    """Quoted-printable, with tokens and sections between soft line breaks (RFC 2045, 6.7)."""
    pieces: Pieces = []
    before, *rest = SECTION.split(text)
    pieces += _encoded_words(before, in_html=in_html)
    for name, part, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        inside = join_pieces(_encoded_words(part, in_html=in_html))
        pieces += [b"=\r\n", SectionPieces(name, inside), b"=\r\n", *_encoded_words(after, in_html=in_html)]
    return pieces


def _encoded_words(text: str, *, in_html: bool) -> Pieces:
    pieces: Pieces = []
    for position, part in enumerate(TOKEN.split(text)):
        if position % 2:
            pieces += [b"=\r\n", Gap(part, in_html), b"=\r\n"]
        else:
            pieces.append(quoted_printable(part))
    return pieces


def quoted_printable(text: str) -> bytes:
    lines = text.encode().replace(CRLF, b"\n")
    return binascii.b2a_qp(lines, istext=True).replace(b"\n", CRLF)


def calendar_part(calendar: CalendarPart) -> Pieces:
    """The invitation itself, which calendars act on (RFC 6047)."""
    kind = f"text/calendar; method={calendar.method}; charset=utf-8"
    return [b"Content-Type: %b\r\n" % kind.encode("ascii"), *base64_body(calendar.body)]


def calendar_attachments(calendar: CalendarPart | None) -> Iterable[Attachment]:
    """The same once more as a file, for readers that don't act on the part."""
    if calendar is not None:
        yield Attachment(filename="invite.ics", content=calendar.body, media_type="application/ics")


def attachment_part(attachment: Attachment) -> Pieces:
    name = _fold_header("Content-Disposition", f'attachment; filename="{attachment.filename}"')
    kind = f"Content-Type: {attachment.media_type}\r\n".encode("ascii")
    return [kind, name, *base64_body(attachment.content)]


def base64_body(content: bytes) -> Pieces:
    encoded = base64.encodebytes(content).replace(b"\n", CRLF)
    return [b"Content-Transfer-Encoding: base64\r\n\r\n", encoded]


def multipart_part(subtype: str, parts: Iterable[Pieces]) -> Pieces:
    """Its boundary begins with `=_`, which neither quoted-printable nor base64 can contain."""
    boundary = f"=_{subtype}".encode()
    pieces: Pieces = [
        b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n' % (subtype.encode(), boundary),
    ]
    for part in parts:
        pieces += [b"--%b\r\n" % boundary, *part]
    return [*pieces, b"--%b--\r\n" % boundary]


def join_pieces(pieces: Iterable[Piece]) -> Pieces:
    """The same, with neighbouring bytes made one."""
    whole: Pieces = []
    run: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            run.append(piece)
        else:
            whole += [b"".join(run), piece]
            run = []
    return [*whole, b"".join(run)]


# --- Headers ---


def shared_headers(mail: Mail, kind: LetterKind, about: str) -> Iterable[bytes]:
    if TOKEN.search(mail.subject):
        raise ValueError("A subject can't hold a token: it is the same for every reader.")
    yield _from(mail.from_name, settings.DEFAULT_FROM_EMAIL)
    yield header_line("Subject", one_line(mail.subject))
    if mail.reply_to:
        yield header_line("Reply-To", mail.reply_to)
    yield b"MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"
    if kind.is_bulk:
        domain = message_id_domain()
        yield header_line("List-Id", f"{settings.SITE_NAME} <{kind}.{domain}>")
        yield header_line("Feedback-ID", f"{about.replace(':', '-')}:{kind}:{settings.SITE_NAME.lower()}")


def list_unsubscribe(url: str, message_id: str) -> bytes:
    """RFC 2369 and the one click of RFC 8058."""
    ways = [f"<{url}>"]
    if settings.MAIL_UNSUBSCRIBE_ADDRESS and urlsplit(url).scheme == "https":
        subject = quote(f"unsubscribe {message_id.strip('<>')}")
        ways.append(f"<mailto:{settings.MAIL_UNSUBSCRIBE_ADDRESS}?subject={subject}>")
    lines = ",\r\n ".join(ways)
    _refuse_line_breaks(url)
    return f"List-Unsubscribe: {lines}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode(
        "ascii"
    )


def list_help(url: str) -> bytes:
    """Where a reader says how often they want such letters (RFC 2369)."""
    _refuse_line_breaks(url)
    return f"List-Help: <{url}>\r\n".encode("ascii")


def header_line(name: str, value: str) -> bytes:
    """One header line. Raises ValueError when the value could begin another header."""
    _refuse_line_breaks(value)
    line = f"{name}: {value}"
    if line.isascii() and len(line) <= 76:
        return line.encode("ascii") + CRLF
    return _fold_header(name, value)


@lru_cache(maxsize=4)
def _date_line(at: datetime) -> bytes:
    """The same for all letters of a batch."""
    return b"Date: %b\r\n" % format_datetime(at).encode("ascii")


def sender_address() -> str:
    """The platform's own address, for the envelope; its domain in punycode."""
    return sanitize_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], "utf-8")


def _refuse_line_breaks(value: str) -> None:
    if "\n" in value or "\r" in value:
        raise ValueError("A header can't hold a line break.")


def _fold_header(name: str, value: str) -> bytes:
    folded: str = policy.SMTP.header_factory(name, value).fold(policy=policy.SMTP)
    return folded.encode("ascii")


@cache
def _from(name: str, sender: str) -> bytes:
    platform, address = parseaddr(sender)
    return header_line("From", formataddr((one_line(name) or platform, address), charset="utf-8"))
