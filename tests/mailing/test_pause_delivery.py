"""Pausing delivery: of all mail, to one domain, of one issue."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from mailing.models import DeliveryPause, LetterKind, LetterState
from mailing.operations import pause_delivery, resume_delivery
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import Sink

TRANSPORT, DOMAIN, ISSUE, BULK = DeliveryPause.Scope
HOUR = timedelta(hours=1)


def test_a_paused_domain_waits_and_others_are_sent(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    waiting, other = owed(key="1"), owed(key="2", to="luis@example.com")
    pause_delivery(scope=DOMAIN, target="example.org", reason="421 Too many", until=now + HOUR, now=now)

    deliver()
    assert (state_of(waiting), state_of(other)) == (LetterState.OWED, LetterState.SENT)
    assert waiting.attempts == 0

    deliver(at=now + HOUR)
    assert state_of(waiting) == LetterState.SENT


def test_a_paused_issue_waits_until_somebody_resumes_it(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    waiting, other = owed(key="1", about="issue:7"), owed(key="2", about="issue:8")
    pause = pause_delivery(scope=ISSUE, target="issue:7", reason="A mistake", until=None, now=now)

    deliver(at=now + timedelta(days=300))
    assert (state_of(waiting), state_of(other)) == (LetterState.OWED, LetterState.SENT)

    resume_delivery(pause=pause, now=now)
    deliver()
    assert state_of(waiting) == LetterState.SENT
    assert not DeliveryPause.objects.ongoing().exists()


def test_a_pause_of_all_mail_stops_everything(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    letter = owed()
    pause_delivery(scope=TRANSPORT, reason="A restore", until=None, now=now)

    deliver(at=now + timedelta(days=1))

    assert state_of(letter) == LetterState.OWED


def test_a_pause_of_all_newsletters_lets_reminders_and_codes_go(
    owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    newsletter = owed(key="1", kind=LetterKind.NEWSLETTER, template="test.issue")
    reminder = owed(key="2", kind=LetterKind.REMINDER)
    pause = pause_delivery(scope=BULK, reason="Complaints", until=None, now=now)

    deliver()
    assert (state_of(newsletter), state_of(reminder)) == (LetterState.OWED, LetterState.SENT)

    resume_delivery(pause=pause, now=now)
    deliver()
    assert state_of(newsletter) == LetterState.SENT


def test_paused_again_it_is_one_pause_with_the_new_end(db: None, now: datetime) -> None:
    for hours in (1, 2):
        pause_delivery(
            scope=DOMAIN, target="example.org", reason=f"{hours}", until=now + hours * HOUR, now=now
        )

    pause = DeliveryPause.objects.get()
    assert (pause.reason, pause.until) == ("2", now + 2 * HOUR)


def test_a_domain_needs_a_name(db: None, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="target_is_domain_or_issue"):
        pause_delivery(scope=DOMAIN, reason="x", until=None, now=now)
