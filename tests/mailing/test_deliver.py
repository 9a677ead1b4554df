"""One turn of delivery, to a real SMTP server."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from accounts.models import User
from mailing import marks
from mailing.delivery import TURN, deliver_due
from mailing.leases import Lease, read_in_order_of_the_index
from mailing.models import DropReason, Letter, LetterEvent, LetterKind, LetterState, Suppression
from mailing.registry import token
from mailing.suppressions import suppress
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import Sink


def test_what_is_due_is_sent_once(owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime) -> None:
    letter = owed()

    assert deliver().sent == 1
    assert deliver().sent == 0

    [mail] = smtp_sink.received
    assert (mail.to, mail.subject) == ("lena@example.org", "Good morning")
    assert mail.message_id == letter.message_id
    assert state_of(letter) == LetterState.SENT
    assert letter.sent_at == now
    assert letter.attempts == 1


def test_what_is_not_due_stays_owed(owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime) -> None:
    letter = owed(due_at=now + timedelta(seconds=1))

    deliver()

    assert state_of(letter) == LetterState.OWED
    assert smtp_sink.received == []


def test_the_urgent_goes_first(owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime) -> None:
    for kind in reversed(LetterKind):
        owed(key=kind, kind=kind, to=f"{kind}@example.org", due_at=now - timedelta(minutes=len(kind)))

    deliver()

    assert [mail.to.partition("@")[0] for mail in smtp_sink.received] == list(LetterKind)


def test_a_builder_that_finds_the_fact_gone_drops_the_letter(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    letter = owed(template="test.cancelled")

    assert deliver().dropped == 1

    assert state_of(letter) == LetterState.DROPPED
    assert (letter.drop_reason, letter.error) == (DropReason.NO_LONGER_TRUE, "The booking was cancelled.")
    assert smtp_sink.received == []


def test_a_broken_builder_holds_up_no_other_letter(owed: Owe, deliver: Deliver, smtp_sink: Sink) -> None:
    broken, unknown = owed(key="1", template="test.broken"), owed(key="2", template="no.such")
    owed(key="3", to="luis@example.org")

    assert deliver().sent == 1

    assert [mail.to for mail in smtp_sink.received] == ["luis@example.org"]
    assert state_of(broken) == LetterState.OWED
    assert broken.error == "KeyError: 'booking'"
    assert state_of(unknown) == LetterState.OWED
    assert "No builder is registered" in unknown.error


def test_what_looks_like_a_token_in_a_letter_to_one_reader_is_just_text(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    owed(context={"name": f"Lena {token('name')}"})

    assert deliver().sent == 1
    assert "Hello, Lena name." in smtp_sink.received[0].html


def test_a_letter_is_written_in_the_recipients_own_zone_and_language(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, other_learner: User
) -> None:
    owed(template="test.where_am_i", recipient=other_learner)

    deliver()

    assert smtp_sink.received[0].subject == "America/New_York en-gb"


def test_a_reader_without_an_account_is_written_to_in_the_letters_language(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, two_languages: None
) -> None:
    owed(template="test.where_am_i", language="de")
    owed(key="greeting:2", template="test.where_am_i", language="ja")

    deliver()

    assert sorted(mail.subject for mail in smtp_sink.received) == ["UTC de", "UTC en-gb"]


def test_the_recipients_settings_at_the_time_of_sending_say_which_language(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, learner: User, two_languages: None
) -> None:
    owed(template="test.where_am_i", recipient=learner, language="en-gb")
    User.objects.filter(pk=learner.pk).update(language="de")

    deliver()

    assert smtp_sink.received[0].subject == "Europe/London de"


def test_an_issue_is_built_once_for_each_language(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, two_languages: None
) -> None:
    for number, language in enumerate(("de", "", "de")):
        owed(
            key=str(number),
            template="test.language_issue",
            kind=LetterKind.NEWSLETTER,
            about="issue:1",
            language=language,
        )

    deliver()

    assert sorted(mail.subject for mail in smtp_sink.received) == ["1 in en-gb", "2 in de", "2 in de"]


def test_a_secret_is_sent_and_then_forgotten(owed: Owe, deliver: Deliver, smtp_sink: Sink) -> None:
    letter = owed(template="test.code", kind=LetterKind.SECURITY, secret_context={"code": "417302"})

    deliver()

    assert "417302" in smtp_sink.received[0].text
    letter.refresh_from_db()
    assert letter.secret_context == {}


def test_one_connection_serves_many_letters(owed: Owe, deliver: Deliver, smtp_sink: Sink) -> None:
    for number in range(20):
        owed(key=str(number))

    assert deliver().sent == 20
    assert smtp_sink.connections == 1


def test_a_turn_ends_in_time_and_gives_back_the_rest(owed: Owe, smtp_sink: Sink, now: datetime) -> None:
    for number in range(10):
        owed(key=str(number))
    moments = iter([now] * 12)

    tally = deliver_due(clock=lambda: next(moments, now + TURN))

    assert tally.is_out_of_time
    assert 0 < tally.sent < 10
    assert Letter.objects.in_state(LetterState.OWED).count() == 10 - tally.sent


@pytest.mark.parametrize("kind", [LetterKind.REMINDER, LetterKind.NEWSLETTER, LetterKind.DIGEST])
def test_a_suppressed_address_gets_no_letter_of_that_kind(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime, kind: LetterKind
) -> None:
    suppress(
        address="lena@example.org",
        kinds=[kind],
        reason=Suppression.Reason.COMPLAINT,
        evidence="reported",
        now=now,
    )
    letter = owed(key="no", kind=kind, to="Lena@example.org")
    owed(key="yes", kind=LetterKind.SECURITY)

    deliver()

    assert state_of(letter) == LetterState.DROPPED
    assert letter.drop_reason == DropReason.SUPPRESSED
    assert len(smtp_sink.received) == 1


def test_an_uneventful_letter_costs_no_row_of_history(owed: Owe, deliver: Deliver, smtp_sink: Sink) -> None:
    owed()

    deliver()

    assert not LetterEvent.objects.exists()


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements of this process, those that Django does not phrase included."""
    statements: list[str] = []
    execute = psycopg.Cursor.execute

    def note(cursor: psycopg.Cursor, statement: Any, *given: Any, **more: Any) -> Any:
        statements.append(str(statement))
        return execute(cursor, statement, *given, **more)

    send = marks.send_off

    def note_mark(statement: str, values: Any) -> None:
        statements.append(statement)
        send(statement, values)

    monkeypatch.setattr(psycopg.Cursor, "execute", note)
    monkeypatch.setattr(marks, "send_off", note_mark)
    return statements


@pytest.mark.parametrize(("kind", "each"), [(LetterKind.TRANSACTIONAL, 2), (LetterKind.NEWSLETTER, 1)])
@pytest.mark.usefixtures("smtp_sink")
def test_a_further_letter_costs_two_statements_and_a_newsletter_one(
    owed: Owe, deliver: Deliver, executed: list[str], kind: LetterKind, each: int
) -> None:
    def statements(letters: int) -> int:
        for number in range(letters):
            owed(key=f"{letters}:{number}", kind=kind, template="test.issue")
        executed.clear()
        deliver()
        return len(executed)

    assert statements(20) - statements(10) == each * 10


def test_a_batch_is_claimed_by_the_index_before_the_statistics_know_of_it(owed: Owe, now: datetime) -> None:
    for number in range(300):
        owed(key=str(number))

    read_in_order_of_the_index()
    plan = Letter.objects.due(now).order_by("priority", "due_at")[:100].explain()

    assert "mailing_letter_to_claim" in plan
    assert "Sort" not in plan


def test_a_worker_takes_only_its_own_buckets(owed: Owe, now: datetime) -> None:
    letters = [owed(key=str(n), to=f"{n}@example.org") for n in range(40)]
    ours = range(32)

    claimed = Lease(lambda: now).claim(100, buckets=ours)

    assert {letter.pk for letter in claimed} == {letter.pk for letter in letters if letter.bucket in ours}
    assert 0 < len(claimed) < 40


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_prepared_statements_are_forgotten_goes_on(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    """As psycopg has all of them forgotten after a rollback."""
    first = owed()
    deliver()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    second = owed("greeting:2")
    deliver()
    assert [state_of(each) for each in (first, second)] == [LetterState.SENT, LetterState.SENT]
    assert len(smtp_sink.received) == 2
