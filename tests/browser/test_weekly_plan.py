"""Planning a week and answering a question, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from devtools.site import Site
from tests.browser.people import sign_in


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """On a phone's width, where everything is below each other."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def tab_to(page: Page, wanted: Locator, *, most: int = 150) -> None:
    """As somebody gets there who has no mouse."""
    for _press in range(most):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def test_a_week_is_planned_and_what_happened_stands_beside_it(page: Page, demo_site: Site) -> None:
    """Mira has logged nothing that could count for what she plans."""
    sign_in(page, demo_site.url, "mira@example.org")
    page.goto(f"{demo_site.url}/plan/")
    tab_to(page, page.get_by_label("Or in your own words"))
    page.keyboard.type("Draw the chain rule")
    tab_to(page, page.get_by_label("How long, in minutes?"))
    page.keyboard.press("Control+A")
    page.keyboard.type("25")
    page.keyboard.press("Enter")

    sitting = page.locator(".plan-line", has_text="Draw the chain rule")
    expect(sitting).to_contain_text("25")
    expect(sitting).not_to_contain_text("Done")

    tab_to(page, sitting.get_by_role("button", name="Log"))
    page.keyboard.press("Enter")

    expect(sitting).to_contain_text("Done")
    expect(sitting.get_by_role("button", name="Log")).to_have_count(0)

    tab_to(page, sitting.get_by_role("link", name="Change"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Remove it"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Remove it"))
    page.keyboard.press("Enter")
    expect(sitting).to_have_count(0)


def test_a_question_is_answered_compared_and_rated(page: Page, demo_site: Site) -> None:
    sign_in(page, demo_site.url, "lena@example.org")
    page.goto(f"{demo_site.url}/practice/")
    tab_to(page, page.get_by_role("link", name="Begin").or_(page.get_by_role("link", name="Go on")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Model answer")).to_have_count(0)
    question = page.url

    tab_to(page, page.get_by_label("Your answer"))
    page.keyboard.type("The residual is orthogonal.")
    tab_to(page, page.get_by_role("button", name="Compare with the model answer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Model answer")).to_be_visible()

    tab_to(page, page.get_by_role("button", name="Right", exact=True))
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("This question comes back on")
    assert page.url != question
