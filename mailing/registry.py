"""The builders that other apps register: they say what a letter says, by `Mail`, `Drop` or `Forward`.

An app puts its builders into `<app>/letters.py`; they are found when Django starts. A builder
runs when the letter is sent, so it tells the facts of that moment, and drops the letter when
they are gone:

    @builds("mentoring.reminder")
    def reminder(letter: Letter) -> Mail:
        booking = Booking.objects.filter(pk=letter.context["booking"]).first()
        if booking is None or booking.is_cancelled:
            raise Drop("The booking was cancelled.")
        return Mail(
            subject=_("Tomorrow: %(title)s") % {"title": booking.title},
            template="mentoring/mail/reminder.html",
            context={"booking": booking},
        )

The reader's language and the recipient's time zone are active while it runs and while its template renders.
A builder may run more than once for one letter (a retry): it must change nothing.

A newsletter is built once for many letters, see `builds_in_bulk`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mailing.models import DropReason, Letter


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """An iCalendar body (RFC 5545), sent as an alternative and as the attachment invite.ics.

    `method` must be the METHOD that the body itself says (REQUEST, CANCEL, REPLY …).
    """

    method: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Attachment:
    filename: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What one letter says.

    `template` is one HTML file that extends mail/layout.html; the text part is made from it.
    `unsubscribe_url` must accept the one-click POST of RFC 8058; it goes into the headers and the
    layout's footer, and is ignored for security and transactional letters. `preferences_url` is where
    a reader says how often they want such letters: in the footer and in List-Help. `from_name` stands
    before the platform's own address in From; `reply_to` is a whole address.
    """

    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    calendar: CalendarPart | None = None
    attachments: Sequence[Attachment] = ()
    unsubscribe_url: str | None = None
    preferences_url: str | None = None
    from_name: str = ""
    reply_to: str = ""


class Drop(Exception):
    """Raised by a builder: the letter isn't sent, mostly since the fact that it would tell is gone.

    Text and reason code are kept with the letter, for staff: `raise Drop("The booking was cancelled.")`.
    """

    def __init__(self, text: str, *, reason: DropReason = DropReason.NO_LONGER_TRUE) -> None:
        self.reason = reason
        super().__init__(text)


class Forward(Exception):
    """Raised by a builder: who is written to has another address by now. The letter is owed to that one."""

    def __init__(self, to: str) -> None:
        self.to = to
        super().__init__(to)


Reader = Mapping[str, str] | Drop | Forward


@dataclass(frozen=True, kw_only=True)
class BulkMail:
    """One mail for many letters, and what differs between them.

    `readers` has an entry for each letter, by its pk: the values of the tokens that `mail` uses,
    as plain text (they are escaped for HTML where that is needed), or a Drop or Forward.
    """

    mail: Mail
    readers: Mapping[UUID, Reader]


Builder = Callable[[Letter], Mail]
BulkBuilder = Callable[[Sequence[Letter]], BulkMail]

_builders: dict[str, Builder] = {}
_bulk_builders: dict[str, BulkBuilder] = {}


def builds(template: str) -> Callable[[Builder], Builder]:
    """Register the builder of the letters that are owed under this template name."""

    def register(builder: Builder) -> Builder:
        _register_builder(_builders, template, builder)
        return builder

    return register


def builds_in_bulk(template: str) -> Callable[[BulkBuilder], BulkBuilder]:
    """Register the builder of letters that all say the same, but for a few words for each reader.

    It gets up to 100 letters that share the template, the kind, `about` (so: one issue) and the
    language, which is active while it runs and while its template renders; and it
    answers with one Mail and each letter's tokens. The mail is rendered and serialised once; the
    tokens are replaced in the finished bytes. So everything that is the same for all is looked
    up once, and everything that differs comes from one query:

        @builds_in_bulk("articles.issue")
        def issue(letters: Sequence[Letter]) -> BulkMail:
            issue = Issue.objects.get(pk=letters[0].context["issue"])
            subscribers = Subscriber.objects.confirmed().in_bulk(
                [letter.context["subscriber"] for letter in letters]
            )
            readers: dict[UUID, Mapping[str, str] | Drop] = {}
            for letter in letters:
                subscriber = subscribers.get(letter.context["subscriber"])
                readers[letter.pk] = (
                    {"unsubscribe_url": subscriber.unsubscribe_url()}
                    if subscriber
                    else Drop("No longer subscribed.", reason=DropReason.UNSUBSCRIBED)
                )
            return BulkMail(
                mail=Mail(
                    subject=issue.subject,
                    template="articles/mail/issue.html",
                    context={"issue": issue},
                    unsubscribe_url=token("unsubscribe_url"),
                ),
                readers=readers,
            )

    A token may stand in the template (in text, or in an attribute such as href) and in
    `unsubscribe_url`; not in the subject, and no filter may change it on the way. Raise Drop to
    drop all the letters. A part that only some readers get stands between the edges of a `section`;
    those get it whose values have its name. No time zone of a reader is active, since
    there are many.

    Owe such letters with `mailing.operations.owe_many`.
    """

    def register(builder: BulkBuilder) -> BulkBuilder:
        _register_builder(_bulk_builders, template, builder)
        return builder

    return register


# Characters that Unicode keeps free for private use: they survive templates, the CSS inliner
# and the text converter untouched, and stand in no one's prose.
_OPEN, _CLOSE, _BEGIN, _END = "\ue000", "\ue001", "\ue002", "\ue003"
TOKEN = re.compile(f"{_OPEN}([a-z_][a-z0-9_]*){_CLOSE}")
SECTION = re.compile(f"{_BEGIN}([a-z_][a-z0-9_]*){_CLOSE}(.*?){_END}", re.DOTALL)
SECTION_BEGIN = re.compile(f"\\s*({_BEGIN}[a-z_][a-z0-9_]*{_CLOSE})\\s*")
SECTION_END = re.compile(f"\\s*{_END}\\s*")
_MARK = re.compile(f"[{_OPEN}{_CLOSE}{_BEGIN}{_END}]")


def token(name: str) -> str:
    """A mark in a bulk mail that becomes each reader's own value of `name`."""
    mark = f"{_OPEN}{name}{_CLOSE}"
    if not TOKEN.fullmatch(mark):
        raise ValueError(f"{name!r} is not a token name: use a-z, 0-9 and _")
    return mark


@dataclass(frozen=True)
class Section:
    """A part of a bulk mail, for the readers whose values have its name with a text that is not empty.

    The template writes `{{ part.begin }}` and `{{ part.end }}` around whole blocks such as paragraphs, which
    may hold tokens; sections do not nest.
    """

    begin: str
    end: str = _END


def section(name: str) -> Section:
    """The edges of a part of a bulk mail that not every reader gets."""
    token(name)
    return Section(f"{_BEGIN}{name}{_CLOSE}")


def without_tokens(text: str) -> str:
    """The same without any mark: a letter to one reader has none, whatever somebody typed into it."""
    return _MARK.sub("", text)  # str.translate takes 18 times as long for what is not ASCII


class UnknownTemplate(LookupError):
    """No builder is registered under a letter's template name."""


def builder_of(template: str) -> Builder:
    try:
        return _builders[template]
    except KeyError:
        raise UnknownTemplate(f"No builder is registered for {template!r}.") from None


def bulk_builder_of(template: str) -> BulkBuilder | None:
    return _bulk_builders.get(template)


def _register_builder(registry: dict[str, Any], template: str, builder: Builder | BulkBuilder) -> None:
    known = _builders.get(template) or _bulk_builders.get(template)
    if known is not None and known.__module__ != builder.__module__:
        raise ValueError(f"Two modules build {template!r}: {known.__module__} is the other.")
    registry[template] = builder
