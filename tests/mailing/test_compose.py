"""What a letter's bytes are: parts, headers, and tokens that no encoding splits."""

import email
from collections.abc import Mapping
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from mailing.mime import Composed, compose
from mailing.models import Letter, LetterKind
from mailing.registry import Attachment, CalendarPart, Mail, section, token

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTER = Letter(to="lena@example.org", message_id="<1@example.org>")
INVITATION = CalendarPart(method="REQUEST", body=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")


def note(*paragraphs: str, **more: Any) -> Mail:
    return Mail(subject="A note", template="mail/note.html", context={"paragraphs": paragraphs}, **more)


def sent(
    mail: Mail,
    kind: LetterKind = LetterKind.REMINDER,
    letter: Letter = LETTER,
    values: Mapping[str, str] | None = None,
) -> EmailMessage:
    return parsed(compose(mail, kind=kind, about="issue:7"), letter, values)


def parsed(composed: Composed, letter: Letter, values: Mapping[str, str] | None = None) -> EmailMessage:
    raw = composed.for_letter(letter, at=NOON, values=values)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return email.message_from_bytes(raw, policy=policy.default)


def body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def all_types(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def test_a_mail_is_text_and_html() -> None:
    mail = sent(note("Zażółć gęślą jaźń."))

    assert all_types(mail) == ["multipart/alternative", "text/plain", "text/html"]
    assert "Zażółć gęślą jaźń." in body(mail, "plain")
    assert "Zażółć gęślą jaźń." in body(mail, "html")
    assert not any(part.defects for part in mail.walk())


def test_the_text_part_gives_the_address_of_every_link() -> None:
    mail = Mail(
        subject="x",
        template="mail/note.html",
        context={"paragraphs": ["Go."], "url": "https://example.org/?a=1&b=2", "label": "Open it"},
    )

    assert "Open it:\nhttps://example.org/?a=1&b=2\n" in body(sent(mail), "plain")


def test_the_text_part_has_no_hidden_words() -> None:
    assert body(sent(note("Only once.")), "plain").count("Only once.") == 1


def test_styles_are_on_the_elements_and_the_dark_ones_stay_apart() -> None:
    html = body(sent(note("x")), "html")

    assert 'style="' in html
    assert "prefers-color-scheme: dark" in html
    assert ".wordmark {" not in html.partition("@media")[0]


def test_an_ordinary_mail_is_under_30_kb() -> None:
    raw = compose(note("A paragraph of some length. " * 20), kind=LetterKind.REMINDER).for_letter(
        LETTER, at=NOON
    )

    assert len(raw) < 30_000


def test_an_invitation_is_a_part_that_calendars_act_on_and_a_file() -> None:
    mail = sent(note("x", calendar=INVITATION))

    calendar, file = list(mail.walk())[-2:]
    assert calendar["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert calendar.get_payload(decode=True) == INVITATION.body
    assert file.get_filename() == "invite.ics"
    assert file.get_payload(decode=True) == INVITATION.body
    assert all_types(mail)[:2] == ["multipart/mixed", "multipart/alternative"]


def test_attachments_keep_their_names_and_bytes() -> None:
    attached = Attachment(filename="résumé.pdf", content=bytes(range(256)), media_type="application/pdf")

    [part] = sent(note("x", attachments=[attached])).iter_attachments()

    assert part.get_filename() == "résumé.pdf"
    assert part.get_payload(decode=True) == bytes(range(256))


def test_headers_say_that_a_machine_wrote_it_and_where_it_belongs() -> None:
    mail = sent(note("x", reply_to="mira@example.org"))

    assert mail["Message-ID"] == "<1@example.org>"
    assert mail["Date"] == "Tue, 24 Nov 2026 12:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "mira@example.org"
    assert mail["To"] == "lena@example.org"


def test_a_newsletter_names_its_list_and_its_issue() -> None:
    mail = sent(note("x"), LetterKind.NEWSLETTER)

    assert "<newsletter." in mail["List-Id"]
    assert mail["Feedback-ID"] == "issue-7:newsletter:longroad"


def test_one_click_unsubscribes_from_all_that_is_not_essential(settings: Any) -> None:
    settings.MAIL_UNSUBSCRIBE_ADDRESS = "unsubscribe@example.org"
    mail = sent(note("x", unsubscribe_url="https://example.org/u/1"), LetterKind.REMINDER)

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"] == (
        "<https://example.org/u/1>, <mailto:unsubscribe@example.org?subject=unsubscribe%201%40example.org>"
    )
    assert "https://example.org/u/1" in body(mail, "html")


@pytest.mark.parametrize("kind", [LetterKind.SECURITY, LetterKind.TRANSACTIONAL])
def test_nobody_unsubscribes_from_their_own_security(kind: LetterKind) -> None:
    mail = sent(note("x", unsubscribe_url="https://example.org/u/1"), kind)

    assert "List-Unsubscribe" not in mail
    assert "https://example.org/u/1" not in body(mail, "html")


@pytest.mark.parametrize("subject", ["A\nBcc: all@example.org", "A\r\n\x0bBcc: all@example.org"])
def test_a_subject_is_one_line_whatever_a_row_says(subject: str) -> None:
    mail = sent(Mail(subject=subject, template="mail/note.html", context={"paragraphs": []}))

    assert "Bcc" not in mail
    assert mail["Subject"] == "A Bcc: all@example.org"


def test_marks_that_somebody_typed_into_a_subject_stop_no_letter() -> None:
    mail = Mail(subject="Call \ue000name\ue001", template="mail/note.html", context={"paragraphs": []})
    letter = compose(mail, kind=LetterKind.REMINDER, has_tokens=False)

    assert parsed(letter, LETTER)["Subject"] == "Call name"


def test_a_senders_name_is_one_line() -> None:
    mail = sent(note("A paragraph.", from_name="Noor\r\nBcc: all@example.org"))

    assert "Bcc" not in mail
    assert mail["From"].addresses[0].display_name == "Noor Bcc: all@example.org"


def test_an_address_can_not_smuggle_in_a_header() -> None:
    letter = Letter(to="lena@example.org\r\nBcc: all@example.org", message_id="<1@example.org>")

    with pytest.raises(ValueError, match=r"line break|newline|Invalid|invalid"):
        sent(note("x"), letter=letter)


# --- Tokens ---

NAME, URL = token("name"), token("unsubscribe_url")
READABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"]), min_size=1)


def test_each_reader_gets_their_own_words_from_one_serialised_mail() -> None:
    composed = compose(note(f"Dear {NAME}, walk on."), kind=LetterKind.NEWSLETTER)

    for name in ("Lena", "Luis"):
        mail = parsed(composed, LETTER, {"name": name})
        assert f"Dear {name}, walk on." in body(mail, "plain")
        assert f"Dear {name}, walk on." in body(mail, "html")


@trials(max_examples=50)
@given(before=READABLE, name=READABLE, after=READABLE)
def test_no_encoding_splits_a_token_wherever_it_stands_and_whatever_replaces_it(
    before: str, name: str, after: str
) -> None:
    composed = compose(note(f"{before}{NAME}{after}"), kind=LetterKind.NEWSLETTER)

    in_bulk = body(parsed(composed, LETTER, {"name": name}), "html")
    alone = body(sent(note(f"{before}{name}{after}"), LetterKind.NEWSLETTER), "html")

    assert unescape(in_bulk) == unescape(alone)


def test_a_readers_words_are_escaped_in_html_and_plain_in_text() -> None:
    composed = compose(note(f"Dear {NAME}."), kind=LetterKind.NEWSLETTER)

    mail = parsed(composed, LETTER, {"name": "<b>Ada & co</b>"})

    assert "Dear &lt;b&gt;Ada &amp; co&lt;/b&gt;." in body(mail, "html")
    assert "Dear <b>Ada & co</b>." in body(mail, "plain")


def test_a_token_may_be_an_address_in_a_link_and_in_the_headers() -> None:
    mail = Mail(
        subject="x",
        template="mail/note.html",
        context={"paragraphs": ["Go."], "url": URL, "label": "Leave"},
        unsubscribe_url=URL,
    )
    url = f"https://example.org/u/{'x' * 300}?a=1&b=2"

    filled = sent(mail, LetterKind.NEWSLETTER, values={"unsubscribe_url": url})

    assert filled["List-Unsubscribe"] == f"<{url}>"
    assert f'href="{url.replace("&", "&amp;")}"' in body(filled, "html")
    assert f"Leave:\n{url}" in body(filled, "plain")


def test_a_forgotten_token_is_an_error_and_not_a_hole_in_the_mail() -> None:
    composed = compose(note(f"Dear {NAME}."), kind=LetterKind.NEWSLETTER)

    with pytest.raises(KeyError, match="name"):
        composed.for_letter(LETTER, at=NOON, values={"nome": "Lena"})


def test_a_subject_is_the_same_for_everybody() -> None:
    with pytest.raises(ValueError, match="subject"):
        compose(Mail(subject=f"For {NAME}", template="mail/note.html"), kind=LetterKind.NEWSLETTER)


def test_a_token_has_a_plain_name() -> None:
    with pytest.raises(ValueError, match="token name"):
        token("Not a name")


def test_only_those_readers_get_a_section_whose_values_name_it() -> None:
    part = section("own_part")
    paragraphs = ("For all.", part.begin, "Hello ", token("name"), part.end, "The end.")
    composed = compose(note(*paragraphs), kind=LetterKind.NEWSLETTER)

    named = parsed(composed, LETTER, {"own_part": "yes", "name": "Ana <b>"})
    others = parsed(composed, LETTER, {})

    assert "Ana <b>" in body(named, "plain")
    assert "Ana &lt;b&gt;" in body(named, "html")
    for subtype in ("plain", "html"):
        assert "Hello" not in body(others, subtype)
        assert all(not 0xE000 <= ord(letter) <= 0xE003 for letter in body(others, subtype))
        assert "The end." in body(others, subtype)
    assert "For all.\n\nThe end." in body(others, "plain")
