"""A server that takes several commands at once (RFC 2920) hears and decides the same as any other."""

import pytest

from mailing.models import LetterState
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import OK, Sink

REFUSED = {
    "gone@example.org": "550 5.1.1 No such user",
    "full@example.org": "452 4.2.2 Mailbox full",
}


@pytest.fixture(params=[False, True], ids=["one by one", "at once"])
def sink(request: pytest.FixtureRequest, smtp_sink: Sink) -> Sink:
    smtp_sink.pipelines = request.param
    return smtp_sink


def test_refused_recipients_spoil_nothing_for_others(owed: Owe, deliver: Deliver, sink: Sink) -> None:
    sink.answer_rcpt = lambda to: REFUSED.get(to, OK)
    names = ("ada", "gone", "bob", "full", "cleo")
    letters = {name: owed(key=name, to=f"{name}@example.org") for name in names}

    deliver()

    assert {name: state_of(letter) for name, letter in letters.items()} == {
        "ada": LetterState.SENT,
        "gone": LetterState.FAILED,
        "bob": LetterState.SENT,
        "full": LetterState.OWED,
        "cleo": LetterState.SENT,
    }
    assert "No such user" in letters["gone"].error
    assert [mail.to for mail in sink.received] == ["ada@example.org", "bob@example.org", "cleo@example.org"]
    assert sink.connections == 1


def test_a_refused_sender_holds_all_mail(owed: Owe, deliver: Deliver, sink: Sink) -> None:
    sink.answer_sender = lambda _sender: "550 5.7.1 Not you"
    letter = owed()

    deliver()

    assert (state_of(letter), letter.attempts) == (LetterState.OWED, 0)
    assert not sink.received


def test_a_server_that_hangs_up_at_the_recipient_has_accepted_nothing(
    owed: Owe, deliver: Deliver, sink: Sink
) -> None:
    def hang_up(_to: str) -> str:
        raise ConnectionResetError

    sink.answer_rcpt = hang_up
    letter = owed()

    deliver()

    assert state_of(letter) == LetterState.OWED
    assert not sink.received


def test_a_recipient_refused_by_hanging_up_with_421_waits(owed: Owe, deliver: Deliver, sink: Sink) -> None:
    sink.answer_rcpt = lambda _to: "421 4.7.0 Too many messages"
    letter = owed()

    deliver()

    assert state_of(letter) == LetterState.OWED
    assert "Too many" in letter.error
