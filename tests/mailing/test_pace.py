"""Newsletters go to each provider at its pace; others, and letters to one person, are not held by it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from pytest_django import Settings

from mailing import pace
from mailing.delivery import deliver_due
from mailing.models import Letter, LetterKind, LetterState, ReducedPace
from mailing.operations import owe_each
from mailing.pace import OwnBuckets, Paces, provider_of, reduce_pace
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import OK, Sink

MINUTE = timedelta(minutes=1)
OweMany = Callable[[int, str], None]


@pytest.fixture(autouse=True)
def paces(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """60 a minute to gmail: ten at once."""
    settings.MAIL_PACES = {"gmail": (60, 2), "other": (0, 0)}
    settings.KEY_PREFIX = f"{settings.KEY_PREFIX}:{uuid4()}"
    monkeypatch.setattr(pace, "_own_buckets", OwnBuckets())


@pytest.fixture
def owe_issue(db: None, now: datetime) -> OweMany:
    def owe(number: int, domain: str) -> None:
        owe_each(
            [
                Letter(
                    key=f"{domain}:{n}",
                    kind=LetterKind.NEWSLETTER,
                    template="test.issue",
                    to=f"reader{n}@{domain}",
                    due_at=now,
                    about="issue:7",
                )
                for n in range(number)
            ]
        )

    return owe


def accepted(sink: Sink) -> Counter[str]:
    return Counter(mail.to.partition("@")[2] for mail in sink.received)


@pytest.mark.parametrize(
    ("domain", "provider"),
    [
        ("gmail.com", "gmail"),
        ("googlemail.com", "gmail"),
        ("hotmail.co.uk", "outlook"),
        ("live.nl", "outlook"),
        ("aol.com", "yahoo"),
        ("me.com", "icloud"),
        ("example.org", "example.org"),
        ("notgmail.com", "notgmail.com"),
        ("live.example.org", "live.example.org"),
    ],
)
def test_a_domain_belongs_to_its_provider(domain: str, provider: str) -> None:
    assert provider_of(domain) == provider


def test_a_provider_gets_its_pace_and_others_are_not_held_by_it(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    owe_issue(150, "gmail.com")
    owe_issue(30, "example.org")

    deliver()
    assert accepted(smtp_sink) == {"gmail.com": 10, "example.org": 30}

    deliver()
    deliver(at=now + timedelta(seconds=5))
    assert accepted(smtp_sink)["gmail.com"] == 15
    assert not Letter.objects.filter(attempts=0).exclude(state=LetterState.OWED).exists()


def test_codes_and_reminders_have_no_pace(
    owe_issue: OweMany, owed: Owe, deliver: Deliver, smtp_sink: Sink
) -> None:
    owe_issue(30, "gmail.com")
    deliver()
    kinds = (LetterKind.SECURITY, LetterKind.TRANSACTIONAL, LetterKind.REMINDER)
    letters = [owed(key=kind, kind=kind, to="lena@gmail.com") for kind in kinds]

    deliver()

    assert [state_of(letter) for letter in letters] == [LetterState.SENT] * 3


def test_all_workers_share_one_pace_and_so_many_may_send_at_once(now: datetime) -> None:
    first, second, third = (Paces(uuid4()) for _ in range(3))

    assert first.take({"gmail": 4}, now=now) == {"gmail": 4}
    assert second.take({"gmail": 4, "example.org": 7}, now=now) == {"gmail": 4, "example.org": 7}
    assert third.take({"gmail": 4}, now=now) == {"gmail": 0}, "two are at it"

    first.note_offered("gmail")
    first.give_back()
    assert third.take({"gmail": 9}, now=now) == {"gmail": 5}, "ten, less one that was offered, less four"


def test_the_place_of_a_worker_that_died_ends_within_a_minute(now: datetime) -> None:
    for _ in range(2):
        Paces(uuid4()).take({"gmail": 1}, now=now)

    assert Paces(uuid4()).take({"gmail": 1}, now=now) == {"gmail": 0}
    assert Paces(uuid4()).take({"gmail": 1}, now=now + MINUTE) == {"gmail": 1}


def test_without_valkey_a_worker_keeps_to_its_share(settings: Settings, now: datetime) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert Paces(uuid4()).take({"gmail": 50, "example.org": 50}, now=now) == {"gmail": 5, "example.org": 50}
    assert Paces(uuid4()).take({"gmail": 50}, now=now) == {"gmail": 0}
    assert Paces(uuid4()).take({"gmail": 50}, now=now + timedelta(seconds=2)) == {"gmail": 1}


def test_a_provider_that_asks_for_fewer_gets_half_and_recovers_step_by_step(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda _to: "421 4.7.28 Too many messages, slow down"
    owe_issue(3, "gmail.com")

    deliver()

    reduced = ReducedPace.objects.get()
    assert (reduced.provider, reduced.letters_a_minute, reduced.usual) == ("gmail", 30, 60)
    assert [reduced.at(now + minutes * MINUTE) for minutes in (0, 20, 40, 60)] == [30, 40, 50, None]
    assert Paces.load(uuid4(), now=now + 20 * MINUTE).of("gmail", now + 20 * MINUTE).letters_a_minute == 40


def test_what_several_workers_hear_in_one_moment_halves_it_once(db: None, now: datetime) -> None:
    def hear(*, offered_at: datetime, at: datetime) -> int:
        return reduce_pace(
            provider="gmail", observed=0, offered_at=offered_at, reason="Slow down", now=at
        ).letters_a_minute

    assert hear(offered_at=now, at=now) == 30
    assert hear(offered_at=now - MINUTE, at=now + MINUTE) == 30
    assert hear(offered_at=now + MINUTE, at=now + MINUTE) == 15
    for minutes in range(2, 12):
        slowest = hear(offered_at=now + minutes * MINUTE, at=now + minutes * MINUTE)
    assert slowest == 1


def test_a_domain_without_a_limit_gets_one_from_what_it_was_sent(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    answers = iter([OK] * 8 + ["450 4.7.1 Too many messages"] * 50)
    smtp_sink.answer_rcpt = lambda _to: next(answers)
    owe_issue(40, "example.org")

    deliver()

    reduced = ReducedPace.objects.get()
    assert (reduced.provider, reduced.usual, reduced.letters_a_minute) == ("example.org", 480, 240)
    assert Paces.load(uuid4(), now=now).take({"example.org": 100}, now=now) == {"example.org": 40}


def test_a_code_that_is_owed_meanwhile_waits_a_second_at_most(
    owe_issue: OweMany, owed: Owe, smtp_sink: Sink, now: datetime
) -> None:
    calls = count()

    def clock() -> datetime:
        """Every look at it takes a twentieth of a second; at the thirtieth a code is owed."""
        if (call := next(calls)) == 30:
            owed(key="code", kind=LetterKind.SECURITY, to="lena@example.org")
        return now + call * timedelta(seconds=0.05)

    owe_issue(50, "example.org")

    deliver_due(clock=clock, turn=timedelta(hours=1))

    order = [mail.to for mail in smtp_sink.received]
    assert order.index("lena@example.org") < 20
    assert len(order) == 51
