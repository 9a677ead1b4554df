"""The editor of articles in a real browser: it saves by itself, by keyboard too, and loses nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from devtools.site import Site
from tests.browser.people import sign_in

NOOR = "noor@example.org"


@pytest.fixture
def editor(chromium: Browser, demo_site: Site) -> Iterator[Page]:
    """Noor at a new article."""
    page = chromium.new_context(base_url=demo_site.url, viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, demo_site.url, NOOR)
    page.goto("/writing/new/")
    page.get_by_label("Title").fill("Typed by hand")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile(r"/writing/\d+/"))
    yield page
    page.context.close()


def test_what_is_typed_is_saved_by_itself(editor: Page) -> None:
    editor.get_by_label("Text (optional)").fill("Some words.")
    with editor.expect_response(re.compile(r"/draft/$")) as answer:
        editor.locator("#state").wait_for()
    assert answer.value.json()["version"] == 2
    editor.reload()
    expect(editor.get_by_label("Text (optional)")).to_have_value("Some words.")


def test_the_toolbar_works_by_keyboard(editor: Page) -> None:
    text = editor.get_by_label("Text (optional)")
    text.fill("word")
    text.select_text()
    editor.keyboard.press("Control+b")
    expect(text).to_have_value("**word**")
    editor.keyboard.press("Shift+Tab")
    expect(editor.get_by_role("button", name="Strong")).to_be_focused()
    editor.keyboard.press("ArrowRight")
    expect(editor.get_by_role("button", name="Emphasis")).to_be_focused()
    editor.keyboard.press("End")
    expect(editor.get_by_role("button", name="Formula")).to_be_focused()


def test_without_a_connection_the_browser_has_the_text(editor: Page) -> None:
    editor.context.set_offline(True)
    editor.get_by_label("Text (optional)").fill("Offline words.")
    expect(editor.locator("#state")).to_contain_text("Not saved", timeout=15_000)
    editor.context.set_offline(False)
    editor.evaluate("window.dispatchEvent(new Event('online'))")
    expect(editor.locator("#state")).to_contain_text("Saved", timeout=15_000)


def test_two_windows_overwrite_nothing(editor: Page) -> None:
    other = editor.context.new_page()
    other.goto(editor.url)
    editor.get_by_label("Text (optional)").fill("First window.")
    expect(editor.locator("#state")).to_contain_text("Saved", timeout=15_000)
    with editor.expect_response(re.compile(r"/draft/$"), timeout=15_000):
        editor.get_by_label("Text (optional)").press("End")
        editor.keyboard.type(" And more.")
    other.get_by_label("Text (optional)").fill("Second window.")
    expect(other.locator("#state")).to_contain_text("saved somewhere else", timeout=15_000)
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_label("The text that was saved in the meantime")).to_have_value(
        "First window. And more."
    )
    expect(other.get_by_label("Text (optional)")).to_have_value("Second window.")
