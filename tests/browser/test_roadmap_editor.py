"""Roadmaps made by keyboard: one from nothing to its publication, one from a file to its public page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from devtools.site import Site
from tests.browser.people import sign_in

FILE = """# Boats by hand

## The yard {#yard}

### The first boat {#first}

- [ ] Choose the wood {#wood}
  - Hours: 4
  - Area: maths
  - Done when: Three boards lie in the yard.
- [ ] Draw the lines {#lines}
  - Hours: 6
  - Area: maths
  - Done when: The drawing is on the floor.
"""


@pytest.fixture
def maker(chromium: Browser, demo_site: Site) -> Iterator[Page]:
    """Hana makes roadmaps."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, demo_site.url, "hana@example.org")
    yield page
    page.close()


def press(page: Page, role: str, name: str) -> None:
    """A button or a link, without a mouse."""
    page.get_by_role(role, name=name, exact=True).first.focus()  # type: ignore[arg-type]  # its stub lists roles
    page.keyboard.press("Enter")


def write(page: Page, field: str, words: str) -> None:
    """In place of what is in the field."""
    page.locator(field).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def fill_step(page: Page, title: str, *, needs: str = "") -> None:
    """What a step lacks that was only named; back to the outline."""
    press(page, "link", title)
    write(page, "#id_hours", "4")
    write(page, "#id_done_when", "It lies in the yard.")
    page.locator("#id_area").select_option("maths")
    if needs:
        tick(page, needs)
    press(page, "button", "Save")
    expect(page.get_by_role("link", name="Back to the outline")).to_have_count(0)


def tick(page: Page, key: str) -> None:
    page.locator(f'input[name=prerequisites][value="{key}"]').focus()
    page.keyboard.press("Space")


def test_from_nothing_to_a_published_roadmap(maker: Page, demo_site: Site) -> None:
    maker.goto(f"{demo_site.url}/own-roadmaps/new/")
    write(maker, "#id_title", "Boats from boards")
    maker.keyboard.press("Enter")
    for number, title in enumerate(("Choose the wood", "Draw the lines"), start=1):
        write(maker, "#add-step-first-milestone", title)
        maker.keyboard.press("Enter")
        expect(maker.locator(".outline-milestone .outline-step")).to_have_count(number)
    fill_step(maker, "Choose the wood")
    fill_step(maker, "Draw the lines", needs="choose-the-wood")
    expect(maker.get_by_text("Nothing is missing")).to_be_visible()

    maker.locator("#down-step-choose-the-wood").focus()
    maker.keyboard.press("Enter")
    expect(maker.locator("[id^=down-step-]").first).to_have_id("down-step-draw-the-lines")
    expect(maker.locator("#down-step-choose-the-wood")).to_be_focused()
    expect(maker.get_by_text("which comes later").first).to_be_visible()

    press(maker, "link", "Choose the wood")
    tick(maker, "draw-the-lines")
    press(maker, "button", "Save")
    expect(maker.get_by_text("These steps wait for one another").first).to_contain_text("Draw the lines")

    for _change in range(2):
        press(maker, "button", "Undo")
        maker.wait_for_load_state("load")
    expect(maker.get_by_text("Nothing is missing")).to_be_visible()
    press(maker, "link", "Publish")
    press(maker, "button", "Publish")
    expect(maker.get_by_role("link", name="Change it")).to_be_visible()
    expect(maker.get_by_text("Edition 1,")).to_be_visible()


def test_a_file_becomes_a_roadmap_that_strangers_read(
    maker: Page, chromium: Browser, demo_site: Site
) -> None:
    maker.goto(f"{demo_site.url}/own-roadmaps/import/")
    file: FilePayload = {"name": "boats.md", "mimeType": "text/markdown", "buffer": FILE.encode()}
    maker.get_by_label("File").set_input_files(file)
    press(maker, "button", "Look at it")
    expect(maker.get_by_role("heading", name="What the file holds")).to_be_visible()
    press(maker, "button", "Make a draft of it")
    expect(maker.get_by_role("heading", level=1)).to_have_text("Boats by hand")
    outline_url = maker.url

    press(maker, "link", "Choose the wood")
    with maker.expect_response(lambda answer: answer.request.method == "POST"):
        write(maker, "#id_title", "Choose good wood")
    expect(maker.locator("#saved")).to_contain_text("Saved at")
    maker.goto(outline_url)
    expect(maker.get_by_role("link", name="Choose good wood")).to_be_visible()

    press(maker, "link", "Publish")
    press(maker, "button", "Publish")
    press(maker, "link", "Change it")
    press(maker, "link", "Who may see it")
    maker.get_by_label("Everybody", exact=True).focus()
    maker.keyboard.press("Space")
    address = maker.locator(".whole-address a").get_attribute("href")
    press(maker, "button", "Save")
    maker.wait_for_load_state("load")

    stranger = chromium.new_page()
    stranger.goto(f"{demo_site.url}{address}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Boats by hand")
    expect(stranger.get_by_text("Choose good wood")).to_be_visible()
    stranger.close()


def test_a_followed_roadmap_is_made_ones_own_by_keyboard(chromium: Browser, demo_site: Site) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    sign_in(page, demo_site.url, "hana@example.org")
    page.goto(f"{demo_site.url}/roadmaps/ml-engineer/own-version/")
    first = page.locator("[id^=down-]").first
    name = first.get_attribute("id") or ""
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[id^=down-]").nth(1)).to_have_id(name)
    expect(page.locator(f"#{name}")).to_be_focused()

    page.locator(f'button[value="hide:step:{name.removeprefix("down-")}"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".overlay-sum")).to_be_focused()
    expect(page.locator(f'button[value="show:step:{name.removeprefix("down-")}"]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
