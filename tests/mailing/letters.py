"""Builders for the tests: a greeting, an invitation, a newsletter, and some that go wrong."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone, translation

from mailing.models import Letter
from mailing.registry import BulkMail, CalendarPart, Drop, Mail, builds, builds_in_bulk, token

NOTE = "mail/note.html"
INVITATION = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
DEAD_ENDS = {"gone@example.org": "Unsubscribed."}


@builds("test.greeting")
def greeting(letter: Letter) -> Mail:
    return Mail(
        subject="Good morning",
        template=NOTE,
        context={
            "paragraphs": [f"Hello, {letter.context.get('name', 'walker')}."],
            "url": "https://example.org/road?a=1&b=2",
            "label": "Walk on",
        },
        unsubscribe_url="https://example.org/unsubscribe/abc",
    )


@builds("test.code")
def code(letter: Letter) -> Mail:
    return Mail(subject="Your code", template=NOTE, context={"paragraphs": [letter.secrets["code"]]})


@builds("test.invitation")
def invitation(_letter: Letter) -> Mail:
    return Mail(
        subject="Zażółć: a mock interview",
        template=NOTE,
        context={"paragraphs": ["See you there."]},
        calendar=CalendarPart(method="REQUEST", body=INVITATION),
    )


@builds("test.where_am_i")
def where_am_i(_letter: Letter) -> Mail:
    zone, language = timezone.get_current_timezone_name(), translation.get_language()
    return Mail(subject=f"{zone} {language}", template=NOTE)


@builds_in_bulk("test.language_issue")
def language_issue(letters: Sequence[Letter]) -> BulkMail:
    mail = Mail(subject=f"{len(letters)} in {translation.get_language()}", template=NOTE)
    return BulkMail(mail=mail, readers={letter.pk: {} for letter in letters})


@builds("test.cancelled")
def cancelled(_letter: Letter) -> Mail:
    raise Drop("The booking was cancelled.")


@builds("test.broken")
def broken(_letter: Letter) -> Mail:
    raise KeyError("booking")


@builds_in_bulk("test.issue")
def issue(letters: Sequence[Letter]) -> BulkMail:
    readers: dict[UUID, Mapping[str, str] | Drop] = {}
    for letter in letters:
        if letter.to in DEAD_ENDS:
            readers[letter.pk] = Drop(DEAD_ENDS[letter.to])
        else:
            readers[letter.pk] = {
                "name": letter.context.get("name", "reader"),
                "unsubscribe_url": f"https://example.org/u/{'x' * 120}/{letter.pk}?a=1&b=2",
            }
    return BulkMail(
        mail=Mail(
            subject="The long road, part 1",
            template=NOTE,
            context={
                "paragraphs": [f"Dear {token('name')}, read this.", "Walk. " * 300],
                "unsubscribe_url": token("unsubscribe_url"),
            },
            unsubscribe_url=token("unsubscribe_url"),
        ),
        readers=readers,
    )
