"""The post office's page: what staff see, and what they may do about it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from mailing.leases import Lease
from mailing.models import Kind, Letter, Pause, State
from tests.mailing.conftest import Deliver, Owe
from tests.mailing.sink import Sink

OFFICE = "/post-office/"
SignIn = Callable[[User], Client]


@pytest.fixture
def office(staff: User, signed_in: SignIn) -> Client:
    return signed_in(staff)


@pytest.fixture
def doubtful(owed: Owe, now: datetime) -> Letter:
    letter = owed(key="issue:7:1", kind=Kind.NEWSLETTER, about="issue:7")
    lease = Lease(lambda: now)
    [claimed] = lease.claim(1)
    lease.begin(claimed)
    lease.doubt(claimed, "No answer after the message.")
    letter.refresh_from_db()
    return letter


@pytest.fixture
def failed(owed: Owe, now: datetime) -> Letter:
    letter = owed(key="booking:1:invitation", to="gone@example.org", about="booking:1")
    lease = Lease(lambda: now)
    [claimed] = lease.claim(1)
    lease.begin(claimed)
    lease.fail(claimed, "554 5.7.1 Looks like spam")
    letter.refresh_from_db()
    return letter


def test_to_everybody_but_staff_it_does_not_exist(client: Client, learner: User, signed_in: SignIn) -> None:
    assert client.get(OFFICE).status_code == 404
    assert signed_in(learner).get(OFFICE).status_code == 404


def test_an_empty_office_says_what_will_come(office: Client) -> None:
    page = office.get(OFFICE)

    assert "All is well" in page.content.decode()
    assert "No letter has been owed yet" in page.content.decode()


def test_it_counts_letters_by_kind_and_state_and_tells_how_late_they_are(
    office: Client, owed: Owe, failed: Letter, doubtful: Letter
) -> None:
    owed(key="late", due_at=datetime(2026, 1, 1, 9, tzinfo=doubtful.due_at.tzinfo))

    overview = office.get(OFFICE).context["overview"]

    assert (overview.owed, overview.late, overview.failed, overview.in_doubt) == (1, 1, 1, 1)
    assert overview.oldest_due_at == datetime(2026, 1, 1, 9, tzinfo=doubtful.due_at.tzinfo)
    assert [row.kind for row in overview.rows] == [Kind.TRANSACTIONAL, Kind.NEWSLETTER]


def test_more_letters_cost_no_more_queries(
    office: Client, owed: Owe, failed: Letter, doubtful: Letter
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get(OFFICE)
        return len(captured)

    queries()
    before = queries()
    for number in range(40):
        owed(key=str(number))

    assert queries() == before <= 10


@pytest.mark.parametrize(
    "query",
    [
        "words=gone@example.org",
        "words=Gone@example.org",
        "words=booking:1",
        "state=failed",
        "kind=transactional",
    ],
)
def test_finds_letters_by_address_subject_state_and_kind(
    office: Client, failed: Letter, doubtful: Letter, query: str
) -> None:
    assert list(office.get(f"{OFFICE}?{query}").context["page"]) == [failed]


def test_a_letters_page_tells_its_history(office: Client, failed: Letter) -> None:
    page = office.get(failed.get_absolute_url())

    assert [(moment.state, moment.note) for moment in page.context["history"]] == [
        (State.OWED, ""),
        (State.FAILED, "554 5.7.1 Looks like spam"),
    ]
    assert "Looks like spam" in page.content.decode()


def test_a_letter_in_doubt_can_be_sent_again_under_the_same_message_id(
    office: Client, doubtful: Letter, deliver: Deliver, smtp_sink: Sink, now: datetime
) -> None:
    answer = office.post(reverse("mailing:sendings"), {"letter": doubtful.pk})

    assert answer.status_code == 303
    deliver(at=now + timedelta(days=365))
    doubtful.refresh_from_db()
    assert doubtful.state == State.SENT
    assert smtp_sink.received[0].message_id == doubtful.message_id


def test_a_letter_in_doubt_can_be_settled_as_sent(office: Client, doubtful: Letter, staff: User) -> None:
    answer = office.post(reverse("mailing:settlements"), {"letter": doubtful.pk, "from_letter": "1"})

    assert answer.headers["Location"] == doubtful.get_absolute_url()
    doubtful.refresh_from_db()
    assert doubtful.state == State.SENT
    assert doubtful.history()[-1].by == staff


def test_all_that_failed_for_one_reason_is_tried_again_and_nothing_else(
    office: Client, failed: Letter, doubtful: Letter
) -> None:
    Letter.objects.filter(pk=failed.pk).update(error="one reason")

    office.post(reverse("mailing:sendings"), {"state": "failed", "error": "another reason"})
    failed.refresh_from_db()
    assert failed.state == State.FAILED

    office.post(reverse("mailing:sendings"), {"state": "failed", "error": "one reason"})
    failed.refresh_from_db()
    doubtful.refresh_from_db()
    assert (failed.state, failed.attempts) == (State.OWED, 0)
    assert doubtful.state == State.IN_DOUBT


def test_a_letter_whose_code_is_forgotten_can_not_be_sent_again(office: Client, failed: Letter) -> None:
    Letter.objects.filter(pk=failed.pk).update(secret_context={})

    office.post(reverse("mailing:sendings"), {"letter": failed.pk})

    failed.refresh_from_db()
    assert failed.state == State.FAILED
    assert "it can't be sent again" in office.get(failed.get_absolute_url()).content.decode()


@pytest.mark.parametrize("letter", ["", "x", "-1", "999999"])
def test_a_nonsensical_request_moves_nothing(office: Client, failed: Letter, letter: str) -> None:
    office.post(reverse("mailing:sendings"), {"letter": letter})

    failed.refresh_from_db()
    assert failed.state == State.FAILED


def test_a_pause_is_shown_and_can_be_cut_short(office: Client, now: datetime) -> None:
    Pause.objects.create(began_at=now, until=now + timedelta(days=999), reason="535 5.7.8 Wrong password")

    page = office.get(OFFICE).content.decode()
    assert "Delivery pauses" in page
    assert "535 5.7.8 Wrong password" in page

    office.post(reverse("mailing:resumption"))
    assert Pause.objects.get().until < now + timedelta(days=1)


@pytest.mark.parametrize("url", ["mailing:sendings", "mailing:settlements", "mailing:resumption"])
def test_strangers_can_do_nothing_here(client: Client, failed: Letter, url: str) -> None:
    assert client.post(reverse(url), {"letter": failed.pk}).status_code == 404
