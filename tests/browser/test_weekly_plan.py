"""Planning a week and answering a question, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from devtools.site import Site
from tests.browser.people import sign_in


@pytest.fixture
def lena(chromium: Browser, demo_site: Site) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    sign_in(page, demo_site.url, "lena@example.org")
    yield page
    page.close()


def tab_to(page: Page, wanted: Locator, *, most: int = 150) -> None:
    """As somebody gets there who has no mouse."""
    for _press in range(most):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def test_a_week_is_planned_and_what_happened_stands_beside_it(lena: Page, demo_site: Site) -> None:
    lena.goto(f"{demo_site.url}/plan/")
    tab_to(lena, lena.get_by_label("Or in your own words"))
    lena.keyboard.type("Draw the chain rule")
    tab_to(lena, lena.get_by_label("How long, in minutes?"))
    lena.keyboard.press("Control+A")
    lena.keyboard.type("25")
    lena.keyboard.press("Enter")

    sitting = lena.locator(".plan-line", has_text="Draw the chain rule")
    expect(sitting).to_contain_text("25")
    expect(sitting).not_to_contain_text("Done")

    tab_to(lena, sitting.get_by_role("button", name="Log"))
    lena.keyboard.press("Enter")

    expect(sitting).to_contain_text("Done")
    expect(sitting.get_by_role("button", name="Log")).to_have_count(0)

    tab_to(lena, sitting.get_by_role("link", name="Change"))
    lena.keyboard.press("Enter")
    tab_to(lena, lena.get_by_role("link", name="Remove it"))
    lena.keyboard.press("Enter")
    tab_to(lena, lena.get_by_role("button", name="Remove it"))
    lena.keyboard.press("Enter")
    expect(sitting).to_have_count(0)


def test_a_question_is_answered_compared_and_rated(lena: Page, demo_site: Site) -> None:
    lena.goto(f"{demo_site.url}/practice/")
    tab_to(lena, lena.get_by_role("link", name="Begin").or_(lena.get_by_role("link", name="Go on")))
    lena.keyboard.press("Enter")
    expect(lena.get_by_role("heading", name="Model answer")).to_have_count(0)
    question = lena.url

    tab_to(lena, lena.get_by_label("Your answer"))
    lena.keyboard.type("The residual is orthogonal.")
    tab_to(lena, lena.get_by_role("button", name="Compare with the model answer"))
    lena.keyboard.press("Enter")
    expect(lena.get_by_role("heading", name="Model answer")).to_be_visible()

    tab_to(lena, lena.get_by_role("button", name="Right", exact=True))
    lena.keyboard.press("Enter")

    expect(lena.locator("#toasts")).to_contain_text("This question comes back on")
    assert lena.url != question
