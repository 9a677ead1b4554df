"""A sending domain that is new to receivers sends little on its first day, and more on each that follows."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings

from mailing.models import LetterKind, LetterState, SendingDay
from mailing.warmup import Forecast, Plan, best_day, predict
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import Sink

TODAY = date(2026, 11, 27)
PLAN = Plan(first_day=100, growth=2, full_day=1000)
DAY = timedelta(days=1)


def days(*sent: tuple[int, int]) -> dict[date, int]:
    """So many days ago, so many letters."""
    return {TODAY - ago * DAY: number for ago, number in sent}


@pytest.mark.parametrize(
    ("sent", "limit"),
    [
        (days(), 100),
        (days((0, 60)), 100),
        (days((1, 100)), 200),
        (days((1, 30)), 100),
        (days((1, 20), (8, 200)), 400),
        (days((30, 200)), 400),
        (days((31, 200)), 100),
        (days((1, 100), (32, 900)), 200),
        (days((25, 100), (50, 400)), 800),
        (days((2, 1000)), None),
    ],
)
def test_the_limit_of_a_day_follows_from_what_was_sent(sent: dict[date, int], limit: int | None) -> None:
    assert PLAN.limit(sent, TODAY) == limit


def test_without_a_first_day_there_is_no_limit() -> None:
    assert Plan(first_day=0, growth=2, full_day=1000).limit({}, TODAY) is None


def test_a_day_without_letters_is_no_sending_day() -> None:
    assert best_day(days((10, 0), (20, 0), (40, 500)), TODAY) == 0


@pytest.mark.parametrize(
    ("waiting", "ahead", "expected"),
    [
        (80, 0, Forecast(letters=80, today=80, ends_on=TODAY)),
        (300, 0, Forecast(letters=300, today=100, ends_on=TODAY + DAY)),
        (301, 0, Forecast(letters=301, today=100, ends_on=TODAY + 2 * DAY)),
        (50, 90, Forecast(letters=50, today=10, ends_on=TODAY + DAY)),
        (50, 200, Forecast(letters=50, today=0, ends_on=TODAY + DAY)),
        (9000, 0, Forecast(letters=9000, today=100, ends_on=TODAY + 5 * DAY)),
    ],
)
def test_it_is_known_when_the_last_letter_leaves(waiting: int, ahead: int, expected: Forecast) -> None:
    assert predict(PLAN, {}, waiting=waiting, ahead=ahead, today=TODAY) == expected


def test_a_forecast_of_no_growth_ends() -> None:
    found = predict(Plan(1, 1, 1000), {}, waiting=10_000, today=TODAY)
    assert found is not None
    assert found.ends_on == TODAY + 60 * DAY


@pytest.fixture
def three_a_day(settings: Settings) -> None:
    settings.MAIL_WARMUP_FIRST_DAY, settings.MAIL_WARMUP_GROWTH, settings.MAIL_WARMUP_FULL_DAY = 3, 2, 12


def test_newsletters_wait_for_the_next_day_and_other_letters_do_not(
    three_a_day: None, owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    letters = [
        owed(
            key=str(number),
            kind=LetterKind.NEWSLETTER,
            template="test.issue",
            due_at=now - timedelta(seconds=40 - number),
        )
        for number in range(40)
    ]
    reminder = owed(key="reminder", kind=LetterKind.REMINDER)

    def sent() -> int:
        return sum(state_of(letter) == LetterState.SENT for letter in letters)

    deliver()
    deliver()
    assert sent() == 3
    assert [state_of(letter) for letter in letters[:3]] == [LetterState.SENT] * 3, "the first that are due"
    assert state_of(reminder) == LetterState.SENT
    assert {letter.attempts for letter in letters[3:]} == {0}

    deliver(at=now + DAY)
    assert sent() == 3 + 6
    deliver(at=now + 2 * DAY)
    assert sent() == 3 + 6 + 12
    deliver(at=now + 3 * DAY)
    assert sent() == 40, "a day of twelve is a full one"
    counted = SendingDay.objects.order_by("on").values_list("sent", flat=True)
    assert list(counted) == [3, 6, 12, 19]


def test_what_was_reserved_and_not_accepted_is_not_counted(
    three_a_day: None, owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    smtp_sink.answer_rcpt = lambda to: "550 5.1.1 No such user" if to == "gone@example.org" else "250 Kept"
    for number, to in enumerate(["gone@example.org", "lena@example.org", "luis@example.org"]):
        owed(key=str(number), kind=LetterKind.NEWSLETTER, template="test.issue", to=to)

    deliver()

    assert SendingDay.objects.get().sent == 2
