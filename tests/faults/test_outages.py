"""Each part of a site is killed and frozen while people walk through it."""

import signal
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

import httpx
import pytest

from core.valkey import FAILURES_IN_A_ROW, PAUSE_SECONDS
from devtools.embedded.process_group import ProcessGroup
from tests.browser.walks import LENA, MIRA, NOOR, SAM, STRANGER
from tests.faults.whole_site import Page, Visitor, WholeSite, eventually
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
        tempfile.TemporaryDirectory(prefix="longroad-", dir="/tmp") as home,  # noqa: S108
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


def book(visitor: Visitor) -> httpx.Response:
    """The first time that is free in a week."""
    in_a_week = date.today() + timedelta(days=7)
    start = Page(visitor.get(f"{SESSION}?from={in_a_week}").text).choices["start"][0]
    form = f"{SESSION}booking/?{urlencode({'start': start})}"
    return visitor.send(form, "/mentors/mira-kowalska/bookings/", about="It diverges.")
