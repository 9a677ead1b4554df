"""A real Chromium, and Longroads of its own for it to walk through."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from devtools.site import House, deliver, house, serve
from tests.mailing.sink import Sink, running_sink

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOW_TO_INSTALL = "no Chromium was found: `apt-get install chromium` (Debian) brings one"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-software-rasterizer",  # nor a graphics card in software, which takes a sixth of the time
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process that runs some of these has a browser and servers of its own."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
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
def new_house(mailbox: Sink) -> Iterator[House]:
    """Empty but for the official roadmap, with a worker that delivers to `mailbox`."""
    with house("new_house", smtp_port=mailbox.port) as built:
        built.run("load_roadmaps")
        serve(built)
        deliver(built)
        yield built


@pytest.fixture(scope="session")
def demo_house(mailbox: Sink) -> Iterator[House]:
    """The demo community; nothing is delivered."""
    with house("demo_house", smtp_port=mailbox.port) as built:
        built.run("load_roadmaps")
        built.run("demo")
        serve(built)
        yield built
