"""The hours page in a real browser: by mouse, by keyboard alone, and without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from devtools.site import Site
from tests.browser.people import sign_in
from tests.browser.walks import MIRA

HOURS = "/mentoring/hours/"


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(chromium: Browser, demo_site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = chromium.new_page(reduced_motion="reduce", java_script_enabled=request.param)
    sign_in(page, demo_site.url, MIRA)
    page.goto(f"{demo_site.url}{HOURS}")
    yield page
    page.close()


def test_a_day_is_added_copied_and_discarded(page: Page, demo_site: Site) -> None:
    page.get_by_role("button", name="Add hours on Sunday").click()
    expect(page.locator("[name='7-0-start']")).to_have_value("18:00")
    page.get_by_label("Copy Sunday to other days").click()
    page.get_by_role("button", name="Every day").click()
    expect(page.locator("[name='3-0-start']")).to_have_value("18:00")
    expect(page.get_by_text("21 h a week")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[name='3-0-start']")).not_to_have_value("18:00")
    page.get_by_role("link", name="Discard changes").click()
    expect(page.locator("[name='7-0-start']")).to_have_count(0)


def test_a_night_is_asked_about_and_a_saved_week_is_undone(page: Page, demo_site: Site) -> None:
    page.get_by_role("button", name="Add hours on Sunday").click()
    page.fill("[name='7-0-start']", "17:00")
    page.fill("[name='7-0-end']", "09:00")
    page.get_by_role("button", name="Save the week").click()
    expect(page.get_by_role("alert")).to_contain_text("Sunday")
    page.check("[name='7-0-night']")
    page.get_by_role("button", name="Save the week").click()
    expect(page.get_by_text("Your week is saved")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your week is as it was before.")).to_be_visible()
    page.goto(f"{demo_site.url}{HOURS}")
    expect(page.locator("[name='7-0-start']")).to_have_count(0)


def test_by_keyboard_alone_the_focus_stays_where_one_works(chromium: Browser, demo_site: Site) -> None:
    page = chromium.new_page(reduced_motion="reduce")
    sign_in(page, demo_site.url, MIRA)
    page.goto(f"{demo_site.url}{HOURS}")
    page.get_by_role("button", name="Add hours on Sunday").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='7-0-start']")).to_have_value("18:00")
    expect(page.get_by_role("button", name="Add hours on Sunday")).to_be_focused()
    page.locator("[name='7-0-end']").focus()
    page.keyboard.type("0915PM")
    expect(page.locator("#day-7-sum")).to_contain_text("3 h 15 min")
    expect(page.locator("[name='7-0-end']")).to_be_focused()
    page.close()
