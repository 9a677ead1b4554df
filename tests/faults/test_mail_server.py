"""What the mail server may answer, and what becomes of the letter."""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

import pytest
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from pytest_django import Settings

from mailing.leases import TRIES, WAITS
from mailing.models import DeliveryPause, LetterKind, LetterState, Suppression
from mailing.pauses import PAUSE_WHEN_OURS
from mailing.transport import SmtpTransport
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import OK, Sink


def only_for(address: str, answer: str) -> Callable[[str], str]:
    return lambda to: answer if to == address else OK


def test_a_4xx_is_tried_again_later(owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime) -> None:
    smtp_sink.answer_rcpt = only_for("lena@example.org", "451 4.7.1 Greylisted, come back")
    letter, other = owed(), owed(key="2", to="luis@example.org")

    tally = deliver()

    assert (tally.retried_later, tally.sent) == (1, 1)
    assert state_of(other) == LetterState.SENT
    assert state_of(letter) == LetterState.OWED
    assert letter.error == "451 4.7.1 Greylisted, come back"
    assert 0.8 * WAITS[0] <= letter.due_at - now <= 1.2 * WAITS[0]

    smtp_sink.answer_rcpt = lambda _address: OK
    assert deliver(at=now + timedelta(minutes=2)).sent == 1
    assert state_of(letter) == LetterState.SENT
    assert letter.attempts == 2


def test_after_five_tries_in_a_day_a_letter_has_failed(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda _address: "451 4.3.0 Try later"
    letter = owed()

    for hours in range(0, 48, 4):
        deliver(at=now + timedelta(hours=hours))

    assert state_of(letter) == LetterState.FAILED
    assert letter.attempts == TRIES
    assert letter.events.count() == TRIES
    assert smtp_sink.received == []


def test_a_5xx_is_never_tried_again(owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime) -> None:
    smtp_sink.answer_data = lambda _mail: "554 5.7.1 Looks like spam"
    letter = owed(kind=LetterKind.NEWSLETTER)

    assert deliver().failed == 1

    assert state_of(letter) == LetterState.FAILED
    assert letter.error == "554 5.7.1 Looks like spam"
    assert not Suppression.objects.exists(), "the message was refused, not the address"
    assert deliver(at=now + timedelta(days=2)).sent == 0


def test_a_dead_address_gets_no_more_newsletters_but_still_its_security_mail(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda _address: "550 5.1.1 No such user"
    owed(key="1", to="Lena@example.org", kind=LetterKind.TRANSACTIONAL)
    deliver()
    smtp_sink.answer_rcpt = lambda _address: OK

    newsletter, security = owed(key="2", kind=LetterKind.NEWSLETTER), owed(key="3", kind=LetterKind.SECURITY)
    deliver()

    assert state_of(newsletter) == LetterState.DROPPED
    assert state_of(security) == LetterState.SENT


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 5.7.1 Blocked by policy", LetterState.OWED), ("552 5.2.2 Mailbox full", LetterState.FAILED)],
)
def test_policy_is_tried_again_and_a_full_mailbox_not_and_neither_suppresses(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, answer: str, state: LetterState
) -> None:
    smtp_sink.answer_rcpt = lambda _address: answer
    letter = owed()

    deliver()

    assert (state_of(letter), letter.attempts) == (state, 1)
    assert not Suppression.objects.exists()


def test_a_server_that_closes_with_421_is_met_again_on_a_new_connection(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    smtp_sink.answer_data = lambda mail: "421 Going down" if mail.to == "lena@example.org" else OK
    letter, next_one = owed(key="1"), owed(key="2", to="luis@example.org")

    deliver()

    assert state_of(letter) == LetterState.OWED
    assert state_of(next_one) == LetterState.SENT


def test_no_answer_after_the_message_leaves_a_newsletter_uncertain(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    smtp_sink.hangs_up_after_data = lambda mail: mail.to == "lena@example.org"
    letter, next_one = (
        owed(key="1", kind=LetterKind.NEWSLETTER),
        owed(key="2", kind=LetterKind.NEWSLETTER, to="luis@example.org"),
    )

    assert deliver().uncertain == 1

    assert state_of(letter) == LetterState.UNCERTAIN
    assert "No answer after the message" in letter.error
    assert state_of(next_one) == LetterState.SENT


def test_no_answer_after_the_message_has_a_reminder_sent_again_under_the_same_message_id(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.hangs_up_after_data = lambda _mail: len(smtp_sink.received) == 1
    owed(kind=LetterKind.REMINDER)

    deliver()
    deliver(at=now + timedelta(hours=1))

    first, second = smtp_sink.received
    assert first.message_id == second.message_id


def test_a_kept_connection_that_went_stale_is_opened_again_without_losing_a_try(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    offered: list[str] = []

    def hang_up_on_second(address: str) -> str:
        offered.append(address)  # letters that are due at one time leave in any order
        if len(offered) == 2:
            raise ConnectionResetError
        return OK

    smtp_sink.answer_rcpt = hang_up_on_second
    letters = [owed(key=name, to=f"{name}@example.org") for name in ("one", "two", "three")]

    assert deliver().sent == 3

    assert len(offered) == 4
    assert [(state_of(letter), letter.attempts) for letter in letters] == [(LetterState.SENT, 1)] * 3


def test_nothing_fails_while_the_server_is_away(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, settings: Settings, now: datetime
) -> None:
    letters = [owed(key=str(number)) for number in range(3)]
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()

    assert deliver().sent == 0
    assert [(state_of(letter), letter.attempts) for letter in letters] == [(LetterState.OWED, 0)] * 3
    assert "No connection" in DeliveryPause.objects.ongoing().get().reason
    assert deliver(at=now + timedelta(seconds=5)).sent == 0, "it pauses before it tries again"

    settings.EMAIL_PORT = port
    assert deliver(at=now + timedelta(seconds=11)).sent == 3
    assert not DeliveryPause.objects.ongoing().exists()


def test_a_wrong_password_pauses_delivery_and_fails_nothing(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, settings: Settings, now: datetime
) -> None:
    smtp_sink.password = "right"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "longroad", "wrong"
    letter = owed()

    deliver()

    assert (state_of(letter), letter.attempts) == (LetterState.OWED, 0)
    pause = DeliveryPause.objects.ongoing().get()
    assert pause.reason.startswith("535")
    assert pause.until == now + PAUSE_WHEN_OURS

    settings.EMAIL_HOST_PASSWORD = "right"
    assert deliver(at=pause.until).sent == 1


def test_a_refused_sender_pauses_delivery_and_fails_nothing(
    owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    smtp_sink.answer_sender = lambda _address: "550 5.7.1 Sender domain not verified"
    letter = owed()

    deliver()

    assert (state_of(letter), letter.attempts) == (LetterState.OWED, 0)
    assert "Sender domain not verified" in DeliveryPause.objects.ongoing().get().reason


def test_the_server_is_asked_again_within_half_a_minute(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.EMAIL_PORT = closed_port()
    owed()

    deliver()
    deliver(at=now + timedelta(seconds=10))

    pause = DeliveryPause.objects.get()
    assert pause.failures == 2
    assert pause.until == now + timedelta(seconds=30)


def test_a_server_that_never_answers_is_given_up(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 0.2
        letter = owed()

        deliver()

    assert state_of(letter) == LetterState.OWED
    assert DeliveryPause.objects.ongoing().exists()


def test_a_line_that_is_only_a_dot_does_not_end_the_message(smtp_sink: Sink) -> None:
    with SmtpTransport(cast(EmailBackend, get_connection())) as post:
        post.open()
        post.send(sender="a@example.org", to="b@example.org", message=b"Subject: x\r\n\r\na\r\n.\r\n..b\r\n")

    assert smtp_sink.received[0].raw.endswith(b"a\r\n.\r\n..b\r\n")


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
