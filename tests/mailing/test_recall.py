"""Recalling letters: whatever hasn't been offered to a mail server is taken back."""

from datetime import datetime

from mailing.leases import Lease
from mailing.models import Letter, LetterState
from mailing.operations import recall
from tests.mailing.conftest import Deliver, Owe
from tests.mailing.sink import Sink


def test_recalls_every_letter_about_a_thing_and_no_other(owed: Owe, now: datetime) -> None:
    owed(key="a", about="booking:1")
    owed(key="b", about="booking:1")
    owed(key="c", about="booking:2")

    assert recall(about="booking:1", now=now) == 2

    assert list(Letter.objects.in_state(LetterState.OWED).values_list("key", flat=True)) == ["c"]


def test_a_recalled_letter_is_not_sent(owed: Owe, now: datetime, deliver: Deliver, smtp_sink: Sink) -> None:
    owed(about="booking:1")
    recall(about="booking:1", now=now)

    assert deliver().sent == 0
    assert smtp_sink.received == []


def test_a_claimed_letter_can_still_be_recalled(owed: Owe, now: datetime) -> None:
    owed(about="booking:1")
    lease = Lease(lambda: now)
    [letter] = lease.claim(10)

    assert recall(about="booking:1", now=now) == 1
    assert lease.begin_sending(letter).confirm() is False


def test_a_letter_on_its_way_cannot_be_recalled(owed: Owe, now: datetime) -> None:
    owed(about="booking:1")
    lease = Lease(lambda: now)
    [letter] = lease.claim(10)
    lease.begin_sending(letter).confirm()

    assert recall(about="booking:1", now=now) == 0

    lease.mark_sent(letter)
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_a_recalled_letter_keeps_no_secret(owed: Owe, now: datetime) -> None:
    letter = owed(about="sign-in:1", template="test.code", secret_context={"code": "417302"})

    recall(about="sign-in:1", now=now)

    letter.refresh_from_db()
    assert letter.secret_context == {}
    assert letter.was_blanked
