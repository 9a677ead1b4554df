"""Too many complaints hold all newsletters, until staff let them go on."""

from datetime import datetime, timedelta

import pytest

from mailing.complaints import recent_complaints
from mailing.lifecycle import LetterState
from mailing.models import DeliveryPause, Letter, LetterKind, SendingDay
from mailing.operations import owe_each, record_outcome, resume_delivery
from mailing.warmup import count_sent

DAY = timedelta(days=1)


@pytest.fixture
def sent_letters(db: None, now: datetime) -> list[Letter]:
    """Twelve of a thousand newsletters that were sent today."""
    letters = [
        Letter(
            key=f"issue:{number}",
            kind=LetterKind.NEWSLETTER,
            template="test.issue",
            to=f"reader{number}@example.org",
            due_at=now,
        )
        for number in range(12)
    ]
    owe_each(letters)
    Letter.objects.update(state=LetterState.SENT, sent_at=now)
    count_sent(1000, on=now.date())
    return letters


def complain(letters: list[Letter], *, at: datetime) -> None:
    for letter in letters:
        record_outcome(message_id=letter.message_id, outcome=LetterState.COMPLAINED, evidence="abuse", at=at)


def is_held() -> bool:
    return DeliveryPause.objects.ongoing().of_bulk().exists()


def test_the_fifth_complaint_among_a_thousand_holds_them(sent_letters: list[Letter], now: datetime) -> None:
    complain(sent_letters[:4], at=now)
    assert not is_held()

    complain(sent_letters[4:5], at=now)

    pause = DeliveryPause.objects.ongoing().of_bulk().get()
    assert (pause.cause, pause.until) == (DeliveryPause.Cause.COMPLAINTS, None)
    assert pause.reason == "5 / 1000 = 0.50%"


def test_the_same_number_among_many_more_does_not(sent_letters: list[Letter], now: datetime) -> None:
    count_sent(1000, on=now.date() - DAY)

    complain(sent_letters[:6], at=now)

    assert not is_held()
    assert recent_complaints(now=now).warns


def test_what_came_back_was_not_delivered(sent_letters: list[Letter], now: datetime) -> None:
    record_outcome(message_id=sent_letters[0].message_id, outcome=LetterState.BOUNCED, evidence="550", at=now)
    assert recent_complaints(now=now).delivered == 999


def test_after_a_week_it_is_forgotten(sent_letters: list[Letter], now: datetime) -> None:
    complain(sent_letters[:4], at=now)
    later = now + timedelta(days=8)
    SendingDay.objects.update(on=later.date())

    complain(sent_letters[4:8], at=later)

    assert not is_held()


def test_released_by_staff_only_new_complaints_count(sent_letters: list[Letter], now: datetime) -> None:
    complain(sent_letters[:5], at=now)
    resume_delivery(pause=DeliveryPause.objects.ongoing().of_bulk().get(), now=now + DAY)
    count_sent(1000, on=(now + DAY).date())

    complain(sent_letters[5:9], at=now + 2 * DAY)
    assert not is_held()
    complain(sent_letters[9:10], at=now + 2 * DAY)
    assert is_held()
