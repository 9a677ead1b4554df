"""Marking a step on the road, by keyboard: the row changes, the person stays where they are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from devtools.site import Site
from tests.browser.people import sign_in

ROAD = "/roadmaps/ml-engineer/"
OPEN = f"{ROAD}?stages=open"


@pytest.fixture
def road(chromium: Browser, demo_site: Site) -> Iterator[Page]:
    """Tamar looks at her roadmap."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, demo_site.url, "tamar@example.org")
    page.goto(demo_site.url + OPEN)
    yield page
    page.close()


def test_a_step_is_marked_and_unmarked_without_losing_the_place(road: Page) -> None:
    control, row = road.locator("#status-apply"), road.locator("#step-apply")
    control.focus()
    scrolled = road.evaluate("scrollY")
    address = road.url

    road.keyboard.press("Enter")
    road.keyboard.press("ArrowDown")
    road.keyboard.press("ArrowDown")
    road.keyboard.press("Enter")

    expect(control).to_contain_text("In progress")
    expect(control).to_be_focused()
    expect(row).to_have_class("trail-stop in_progress")
    assert (road.url, road.evaluate("scrollY")) == (address, scrolled)

    road.locator("#toasts").get_by_role("button", name="Undo").click()

    expect(road.locator("#step-apply")).to_have_class("trail-stop pending")
    expect(control).to_be_focused()
    assert (road.url, road.evaluate("scrollY")) == (address, scrolled)


def mark(page: Page, key: str, status: str) -> None:
    page.locator(f"#status-{key}").click()
    page.get_by_role("button", name=status, exact=True).click()
    expect(page.locator(f"#status-{key}")).to_contain_text("Mark" if status == "Not started" else status)


def test_only_the_last_mark_is_offered_to_be_undone(road: Page) -> None:
    mark(road, "apply", "Skipped")
    mark(road, "apply", "Not started")
    expect(road.locator("#toasts .toast")).to_have_count(1)
    expect(road.locator("#toasts")).to_contain_text("is not started")


def test_undo_on_a_steps_own_page_stays_on_it(road: Page) -> None:
    road.goto(f"{road.url.partition('?')[0]}steps/apply/")
    road.locator("#mark-skipped").click()
    expect(road.locator("#mark-skipped")).to_have_attribute("aria-pressed", "true")
    address = road.url

    road.locator("#toasts").get_by_role("button", name="Undo").click()

    expect(road.locator("#mark-pending")).to_have_attribute("aria-pressed", "true")
    assert road.url == address


def test_back_shows_how_a_step_stands_now(road: Page) -> None:
    """Also when the browser kept the page as it was."""
    road.locator("#step-apply .list-title").click()
    road.locator("#mark-skipped").click()
    expect(road.locator("#mark-skipped")).to_have_attribute("aria-pressed", "true")

    road.go_back()

    expect(road.locator("#step-apply")).to_have_class("trail-stop skipped")
    mark(road, "apply", "Not started")


def test_escape_closes_the_choices_and_changes_nothing(road: Page) -> None:
    control = road.locator("#status-apply")
    control.focus()

    road.keyboard.press("Enter")
    road.keyboard.press("ArrowDown")
    road.keyboard.press("Escape")

    expect(control).to_be_focused()
    expect(road.get_by_role("button", name="Skipped")).to_have_count(0)
    expect(road.locator("#step-apply")).to_have_class("trail-stop pending")


def test_filters_have_an_address_and_back_leads_out_of_them(road: Page) -> None:
    every_step = road.locator(".steps > li").count()

    road.get_by_text("Filter the steps").click()
    road.locator("#area-maths").click()
    expect(road.locator("#area-maths")).to_have_attribute("aria-current", "true")

    assert road.url.endswith("area=maths")
    expect(road.locator("#area-maths")).to_be_focused()
    assert 0 < road.locator(".steps > li").count() < every_step

    road.go_back()
    expect(road.locator(".steps > li")).to_have_count(every_step)
