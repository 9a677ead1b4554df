"""The post outbox's page: what staff see, and what they may do about it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from mailing.leases import Lease
from mailing.models import DeliveryPause, Letter, LetterKind, LetterState
from mailing.operations import pause_delivery
from tests.mailing.conftest import Deliver, Owe
from tests.mailing.sink import Sink

OUTBOX = "/outbox/"
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def clock_of_the_pages(now: datetime) -> Iterator[None]:
    """Pages ask the clock, deliveries are given `now`: here both are the same."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def outbox(staff: User, signed_in: SignIn) -> Client:
    return signed_in(staff)


@pytest.fixture
def uncertain(owed: Owe, now: datetime) -> Letter:
    letter = owed(key="issue:7:1", kind=LetterKind.NEWSLETTER, about="issue:7")
    lease = Lease(lambda: now)
    [claimed] = lease.claim(1)
    lease.begin_sending(claimed).confirm()
    lease.mark_uncertain(claimed, "No answer after the message.")
    letter.refresh_from_db()
    return letter


@pytest.fixture
def failed(owed: Owe, now: datetime) -> Letter:
    letter = owed(key="booking:1:invitation", to="gone@example.org", about="booking:1")
    lease = Lease(lambda: now)
    [claimed] = lease.claim(1)
    lease.begin_sending(claimed).confirm()
    lease.fail(claimed, "554 5.7.1 Looks like spam")
    letter.refresh_from_db()
    return letter


def test_to_everybody_but_staff_it_does_not_exist(client: Client, learner: User, signed_in: SignIn) -> None:
    assert client.get(OUTBOX).status_code == 404
    assert signed_in(learner).get(OUTBOX).status_code == 404


def test_an_empty_office_says_what_will_come(outbox: Client) -> None:
    page = outbox.get(OUTBOX)

    assert "All is well" in page.content.decode()
    assert "No letter has been owed yet" in page.content.decode()


def test_it_counts_letters_by_kind_and_state_and_tells_how_late_they_are(
    outbox: Client, owed: Owe, failed: Letter, uncertain: Letter
) -> None:
    owed(key="late", due_at=datetime(2026, 1, 1, 9, tzinfo=uncertain.due_at.tzinfo))

    overview = outbox.get(OUTBOX).context["overview"]

    assert (overview.owed, overview.late, overview.failed, overview.uncertain) == (1, 1, 1, 1)
    assert overview.oldest_due_at == datetime(2026, 1, 1, 9, tzinfo=uncertain.due_at.tzinfo)
    assert [row.kind for row in overview.rows] == [LetterKind.TRANSACTIONAL, LetterKind.NEWSLETTER]


def test_more_letters_cost_no_more_queries(
    outbox: Client, owed: Owe, failed: Letter, uncertain: Letter
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            outbox.get(OUTBOX)
        return len(captured)

    queries()
    on_one_page = queries()
    for number in range(40):
        owed(key=str(number))

    on_two_pages = queries()
    for number in range(40):
        owed(key=f"more {number}")
    assert queries() == on_two_pages == on_one_page <= 9


@pytest.mark.parametrize(
    "query",
    [
        "words=gone@example.org",
        "words=Gone@Example.org",
        "words=booking:1",
        "state=failed",
        "kind=transactional",
    ],
)
def test_finds_letters_by_address_subject_state_and_kind(
    outbox: Client, failed: Letter, uncertain: Letter, query: str
) -> None:
    assert list(outbox.get(f"{OUTBOX}?{query}").context["page"]) == [failed]


def test_a_letters_page_tells_its_history(outbox: Client, failed: Letter) -> None:
    page = outbox.get(failed.get_absolute_url())

    assert [(moment.state, moment.note) for moment in page.context["history"]] == [
        (LetterState.OWED, ""),
        (LetterState.FAILED, "554 5.7.1 Looks like spam"),
    ]
    assert "Looks like spam" in page.content.decode()


def test_an_uncertain_letter_can_be_sent_again_under_the_same_message_id(
    outbox: Client, uncertain: Letter, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    answer = outbox.post(reverse("mailing:retries"), {"letter": uncertain.pk})

    assert answer.status_code == 303
    deliver()
    uncertain.refresh_from_db()
    assert uncertain.state == LetterState.SENT
    assert smtp_sink.received[0].message_id == uncertain.message_id


def test_an_uncertain_letter_can_be_marked_as_sent(outbox: Client, uncertain: Letter, staff: User) -> None:
    answer = outbox.post(reverse("mailing:confirmations"), {"letter": uncertain.pk, "from_letter": "1"})

    assert answer.headers["Location"] == uncertain.get_absolute_url()
    uncertain.refresh_from_db()
    assert uncertain.state == LetterState.SENT
    assert uncertain.history()[-1].by == staff


def test_all_that_failed_for_one_reason_is_tried_again_and_nothing_else(
    outbox: Client, failed: Letter, uncertain: Letter
) -> None:
    Letter.objects.filter(pk=failed.pk).update(error="one reason")

    outbox.post(reverse("mailing:retries"), {"state": "failed", "error": "another reason"})
    failed.refresh_from_db()
    assert failed.state == LetterState.FAILED

    outbox.post(reverse("mailing:retries"), {"state": "failed", "error": "one reason"})
    failed.refresh_from_db()
    uncertain.refresh_from_db()
    assert (failed.state, failed.attempts) == (LetterState.OWED, 0)
    assert uncertain.state == LetterState.UNCERTAIN


def test_a_letter_whose_code_is_forgotten_can_not_be_sent_again(outbox: Client, failed: Letter) -> None:
    Letter.objects.filter(pk=failed.pk).update(secret_context={})

    outbox.post(reverse("mailing:retries"), {"letter": failed.pk})

    failed.refresh_from_db()
    assert failed.state == LetterState.FAILED
    assert "it can't be sent again" in outbox.get(failed.get_absolute_url()).content.decode()


@pytest.mark.parametrize("letter", ["", "x", "-1", "999999"])
def test_a_nonsensical_request_moves_nothing(outbox: Client, failed: Letter, letter: str) -> None:
    outbox.post(reverse("mailing:retries"), {"letter": letter})

    failed.refresh_from_db()
    assert failed.state == LetterState.FAILED


def test_a_pause_is_shown_and_can_be_cut_short(outbox: Client, now: datetime) -> None:
    pause = pause_delivery(
        scope=DeliveryPause.Scope.TRANSPORT,
        reason="535 5.7.8 Wrong password",
        until=now + timedelta(days=999),
        now=now,
    )

    page = outbox.get(OUTBOX).content.decode()
    assert "Delivery pauses" in page
    assert "535 5.7.8 Wrong password" in page

    outbox.post(reverse("mailing:resumption", args=[pause.pk]))
    assert not DeliveryPause.objects.in_force(now).exists()
    assert DeliveryPause.objects.ongoing().exists(), "it ends when a letter is accepted"


@pytest.mark.parametrize("url", ["mailing:retries", "mailing:confirmations"])
def test_strangers_can_do_nothing_here(client: Client, failed: Letter, url: str) -> None:
    assert client.post(reverse(url), {"letter": failed.pk}).status_code == 404


def test_it_is_not_well_while_letters_that_were_due_wait_for_another_try(
    outbox: Client, owed: Owe, now: datetime
) -> None:
    owed(key="put-off")
    lease = Lease(lambda: now)
    [claimed] = lease.claim(1)
    lease.begin_sending(claimed).confirm()
    lease.retry_later(claimed, "451 Try later")
    page = outbox.get(OUTBOX).content.decode()
    assert "All is well" not in page
    assert "1 letter that was due could not be sent yet" in page
