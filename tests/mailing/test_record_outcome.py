"""What a provider says after a letter was sent: in any order, any number of times."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from mailing.lifecycle import OUTCOMES
from mailing.models import Letter, LetterKind, LetterState, Suppression
from mailing.operations import record_outcome
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import Sink

DELIVERED, BOUNCED, COMPLAINED = OUTCOMES


@pytest.fixture
def sent(owed: Owe, deliver: Deliver, smtp_sink: Sink) -> Letter:
    letter = owed(kind=LetterKind.NEWSLETTER)
    deliver()
    return letter


def say(letter: Letter, outcome: LetterState, at: datetime, evidence: str = "550 5.1.1") -> bool:
    return record_outcome(message_id=letter.message_id, outcome=outcome, evidence=evidence, at=at)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_sent_letter_takes_each_outcome(sent: Letter, now: datetime, outcome: LetterState) -> None:
    assert say(sent, outcome, now)

    assert state_of(sent) == outcome
    assert sent.history()[-1].note == "550 5.1.1"


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.UNCERTAIN])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_so_does_one_of_which_it_was_not_known(
    owed: Owe, now: datetime, state: LetterState, outcome: LetterState
) -> None:
    letter = owed()
    Letter.objects.filter(pk=letter.pk).update(state=state)

    assert say(letter, outcome, now)

    assert (state_of(letter), letter.sent_at) == (outcome, now)


@pytest.mark.parametrize("order", permutations(OUTCOMES))
def test_whatever_the_order_the_worst_remains(
    sent: Letter, now: datetime, order: tuple[LetterState, ...]
) -> None:
    for outcome in order:
        say(sent, outcome, now)

    assert state_of(sent) == LetterState.COMPLAINED


def test_the_same_said_again_is_no_news(sent: Letter, now: datetime) -> None:
    assert [say(sent, BOUNCED, now + timedelta(minutes=n)) for n in range(46)] == [True] + [False] * 45

    assert sent.events.count() == 1
    assert {suppression.strikes for suppression in Suppression.objects.all()} == {1}


def test_a_letter_that_was_never_offered_takes_none(owed: Owe, now: datetime) -> None:
    letter = owed()

    assert not say(letter, DELIVERED, now)
    assert state_of(letter) == LetterState.OWED


def test_a_message_id_that_nobody_knows_is_no_error(db: None, now: datetime) -> None:
    assert not record_outcome(message_id="<x@elsewhere>", outcome=BOUNCED, evidence="", at=now)


def test_a_state_that_no_provider_speaks_of_is_a_bug(sent: Letter, now: datetime) -> None:
    with pytest.raises(ValueError, match="sent"):
        say(sent, LetterState.SENT, now)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [(BOUNCED, Suppression.Reason.HARD_BOUNCE), (COMPLAINED, Suppression.Reason.COMPLAINT)],
)
def test_a_bounce_and_a_complaint_end_newsletters_with_their_evidence(
    sent: Letter, now: datetime, outcome: LetterState, reason: str
) -> None:
    say(sent, outcome, now, "550 5.1.1 No such user")

    suppression = Suppression.objects.get(address=sent.to, kind=LetterKind.NEWSLETTER)
    assert (suppression.reason, suppression.evidence) == (reason, "550 5.1.1 No such user")
