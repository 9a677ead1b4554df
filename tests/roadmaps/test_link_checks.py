"""The weekly look at links: polite, patient, and told to nobody before it is certain."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from core.outgoing import fetch
from roadmaps.choices import Decision, LinkState, Visibility
from roadmaps.link_checks import (
    BACK_OFF,
    EVERY,
    LEASE,
    PACE,
    Check,
    HostIsBusy,
    check_due,
    host_of,
    put_off,
    record,
    take,
)
from roadmaps.models import Link, LinkHost, Roadmap
from roadmaps.operations import decide_on_link
from roadmaps.schedule import check_links
from tests.races import at_once
from tests.roadmaps.builders import EARLIER, published, step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Elsewhere:
    """A real server. `answers` are the status of each path, with where it leads; others are 200."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.robots = ""
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.dislikes_head = False
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.answer(b"")

            def do_GET(self) -> None:
                self.answer(b"x" * 100_000)

            def answer(self, body: bytes) -> None:
                there.asked.append((self.command, self.path))
                there.agents.add(self.headers["User-Agent"])
                status, headers = there.answers.get(self.path, (200, {}))
                if self.path == "/robots.txt":
                    status, body = (200, there.robots.encode()) if there.robots else (404, b"")
                elif there.dislikes_head and self.command == "HEAD":
                    status = 405
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    return  # the beginning was enough

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.other_name = f"http://localhost:{self.server.server_port}"


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Elsewhere]:
    settings.OUTGOING_LOOPBACK = True
    settings.LINK_CHECKS = True
    site = Elsewhere()
    thread = Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


def linked(*urls: str, owner: User | None = None, slug: str = "walking") -> Roadmap:
    """A roadmap whose only step names these pages."""
    resources = {
        f"r{number}": {"title": f"Page {number}", "url": url, "type": "article", "cost": "free"}
        for number, url in enumerate(urls)
    }
    edition = published(step("basics", resources=[*resources]), resources=resources, slug=slug, owner=owner)
    Link.objects.update(due_at=EARLIER)
    return edition.roadmap


def look(now: datetime) -> Link:
    """One check, of what is due then; the link as it is afterwards."""
    check = take(now=now)
    assert check is not None
    record(check, check.look(), now=now)
    return Link.objects.get(pk=check.link.pk)


def fail(link: Link, times: int, now: datetime) -> Link:
    """So many checks in a row, each when it is due."""
    for _time in range(times):
        link = look(max(now, link.due_at))
    return link


def only_link() -> Link:
    return Link.objects.get()


class TestAsking:
    def test_a_page_that_is_there_works_and_is_asked_again_in_a_week(
        self, elsewhere: Elsewhere, now: datetime
    ) -> None:
        linked(f"{elsewhere.url}/page")
        link = look(now)
        assert (link.state, link.checked_on, link.tried_at) == (LinkState.WORKS, now.date(), now)
        assert link.due_at == now + EVERY
        assert take(now=now + EVERY - timedelta(minutes=1)) is None
        assert take(now=now + EVERY) is not None

    def test_it_asks_for_the_head_only_and_says_who_asks(
        self, elsewhere: Elsewhere, now: datetime, settings: Settings
    ) -> None:
        linked(f"{elsewhere.url}/page?part=1#there")
        look(now)
        assert elsewhere.asked == [("GET", "/robots.txt"), ("HEAD", "/page?part=1")]
        assert elsewhere.agents == {f"Longroad (link check; +{settings.SITE_URL})"}

    def test_a_server_without_head_is_asked_for_the_beginning_of_the_page(
        self, elsewhere: Elsewhere, now: datetime
    ) -> None:
        elsewhere.dislikes_head = True
        linked(f"{elsewhere.url}/page")
        assert look(now).state == LinkState.WORKS
        assert elsewhere.asked[-1] == ("GET", "/page")

    def test_the_beginning_of_a_long_page_is_enough(self, elsewhere: Elsewhere) -> None:
        answer = fetch(f"{elsewhere.url}/page", most_bytes=1000, takes_beginning=True)
        assert answer.status == 200
        assert 1000 < len(answer.body) < 100_000

    def test_a_whole_turn_asks_each_host_once(self, elsewhere: Elsewhere) -> None:
        linked(f"{elsewhere.url}/a", f"{elsewhere.url}/b", f"{elsewhere.other_name}/c")
        check_due()
        assert Link.objects.filter(state=LinkState.WORKS).count() == 2
        assert LinkHost.objects.count() == 2

    def test_nobody_asks_while_it_is_switched_off(self, elsewhere: Elsewhere, settings: Settings) -> None:
        settings.LINK_CHECKS = False
        linked(f"{elsewhere.url}/page")
        check_links()
        assert elsewhere.asked == []

    def test_the_task_asks(self, elsewhere: Elsewhere) -> None:
        linked(f"{elsewhere.url}/page")
        check_links()
        assert only_link().state == LinkState.WORKS


class TestFailing:
    def test_it_is_broken_after_three_failures_on_three_days(
        self, elsewhere: Elsewhere, now: datetime
    ) -> None:
        elsewhere.answers["/gone"] = (404, {})
        linked(f"{elsewhere.url}/gone")
        first = look(now)
        assert (first.state, first.failures, first.due_at) == (LinkState.FAILING, 1, now + DAY)
        second = look(now + DAY)
        assert (second.state, second.failures, second.due_at) == (LinkState.FAILING, 2, now + 3 * DAY)
        third = look(now + 3 * DAY)
        assert (third.state, third.broken_since, third.error) == (
            LinkState.BROKEN,
            now + 3 * DAY,
            "status_404",
        )
        assert third.due_at == now + 3 * DAY + EVERY

    def test_one_success_begins_the_count_anew(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/page"] = (500, {})
        linked(f"{elsewhere.url}/page")
        link = fail(look(now), 1, now)
        del elsewhere.answers["/page"]
        link = look(link.due_at)
        assert (link.state, link.failures, link.error) == (LinkState.WORKS, 0, "")
        elsewhere.answers["/page"] = (500, {})
        assert look(link.due_at).state == LinkState.FAILING

    def test_a_broken_one_that_is_back_works(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/page"] = (410, {})
        linked(f"{elsewhere.url}/page")
        link = fail(only_link(), 3, now)
        assert link.state == LinkState.BROKEN
        elsewhere.answers.clear()
        link = look(link.due_at)
        assert (link.state, link.broken_since) == (LinkState.WORKS, None)

    @pytest.mark.parametrize("status", [401, 403, 429, 451, 503, 999])
    def test_not_for_programs_is_not_broken(self, elsewhere: Elsewhere, now: datetime, status: int) -> None:
        elsewhere.answers["/page"] = (status, {})
        linked(f"{elsewhere.url}/page")
        link = fail(only_link(), 4, now)
        assert (link.state, link.failures, link.error) == (LinkState.UNCLEAR, 0, f"status_{status}")

    def test_what_is_broken_stays_so_while_nobody_can_tell(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/page"] = (404, {})
        linked(f"{elsewhere.url}/page")
        link = fail(only_link(), 3, now)
        elsewhere.answers["/page"] = (403, {})
        assert look(link.due_at).state == LinkState.BROKEN

    def test_a_server_that_is_away_fails_while_others_answer(
        self, elsewhere: Elsewhere, now: datetime
    ) -> None:
        linked("http://127.0.0.1:9/nobody", f"{elsewhere.other_name}/page")
        LinkHost.objects.create(name="localhost", free_at=now + 30 * DAY, answered_at=now)
        link = look(now)
        assert (link.state, link.error) == (LinkState.FAILING, "not_reached")

    def test_when_nobody_answers_the_trouble_may_be_ours(self, elsewhere: Elsewhere, now: datetime) -> None:
        linked("http://127.0.0.1:9/nobody")
        link = fail(only_link(), 5, now)
        assert (link.state, link.failures, link.tried_at) == (LinkState.UNKNOWN, 0, None)

    def test_an_address_that_is_never_asked_is_unclear(
        self, elsewhere: Elsewhere, settings: Settings, now: datetime
    ) -> None:
        settings.OUTGOING_LOOPBACK = False
        linked("http://example.org/plain")
        link = look(now)
        assert (link.state, link.error) == (LinkState.UNCLEAR, "address_not_allowed")


class TestRedirects:
    def test_a_page_that_moved_for_good_works_and_says_where_to(
        self, elsewhere: Elsewhere, now: datetime
    ) -> None:
        elsewhere.answers["/old"] = (301, {"Location": "/older"})
        elsewhere.answers["/older"] = (308, {"Location": "/new#top"})
        linked(f"{elsewhere.url}/old")
        link = look(now)
        assert (link.state, link.moved_to) == (LinkState.WORKS, f"{elsewhere.url}/new")

    def test_one_that_moved_for_a_while_keeps_its_address(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/old"] = (302, {"Location": "/new"})
        linked(f"{elsewhere.url}/old")
        link = look(now)
        assert (link.state, link.moved_to) == (LinkState.WORKS, "")

    def test_a_circle_fails(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/a"] = (302, {"Location": "/a"})
        linked(f"{elsewhere.url}/a")
        assert look(now).error == "too_many_redirects"

    def test_it_leads_into_no_private_network(
        self, elsewhere: Elsewhere, settings: Settings, now: datetime
    ) -> None:
        elsewhere.answers["/a"] = (302, {"Location": "https://169.254.169.254/secret"})
        linked(f"{elsewhere.url}/a")
        link = look(now)
        assert (link.state, link.error) == (LinkState.UNCLEAR, "address_not_public")

    def test_another_host_that_is_busy_puts_it_off(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/a"] = (302, {"Location": f"{elsewhere.other_name}/b"})
        linked(f"{elsewhere.url}/a")
        LinkHost.objects.create(name="localhost", free_at=now + DAY)
        check = take(now=now)
        assert check is not None
        with pytest.raises(HostIsBusy):
            check.look()
        put_off(check, until=now + LEASE, now=now)
        link = only_link()
        assert (link.state, link.due_at) == (LinkState.UNKNOWN, now + LEASE)


class TestPoliteness:
    def test_a_host_is_left_alone_between_two_checks(self, elsewhere: Elsewhere, now: datetime) -> None:
        linked(f"{elsewhere.url}/a", f"{elsewhere.url}/b")
        look(now)
        assert take(now=now + PACE - timedelta(seconds=1)) is None
        assert take(now=now + PACE) is not None

    def test_its_robots_txt_may_ask_for_a_slower_pace(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.robots = "User-agent: *\nCrawl-delay: 60"
        linked(f"{elsewhere.url}/a", f"{elsewhere.url}/b")
        look(now)
        assert take(now=now + timedelta(seconds=59)) is None
        assert take(now=now + timedelta(seconds=60)) is not None

    def test_what_its_robots_txt_forbids_is_not_asked(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.robots = "User-agent: Longroad\nDisallow: /private"
        linked(f"{elsewhere.url}/private/page")
        link = look(now)
        assert (link.state, link.error) == (LinkState.UNCLEAR, "robots")
        assert elsewhere.asked == [("GET", "/robots.txt")]

    def test_its_robots_txt_is_read_once_a_week(self, elsewhere: Elsewhere, now: datetime) -> None:
        linked(f"{elsewhere.url}/a", f"{elsewhere.url}/b")
        look(now)
        look(now + PACE)
        assert elsewhere.asked.count(("GET", "/robots.txt")) == 1

    def test_a_host_that_has_had_enough_is_left_alone_for_a_day(
        self, elsewhere: Elsewhere, now: datetime
    ) -> None:
        elsewhere.answers["/a"] = (429, {"Retry-After": "60"})
        linked(f"{elsewhere.url}/a", f"{elsewhere.url}/b")
        look(now)
        assert LinkHost.objects.get().free_at == now + BACK_OFF
        assert take(now=now + BACK_OFF - PACE) is None

    def test_or_for_as_long_as_it_says(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/a"] = (503, {"Retry-After": "259200"})
        linked(f"{elsewhere.url}/a")
        look(now)
        assert LinkHost.objects.get().free_at == now + 3 * DAY

    def test_a_private_roadmap_is_asked_about_by_nobody(
        self, elsewhere: Elsewhere, learner: User, now: datetime
    ) -> None:
        roadmap = linked(f"{elsewhere.url}/secret", owner=learner)
        check_due()
        assert elsewhere.asked == []
        Roadmap.objects.filter(pk=roadmap.pk).update(visibility=Visibility.LINK)
        assert take(now=only_link().due_at) is not None

    def test_what_took_the_place_of_a_link_is_checked(
        self, elsewhere: Elsewhere, learner: User, now: datetime
    ) -> None:
        learner.is_staff = True
        learner.save()
        roadmap = linked(f"{elsewhere.url}/old")
        look(now)
        decide_on_link(
            roadmap=roadmap,
            link=only_link(),
            kind=Decision.REPLACED,
            url=f"{elsewhere.url}/new",
            by=learner,
            now=now,
        )
        assert look(now + PACE).url == f"{elsewhere.url}/new"

    @pytest.mark.parametrize(
        "url",
        ["https://Docs.Example.org:8443/a?b", "https://user@docs.example.org/", "https://docs.example.org"],
    )
    def test_the_host_is_the_same_for_python_and_for_the_database(self, db: None, url: str) -> None:
        link = Link.objects.create(url=url)
        link.refresh_from_db()
        assert link.host == host_of(url) == "docs.example.org"


class TestCrashes:
    def test_a_worker_that_dies_leaves_the_link_to_another(self, elsewhere: Elsewhere, now: datetime) -> None:
        linked(f"{elsewhere.url}/page")
        assert take(now=now) is not None
        assert take(now=now + LEASE - timedelta(seconds=1)) is None
        assert take(now=now + LEASE) is not None

    def test_one_that_comes_back_late_changes_nothing(self, elsewhere: Elsewhere, now: datetime) -> None:
        elsewhere.answers["/page"] = (404, {})
        linked(f"{elsewhere.url}/page")
        late = take(now=now)
        assert late is not None
        finding = late.look()
        link = look(now + LEASE)
        record(late, finding, now=now + LEASE)
        assert only_link().failures == link.failures == 1
        assert LinkHost.objects.get().free_at == now + LEASE + PACE

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_never_ask_one_host_at_once(self, elsewhere: Elsewhere, now: datetime) -> None:
        linked(f"{elsewhere.url}/a", f"{elsewhere.url}/b", f"{elsewhere.url}/c")

        def take_one() -> Check | None:
            return take(now=now)

        taken = at_once(take_one, take_one, take_one)
        assert len([each for each in taken if each is not None]) == 1
