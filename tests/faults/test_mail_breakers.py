"""When delivery stops by itself: in the narrowest scope, for one outage once, and nothing is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mailing.breakers import RECENT_FAILURES, Breakers, Tripped, Trouble
from mailing.leases import TRIES
from mailing.models import DeliveryPause, Letter, LetterKind, LetterState
from mailing.operations import owe_each, resume_delivery
from mailing.pauses import PAUSE_OF_DOMAIN, PAUSE_WHEN_OURS
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.sink import OK, Sink

Cause = DeliveryPause.Cause
OWED, SENT, FAILED, UNCERTAIN = LetterState.OWED, LetterState.SENT, LetterState.FAILED, LetterState.UNCERTAIN
MINUTE = timedelta(minutes=1)
GONE = "550 5.1.1 No such user"
OweMany = Callable[..., None]


@pytest.fixture
def owe_issue(db: None, now: datetime) -> OweMany:
    """`owe_issue(300)` owes a newsletter to so many readers, each at a domain of their own."""

    def owe(
        number: int,
        *,
        about: str = "issue:7",
        domain: str = "d{n}.example",
        kind: LetterKind = LetterKind.NEWSLETTER,
    ) -> None:
        owe_each(
            [
                Letter(
                    key=f"{about}:{domain}:{kind}:{n}",
                    kind=kind,
                    template="test.greeting",
                    to=f"reader{n}@{domain.format(n=n)}",
                    due_at=now,
                    about=about,
                )
                for n in range(number)
            ]
        )

    return owe


def counts() -> dict[str, int]:
    """Letters by state."""
    states = Letter.objects.values_list("state", flat=True)
    return {state: sum(each == state for each in states) for state in set(states)}


def pause() -> DeliveryPause:
    return DeliveryPause.objects.ongoing().get()


def test_an_issue_stops_at_the_tenth_failure_among_two_hundred(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink
) -> None:
    smtp_sink.answer_rcpt = lambda _to: GONE
    owe_issue(300)

    deliver()

    assert counts() == {FAILED: RECENT_FAILURES, OWED: 300 - RECENT_FAILURES}
    assert (pause().target, pause().cause, pause().reason) == ("issue:7", Cause.TOO_MANY_FAILURES, GONE)


@pytest.mark.parametrize(("one_in", "stops"), [(18, True), (30, False)])
def test_five_percent_stop_an_issue_and_three_do_not(
    owe_issue: OweMany,
    deliver: Deliver,
    smtp_sink: Sink,
    one_in: int,
    stops: bool,  # noqa: FBT001
) -> None:
    offered: list[str] = []

    def refuse_some(to: str) -> str:
        offered.append(to)
        return GONE if len(offered) % one_in == 0 else OK

    smtp_sink.answer_rcpt = refuse_some
    owe_issue(420)

    deliver()

    assert DeliveryPause.objects.exists() == stops
    assert (OWED in counts()) == stops


def test_the_third_uncertain_letter_stops_an_issue(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.hangs_up_after_data = lambda _mail: True
    owe_issue(50)

    deliver()
    deliver(at=now + timedelta(days=1))

    assert counts() == {UNCERTAIN: 3, OWED: 47}
    assert pause().cause == Cause.UNCERTAIN_IN_A_ROW


def test_resumed_it_counts_from_the_beginning(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.hangs_up_after_data = lambda _mail: True
    owe_issue(50)
    deliver()
    resume_delivery(pause=pause(), now=now)

    deliver()

    assert counts() == {UNCERTAIN: 6, OWED: 44}


def test_workers_whose_connections_break_at_one_moment_count_as_one(owed: Owe, now: datetime) -> None:
    letters = [owed(key=str(n), kind=LetterKind.NEWSLETTER, about="issue:7") for n in range(6)]

    def fail(letter: Letter, *, offered: int) -> Tripped | None:
        return Breakers().note_failure(
            letter, Trouble.UNCERTAIN, offered_at=now + offered * MINUTE, now=now + (offered + 1) * MINUTE
        )

    assert [fail(letter, offered=0) for letter in letters[:4]] == [None] * 4
    assert fail(letters[4], offered=1) is None
    tripped = fail(letters[5], offered=2)
    assert tripped is not None
    assert tripped.cause == Cause.UNCERTAIN_IN_A_ROW


def test_a_domain_that_refuses_twenty_in_a_row_waits_and_others_are_sent(
    owe_issue: OweMany, owed: Owe, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda to: (
        "550 No" if to.startswith("reader") and to.endswith("bad.example") else OK
    )
    for number in range(4):
        owe_issue(8, about=f"issue:{number}", domain="bad.example")
    owe_issue(8, about="issue:9")
    code = owed(kind=LetterKind.SECURITY, to="lena@bad.example")

    deliver()

    assert counts() == {FAILED: 20, OWED: 12, SENT: 9}
    assert state_of(code) == SENT, "codes are always tried"
    assert (pause().target, pause().cause) == ("bad.example", Cause.FAILURES_IN_A_ROW)
    assert pause().until == now + PAUSE_OF_DOMAIN


def test_when_one_letter_after_the_other_is_refused_all_mail_waits(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_data = lambda _mail: "554 Transaction failed"
    owe_issue(60, about="", kind=LetterKind.REMINDER)

    deliver()

    assert counts() == {FAILED: 20, OWED: 40}
    assert (pause().scope, pause().until) == (DeliveryPause.Scope.TRANSPORT, now + PAUSE_WHEN_OURS)

    smtp_sink.answer_data = lambda _mail: OK
    assert deliver(at=now + PAUSE_WHEN_OURS).sent == 40


def test_mailboxes_that_are_gone_say_nothing_of_the_mail_server(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink
) -> None:
    smtp_sink.answer_rcpt = lambda _to: GONE
    owe_issue(30, about="", kind=LetterKind.TRANSACTIONAL)

    deliver()

    assert counts() == {FAILED: 30}


def test_a_storm_of_421_costs_two_letters_a_try_and_all_are_sent_within_half_a_minute_of_its_end(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda _to: "421 4.3.2 Shutting down"
    owe_issue(200)
    seconds = 0
    while seconds < 600:
        deliver(at=now + timedelta(seconds=seconds))
        seconds += 5
    tried = Letter.objects.filter(attempts__gt=0)

    assert counts() == {OWED: 200}
    assert [letter.attempts for letter in tried] == [1, 1]

    smtp_sink.answer_rcpt = lambda _to: OK
    for later in range(0, 30, 5):
        deliver(at=now + timedelta(seconds=seconds + later))
    assert counts() == {SENT: 200}
    assert len(smtp_sink.received) == 200


def test_one_letter_that_the_server_does_not_bear_stops_nothing_but_itself(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    smtp_sink.answer_rcpt = lambda to: "421 4.3.0 Oops" if to == "reader0@d0.example" else OK
    owe_issue(5)

    for hours in range(0, 48, 2):
        deliver(at=now + timedelta(hours=hours))

    assert counts() == {SENT: 4, FAILED: 1}
    assert Letter.objects.get(state=FAILED).attempts == TRIES


@pytest.mark.parametrize(
    "answer",
    ["452 4.5.3 Too many recipients", "450 4.2.1 Daily sending quota exceeded", "421 4.7.0 Rate limited"],
)
def test_a_domain_that_asks_for_fewer_rests_a_minute_and_no_try_is_lost(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime, answer: str
) -> None:
    smtp_sink.answer_rcpt = lambda to: answer if to.endswith("slow.example") else OK
    owe_issue(10, domain="slow.example")
    owe_issue(10)

    deliver()
    assert counts() == {OWED: 10, SENT: 10}
    assert (pause().cause, pause().until) == (Cause.TOO_FAST, now + MINUTE)
    assert not Letter.objects.filter(state=OWED, attempts__gt=0).exists()

    smtp_sink.answer_rcpt = lambda _to: OK
    for minutes in range(1, 20):
        deliver(at=now + minutes * MINUTE)
    assert counts() == {SENT: 20}
    assert not DeliveryPause.objects.ongoing().exists()


def test_greylisting_stops_nothing(
    owe_issue: OweMany, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    seen: set[str] = set()

    def greylist(to: str) -> str:
        answer = OK if to in seen else "450 4.2.0 Greylisted, try again in a minute"
        seen.add(to)
        return answer

    smtp_sink.answer_rcpt = greylist
    owe_issue(60)

    assert deliver().retried_later == 60
    assert deliver(at=now + 2 * MINUTE).sent == 60
    assert not DeliveryPause.objects.exists()
