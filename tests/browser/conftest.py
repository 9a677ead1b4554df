"""A real Chromium, and sites of their own for it to visit."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from devtools.site import Site, start_web, start_worker, temporary_site
from tests.browser.walker import Walker
from tests.mailing.sink import Sink, running_sink

expect.set_options(timeout=30_000)  # as long as everything else waits, on a machine with much to do

Meet = Callable[..., Walker]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOW_TO_INSTALL = "no Chromium was found: `apt-get install chromium` (Debian) brings one"
SITES = (
    "demo_site",
    "empty_site",
    "site_before_clock_change",
)  # each is made by one process, which runs all of its tests
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-software-rasterizer",  # a graphics card in software takes a sixth of the time
)


@pytest.hookimpl(tryfirst=True)  # before xdist asks for the groups and `-m` for the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests as `browser` and `slow`, and skip them where there is none."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)  # a site is made for them, and a page takes a second
            if not item.get_closest_marker("xdist_group"):
                site = next((name for name in SITES if name in getattr(item, "fixturenames", ())), "")
                item.add_marker(pytest.mark.xdist_group(site))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=HOW_TO_INSTALL))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture(scope="session")
def empty_site(mailbox: Sink) -> Iterator[Site]:
    """Empty but for the official roadmap, with a worker that delivers to `mailbox`."""
    with temporary_site("empty_site", smtp_port=mailbox.port, data="roadmaps") as site:
        start_web(site)
        start_worker(site)
        yield site


@pytest.fixture(scope="session")
def demo_site(mailbox: Sink) -> Iterator[Site]:
    """The demo community; nothing is delivered."""
    with temporary_site("demo_site", smtp_port=mailbox.port, data="demo") as site:
        start_web(site)
        yield site


@pytest.fixture
def meet(chromium: Browser, empty_site: Site, mailbox: Sink) -> Iterator[Meet]:
    """`meet("lena@…")` is somebody with a phone of their own; `javascript=False` for one without scripts."""
    yield from meet_at(empty_site, chromium, mailbox)


def meet_at(site: Site, chromium: Browser, mailbox: Sink) -> Iterator[Meet]:
    """As `meet`, at another site."""
    contexts: list[BrowserContext] = []

    def somebody(email: str, *, javascript: bool = True, zone: str = "Europe/Warsaw") -> Walker:
        context = chromium.new_context(
            java_script_enabled=javascript, timezone_id=zone, viewport={"width": 390, "height": 844}
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Walker(context, site, mailbox, email)

    yield somebody
    for context in contexts:
        context.close()
