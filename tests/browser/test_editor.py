"""The editor of articles in a real browser: nothing is lost, pictures come in, and one menu publishes."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect

from devtools.site import Site
from tests.browser.people import sign_in

NOOR = "noor@example.org"
PAUSE = 2_500  # ms, a little more than js/draft.js waits after the last key
OpenEditor = Callable[..., Page]

FILES = """async (colours) => {
  const transfer = new DataTransfer();
  for (const colour of colours) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 40;
    const context = canvas.getContext("2d");
    context.fillStyle = colour;
    context.fillRect(0, 0, 40, 40);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    transfer.items.add(new File([blob], `${colour}.png`, { type: "image/png" }));
  }
  return transfer;
}"""
COPY = f"""async (colour) => {{
  const [file] = (await ({FILES})([colour])).files;
  await navigator.clipboard.write([new ClipboardItem({{ "image/png": file }})]);
}}"""


@pytest.fixture(scope="module")
def signed_in_noor(chromium: Browser, demo_site: Site) -> StorageState:
    """The cookies of one sign-in, for every test."""
    context = chromium.new_context()
    sign_in(context.new_page(), demo_site.url, NOOR)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_editor(chromium: Browser, demo_site: Site, signed_in_noor: StorageState) -> Iterator[OpenEditor]:
    """`open_editor(…)` is Noor at a new article; it takes what a browser context takes."""
    contexts: list[BrowserContext] = []

    def at_a_new_article(**options: object) -> Page:
        context = chromium.new_context(
            base_url=demo_site.url,
            storage_state=signed_in_noor,
            **{"viewport": {"width": 1280, "height": 800}} | options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        token = next(c["value"] for c in context.cookies() if c["name"].endswith("csrftoken"))
        begun = context.request.post(
            "/writing/new/",
            form={"title": "Typed by hand"},
            headers={"X-CSRFToken": token, "Referer": demo_site.url},
            max_redirects=0,
        )
        page = context.new_page()
        page.clock.install()
        page.goto(begun.headers["location"])
        return page

    yield at_a_new_article
    for context in contexts:
        context.close()


@pytest.fixture
def editor(open_editor: OpenEditor) -> Page:
    return open_editor()


def text_of(page: Page) -> Locator:
    return page.get_by_label("Text", exact=True)


def pass_pause(page: Page) -> int:
    """The version that the autosave after the pause answers with; nobody waits for the pause."""
    with page.expect_response(re.compile(r"/draft/$")) as answer:
        page.clock.fast_forward(PAUSE)
    return int(answer.value.json().get("version", 0))


def describe(page: Page, words: str) -> None:
    """The dialog asks what one sees, and takes no picture without it."""
    asked = page.get_by_label("What one sees")
    expect(asked).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(text_of(page)).to_have_value(re.compile(rf"!\[{words}\]\(/pictures/"))


def picture(colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 40), colour).save(made, "PNG")
    return made.getvalue()


def test_what_is_typed_is_saved_by_itself_and_at_once_by_a_key(editor: Page) -> None:
    text_of(editor).fill("Some words.")
    assert pass_pause(editor) == 2
    with editor.expect_response(re.compile(r"/draft/$")) as answer:
        text_of(editor).press("End")
        editor.keyboard.type(" More.")
        editor.keyboard.press("Control+s")
        editor.clock.fast_forward(1)
    assert answer.value.json()["version"] == 3


def test_the_toolbar_works_by_keyboard(editor: Page) -> None:
    text = text_of(editor)
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


def test_without_a_connection_the_browser_has_the_text_and_offers_it_later(editor: Page) -> None:
    editor.route(re.compile(r"/draft/$"), lambda route: route.abort("internetdisconnected"))
    editor.get_by_label("Title").fill("A better title")
    text_of(editor).fill("Offline words.")
    editor.clock.fast_forward(PAUSE)
    expect(editor.locator("#state")).to_contain_text("Not saved")
    later = editor.context.new_page()
    later.goto(editor.url)
    editor.close()
    later.get_by_role("button", name="Take it").click()
    expect(text_of(later)).to_have_value("Offline words.")
    expect(later.get_by_label("Title")).to_have_value("A better title")


def test_two_windows_overwrite_nothing(editor: Page) -> None:
    other = editor.context.new_page()
    other.clock.install()
    other.goto(editor.url)
    text_of(editor).fill("First window.")
    assert pass_pause(editor) == 2
    text_of(other).fill("Second window.")
    pass_pause(other)
    expect(other.locator("#state")).to_contain_text("saved somewhere else")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_label("The text that was saved in the meantime")).to_have_value("First window.")
    expect(text_of(other)).to_have_value("Second window.")


def test_going_back_brings_no_conflict(editor: Page) -> None:
    text_of(editor).fill("Before.")
    assert pass_pause(editor) == 2
    editor.get_by_role("link", name="Your articles").click()
    editor.go_back()
    expect(text_of(editor)).to_have_value("Before.")
    text_of(editor).fill("After.")
    assert pass_pause(editor) == 3


def test_pictures_come_by_paste_by_drop_and_by_form_each_with_its_words(editor: Page) -> None:
    text = text_of(editor)
    text.fill("See:")
    editor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.evaluate(COPY, "black")
    text.press("Control+v")
    describe(editor, "Pasted")
    dropped = editor.evaluate_handle(FILES, ["red", "blue"])
    editor.locator(".editor-preview").dispatch_event("drop", {"dataTransfer": dropped})
    describe(editor, "First")
    describe(editor, "Second")
    editor.locator("button[data-picture]").click()
    editor.get_by_label("Picture", exact=True).set_input_files(
        {"name": "green.png", "mimeType": "image/png", "buffer": picture("green")}
    )
    editor.get_by_label("What one sees").focus()
    describe(editor, "Chosen")
    places = [text.input_value().index(words) for words in ("See:", "Pasted", "First", "Second", "Chosen")]
    assert places == sorted(places)
    editor.clock.fast_forward(PAUSE)
    expect(editor.locator("#preview img")).to_have_count(4)


def test_a_picture_that_is_none_or_too_large_says_so(editor: Page) -> None:
    editor.locator("button[data-picture]").click()
    file = editor.get_by_label("Picture", exact=True)
    drawing = {
        "name": "x.png",
        "mimeType": "image/png",
        "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    file.set_input_files(drawing)  # type: ignore[arg-type]
    editor.get_by_label("What one sees").fill("A drawing")
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("alert").filter(has_text="not a picture")).to_be_visible()
    file.set_input_files({"name": "y.png", "mimeType": "image/png", "buffer": bytes(8 * 1024 * 1024 + 1)})
    expect(editor.get_by_role("alert").filter(has_text="too large")).to_be_visible()


def test_by_keyboard_from_nothing_to_an_issue_that_is_undone_and_planned_again(editor: Page) -> None:
    address = editor.url
    text_of(editor).fill("Residuals.")
    summary = editor.locator(".publish-menu > summary")
    summary.focus()
    editor.keyboard.press("Enter")
    expect(editor.get_by_label("Publish now")).to_be_checked()
    editor.get_by_label("No mail").focus()
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Tab")
    expect(editor.get_by_label("Subject")).to_be_focused()
    editor.keyboard.type("Read this")
    editor.keyboard.press("Enter")
    expect(editor.locator(".lede")).to_contain_text("Publish on the web now and send to")
    editor.get_by_role("button", name="Publish and send").press("Enter")
    editor.get_by_role("button", name="Undo the mail").press("Enter")
    expect(editor.get_by_label("Subject")).to_have_value("Read this")
    editor.goto(address)
    summary.click()
    expect(editor.get_by_label("Leave it as readers see it")).to_be_checked()
    editor.get_by_label("Mail at a time").check()
    editor.get_by_label("Mail at", exact=True).fill("2090-06-01T09:00")
    editor.get_by_role("button", name="Continue").click()
    editor.get_by_role("button", name="Plan it").click()
    expect(editor.locator("#plan")).to_contain_text("By mail to")
    editor.get_by_role("button", name="Cancel what is planned").click()
    expect(editor.locator("#plan")).not_to_contain_text("By mail to")


def test_without_a_script_on_a_phone_an_article_is_illustrated_and_planned(open_editor: OpenEditor) -> None:
    phone = open_editor(java_script_enabled=False, viewport={"width": 320, "height": 700})
    address = phone.url
    phone.goto("/writing/pictures/")
    phone.get_by_label("Picture").set_input_files(
        {"name": "red.png", "mimeType": "image/png", "buffer": picture("red")}
    )
    phone.get_by_label("What one sees").fill("Red")
    phone.get_by_role("button", name="Add the picture").click()
    line = phone.get_by_label("What shows it in a text").first.input_value()
    phone.goto(address)
    text_of(phone).fill(line)
    phone.get_by_role("button", name="Publish", exact=True).click()
    phone.get_by_label("Publish at a time").check()
    phone.get_by_label("Publish at", exact=True).fill("2090-06-01T09:00")
    phone.get_by_label("As soon as it is on the web").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.locator(".lede")).to_contain_text("Publish on the web and send to")
    phone.get_by_role("button", name="Plan it").click()
    expect(phone.locator("#state")).to_contain_text("Readers see it from")
    phone.get_by_role("button", name="Publish", exact=True).click()
    phone.get_by_role("button", name="Cancel what is planned").click()
    expect(phone.locator("#state")).to_contain_text("Draft")
