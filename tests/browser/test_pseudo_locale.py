"""Every text of ours can be translated, grow by two fifths and run from right to left."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from devtools.pseudo import LEFT_TO_RIGHT, RIGHT_TO_LEFT, write_pseudo_locales
from devtools.site import Site, free_port, start_web
from tests.browser.people import sign_in
from tests.browser.walks import LENA, MIRA, NOOR, SAM, STRANGER, kind_of, links_of, walk

SMALLEST = ViewportSize(width=320, height=640)
# The kinds of pages that have been brought so far. When it is all of them, this list goes.
LOOKED_AT = {
    "/nothing-here/",
    "account_change_password",
    "account_email",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_signup",
    "accounts:hours",
    "accounts:person",
    "accounts:profile",
    "accounts:settings",
    "accounts:tokens",
    "accounts:welcome",
    "api-docs",
    "articles:arrangement",
    "articles:article",
    "articles:articles",
    "articles:author_home",
    "articles:editor",
    "articles:new_article",
    "articles:revisions",
    "articles:series",
    "articles:step",
    "articles:tag",
    "devtools:caught-mail",
    "devtools:caught-mails",
    "mailing:letter",
    "mailing:outbox",
    "availability:date_override",
    "availability:weekly_hours",
    "mentoring:booking",
    "mentoring:booking_form",
    "mentoring:bookings",
    "mentoring:cancellation",
    "mentoring:mentor",
    "mentoring:mentor_admin",
    "mentoring:mentors",
    "mentoring:new_session_type",
    "mentoring:profile",
    "mentoring:session_type",
    "mentoring:times",
    "mfa_index",
    "newsletter:check_mailbox",
    "newsletter:issue",
    "newsletter:issues",
    "newsletter:newsletter",
    "notices:channels",
    "notices:notices",
    "pages:about",
    "pages:dashboard",
    "pages:home",
    "pages:search",
    "roadmaps:edition",
    "roadmaps:edition_step",
    "roadmaps:enrolment",
    "roadmaps:gate",
    "roadmaps:mark",
    "roadmaps:roadmap",
    "roadmaps:roadmaps",
    "roadmaps:step",
    "roadmaps:study",
    "roadmaps:study_entry",
    "roadmaps:study_removal",
    "usersessions_list",
}
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
EXEMPT = "[dir=auto], bdi, [translate=no], code, pre, script, style, noscript, template"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def pseudo_site(demo_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo community in the languages that nobody speaks."""
    catalogues = tmp_path_factory.mktemp("pseudo")
    write_pseudo_locales(catalogues)
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
@pytest.mark.parametrize("language", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_no_text_is_left_behind_and_nothing_overflows(
    phone: Page, pseudo_site: Site, language: str, who: str
) -> None:
    if who:
        sign_in(phone, pseudo_site.url, who)

    faults: dict[str, list[str]] = {}
    for path in walk(who, lambda: links_of(phone, prefix=f"/{language}")):
        if kind_of(path) not in LOOKED_AT:
            continue
        phone.goto(f"{pseudo_site.url}/{language}{path}")
        is_there = kind_of(phone.evaluate("location.pathname").removeprefix(f"/{language}")) == kind_of(path)
        if is_there and kind_of(path) in LOOKED_AT:
            faults[path] = faults_of(phone, language)

    assert {path: found for path, found in faults.items() if found} == {}
    assert faults


def faults_of(page: Page, language: str) -> list[str]:
    found = []
    root = page.locator("html")
    expected = (language, "rtl" if language == RIGHT_TO_LEFT else "ltr")
    if (root.get_attribute("lang"), root.get_attribute("dir")) != expected:
        found.append(f"is not in {language}")
    if page.evaluate(SIDEWAYS) > 1:
        found.append("scrolls sideways")
    untranslated: list[str] = page.evaluate(UNTRANSLATED, EXEMPT)
    return [*found, *untranslated]
