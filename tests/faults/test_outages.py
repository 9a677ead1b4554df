"""Each part of a site is killed and frozen while people walk through it."""

import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

import httpx
import pytest
from django.utils import timezone

from core.valkey import FAILURES_IN_A_ROW, PAUSE_SECONDS
from devtools.embedded.process_group import ProcessGroup
from tests.browser.walks import LENA, MIRA, NOOR, SAM, STRANGER
from tests.faults.whole_site import Page, Visitor, Walkers, WholeSite, eventually
from tests.mailing.sink import Sink, running_sink

pytestmark = pytest.mark.xdist_group("outages")

HOW = ("killed", "frozen")
SESSION = "/mentors/mira-kowalska/sessions/first-talk/"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def site(mailbox: Sink) -> Iterator[WholeSite]:
    with (
        tempfile.TemporaryDirectory(prefix="longroad-", dir="/tmp") as home,
        ProcessGroup() as group,
    ):
        site = WholeSite(group, Path(home), mailbox.port)
        site.start("postgres", "valkey")
        site.seed()
        site.start("web", "worker", "beat", "second beat")
        eventually(lambda: is_served(site))
        yield site
        for name in site.running:
            site.signal(name, signal.SIGKILL)  # nothing of it is needed any more


def is_served(site: WholeSite) -> bool:
    try:
        return httpx.get(f"{site.url}/livez").is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def people(site: WholeSite) -> list[Visitor]:
    """A stranger, a learner, a mentor, an author and staff, signed in."""
    visitors = [Visitor(site, who) for who in (STRANGER, LENA, MIRA, NOOR, SAM)]
    for visitor in visitors:
        if visitor.who:
            assert visitor.sign_in().url.path == "/dashboard/"
    return visitors


@pytest.mark.parametrize("how", HOW)
def test_without_valkey_every_page_answers_and_people_sign_in_and_book(
    site: WholeSite, people: list[Visitor], mailbox: Sink, how: str
) -> None:
    mailbox.received.clear()
    unanswered_before = int(str(site.state()["valkey_unanswered"]))
    began_at = monotonic()

    with site.outage("valkey", how):
        pages = [page for visitor in people for page in visitor.walk()]
        newcomer = Visitor(site, LENA)
        signed_in = newcomer.sign_in()
        booked = book(newcomer)
        state = site.state()

    assert [str(page.url) for page in pages if page.is_server_error] == []
    assert signed_in.url.path == "/dashboard/"
    assert booked.url.path.startswith("/bookings/")
    assert "valkey" in str(state["degraded"])
    asked = int(str(state["valkey_unanswered"])) - unanswered_before
    rounds = ceil((monotonic() - began_at) / PAUSE_SECONDS) + 1
    assert asked <= FAILURES_IN_A_ROW + rounds, "it is left alone, however many pages are asked for"
    assert len(pages) > 2 * asked
    eventually(lambda: {mail.to for mail in mailbox.received} >= {LENA, MIRA})


def test_two_beats_at_once_send_no_letter_twice(
    site: WholeSite, people: list[Visitor], mailbox: Sink
) -> None:
    mailbox.received.clear()
    book(people[1])
    eventually(lambda: {mail.to for mail in mailbox.received} >= {LENA, MIRA})
    assert max(Counter(mail.message_id for mail in mailbox.received).values()) == 1


@pytest.mark.parametrize("how", HOW)
def test_pages_fail_while_postgresql_is_away_alone_and_then_with_503(
    site: WholeSite, people: list[Visitor], how: str
) -> None:
    with Walkers(site, people[:2]).walking() as walkers:
        with site.outage("postgres", how):
            assert httpx.get(f"{site.url}/livez").is_success
            if how == "killed":
                eventually(lambda: len(walkers.faults()) > 2)
                assert site.state()["failed"] == ["postgresql"]
        walkers.wait_for_answers()

    assert {answer.status for answer in walkers.faults()} <= {503}
    assert [answer for answer in walkers.faults() if answer.site_was_whole] == []


def test_without_postgresql_people_read_a_page_and_programs_a_problem(site: WholeSite) -> None:
    with site.outage("postgres", "killed"):
        page = httpx.get(f"{site.url}/")
        problem = httpx.get(f"{site.url}/api/v1/roadmaps/")

    assert (page.status_code, problem.status_code) == (503, 503)
    assert page.headers["Retry-After"] == problem.headers["Retry-After"] == "10"
    assert "Longroad is away for a moment" in page.text
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "unavailable"


@pytest.mark.parametrize("how", HOW)
def test_a_web_process_that_is_lost_and_comes_back_answers_no_fault(
    site: WholeSite, people: list[Visitor], how: str
) -> None:
    with Walkers(site, people[:2]).walking() as walkers:
        with site.outage("web", how):
            if how == "killed":
                eventually(lambda: any(answer.status == 0 for answer in walkers.answers))
        walkers.wait_for_answers()

    assert walkers.faults() == set()


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("part", ["worker", "beat"])
def test_letters_leave_once_though_a_worker_or_a_beat_is_lost(
    site: WholeSite, people: list[Visitor], mailbox: Sink, part: str, how: str
) -> None:
    mailbox.received.clear()

    with Walkers(site, people[:2]).walking() as walkers:
        with site.outage(part, how):
            booked = book(people[1])
            walkers.wait_for_answers()
        eventually(lambda: {mail.to for mail in mailbox.received} >= {LENA, MIRA})

    assert booked.url.path.startswith("/bookings/")
    assert walkers.faults() == set()
    assert max(Counter(mail.message_id for mail in mailbox.received).values()) == 1


def test_a_worker_that_is_asked_through_the_broker_says_that_it_is_well(site: WholeSite) -> None:
    site.forget_heartbeats()
    assert "workers" in str(site.state()["degraded"])
    site.call_roll()
    eventually(lambda: site.state()["degraded"] == [])


def book(visitor: Visitor) -> httpx.Response:
    """The first time of the first day that has one, from a week ahead: the page shows a day at once."""
    days = [(timezone.now() + timedelta(days=ahead)).date() for ahead in range(7, 14)]
    pages = (Page(visitor.get(f"{SESSION}?from={day}").text) for day in days)
    start = next(page.choices["start"][0] for page in pages if "start" in page.choices)
    form = f"{SESSION}booking/?{urlencode({'start': start})}"
    return visitor.send(form, "/mentors/mira-kowalska/bookings/", about="It diverges.")
