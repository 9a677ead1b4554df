"""Every text of ours can be translated, grow by two fifths and run from right to left."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from devtools.pseudo import LANGUAGE, write_pseudo_locale
from devtools.site import Site, free_port, start_web
from tests.browser.people import sign_in
from tests.browser.walks import LENA, MIRA, NOOR, SAM, STRANGER, kind_of, links_of, walk

SMALLEST = ViewportSize(width=320, height=640)
# Letters outside the brackets of a translation, unless people wrote them, or they are the same everywhere.
UNTRANSLATED = """exempt => {
    for (const each of document.querySelectorAll("details")) each.open = true;
    const found = [];
    function check(text, depth) {
        let outside = "";
        for (const letter of text) {
            if (letter === "⟦") depth += 1;
            else if (letter === "⟧") depth -= 1;
            else if (depth === 0) outside += letter;
        }
        if (/\\p{L}/u.test(outside)) found.push(outside.trim());
        return depth;
    }
    let depth = 0;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (element.closest(exempt) || !element.checkVisibility()) continue;
        depth = check(texts.currentNode.data, depth);
    }
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            if (!element.closest(exempt)) check(element.getAttribute(name), 0);
        }
    }
    return found;
}"""
EXEMPT = "[dir=auto], bdi, [translate=no], code, math, pre, script, style, noscript, template"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def pseudo_site(demo_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo community in the language that nobody speaks."""
    catalogues = tmp_path_factory.mktemp("pseudo")
    write_pseudo_locale(catalogues)
    port = free_port()
    site = replace(
        demo_site,
        url=f"http://127.0.0.1:{port}",
        environment={
            **demo_site.environment,
            "DJANGO_SETTINGS_MODULE": "tests.browser.pseudo_settings",
            "PSEUDO_LOCALES": str(catalogues),
            "SITE_URL": f"http://127.0.0.1:{port}",
        },
        processes=[],
    )
    start_web(site)
    yield site
    site.stop()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport=SMALLEST, reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize(
    "who",
    [STRANGER, LENA, MIRA, NOOR, SAM],
    ids=["stranger", "learner", "mentor", "author", "staff"],
)
def test_no_text_is_left_behind_and_nothing_overflows(phone: Page, pseudo_site: Site, who: str) -> None:
    if who:
        sign_in(phone, pseudo_site.url, who)

    faults: dict[str, list[str]] = {}
    for path in walk(who, lambda: links_of(phone, prefix=f"/{LANGUAGE}")):
        phone.goto(f"{pseudo_site.url}/{LANGUAGE}{path}")
        if kind_of(phone.evaluate("location.pathname").removeprefix(f"/{LANGUAGE}")) == kind_of(path):
            faults[path] = faults_of(phone)

    assert {path: found for path, found in faults.items() if found} == {}
    assert faults


def faults_of(page: Page) -> list[str]:
    found: list[str] = page.evaluate(UNTRANSLATED, EXEMPT)
    root = page.locator("html")
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (LANGUAGE, "rtl"):
        found.append(f"is not in {LANGUAGE}")
    if page.evaluate(SIDEWAYS) > 1:
        found.append("scrolls sideways from right to left")
    page.evaluate("document.documentElement.dir = 'ltr'")
    if page.evaluate(SIDEWAYS) > 1:
        found.append("scrolls sideways from left to right")
    return found
