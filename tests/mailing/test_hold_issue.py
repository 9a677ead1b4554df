"""What a mail server says of us: no reader is suppressed, and the issue waits for its author."""

from datetime import datetime, timedelta

import pytest

from mailing.models import DeliveryPause, Letter, LetterKind, LetterState, Suppression
from mailing.operations import resume_delivery
from mailing.replies import Cause
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import OK, Sink
from tests.mailing.test_replies import AT_RCPT

OWED, SENT, FAILED = LetterState.OWED, LetterState.SENT, LetterState.FAILED
NAMES = ("ada", "bob", "cleo")


@pytest.fixture
def issue(owed: Owe) -> list[Letter]:
    return [
        owed(key=name, kind=LetterKind.NEWSLETTER, to=f"{name}@example.org", about="issue:7")
        for name in NAMES
    ]


@pytest.mark.parametrize(("answer", "cause"), AT_RCPT)
def test_who_is_suppressed_and_what_is_held(
    issue: list[Letter], deliver: Deliver, smtp_sink: Sink, answer: str, cause: Cause
) -> None:
    smtp_sink.answer_rcpt = lambda to: answer if to == "ada@example.org" else OK

    deliver()

    is_held = DeliveryPause.objects.filter(scope="issue", target="issue:7").exists()
    assert state_of(issue[0]) == (OWED if cause is Cause.US else FAILED)
    assert issue[0].error == answer
    assert is_held == (cause is Cause.US)
    assert Suppression.objects.exists() == (cause is Cause.MAILBOX)


def test_after_the_first_refusal_no_other_letter_of_the_issue_is_offered(
    issue: list[Letter], owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    other = owed(key="other", kind=LetterKind.NEWSLETTER, to="dan@example.org", about="issue:8")
    offered: list[str] = []

    def refuse(to: str) -> str:
        offered.append(to)
        return OK if to == "dan@example.org" else "550 5.7.1 Policy"

    smtp_sink.answer_rcpt = refuse
    deliver()
    deliver(at=now + timedelta(days=3))

    assert offered == ["ada@example.org", "dan@example.org"]
    assert [(state_of(letter), letter.attempts) for letter in issue] == [(OWED, 0)] * 3
    assert state_of(other) == SENT


def test_resumed_it_goes_to_everybody(
    issue: list[Letter], deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda _to: "550 SPF check failed"
    deliver()
    smtp_sink.answer_rcpt = lambda _to: OK
    resume_delivery(pause=DeliveryPause.objects.get(), now=now)

    assert deliver().sent == 3
    assert sorted(mail.to for mail in smtp_sink.received) == sorted(letter.to for letter in issue)


def test_one_server_with_a_policy_of_its_own_holds_the_issue_once(
    issue: list[Letter], deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda to: "550 5.7.1 Not to us" if to == "ada@example.org" else OK
    deliver()
    resume_delivery(pause=DeliveryPause.objects.get(), now=now)

    deliver()

    assert [state_of(letter) for letter in issue] == [FAILED, SENT, SENT]
    assert not Suppression.objects.exists()


def test_a_recipient_refused_without_a_clear_reason_is_dead_the_third_time_running(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda _to: "550 No such user here"
    for number in range(3):
        assert not Suppression.objects.exists()
        owed(key=str(number), kind=LetterKind.NEWSLETTER, about=f"issue:{number}")
        deliver(at=now + timedelta(days=number))

    assert {each.evidence for each in Suppression.objects.all()} == {"550 No such user here"}


def test_a_letter_that_arrived_in_between_speaks_for_the_mailbox(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    for number, answer in enumerate(["550 No", "550 No", OK, "550 No", "550 No"]):
        smtp_sink.answer_rcpt = lambda _to, answer=answer: answer  # type: ignore[misc]
        owed(key=str(number), kind=LetterKind.NEWSLETTER)
        deliver(at=now + timedelta(days=number))

    assert not Suppression.objects.exists()
