"""Every page, as a phone in daylight and a desk at night see it: no fault that a machine can find."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.browser.house import House

WCAG = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],  # to list all that is well takes longer than to find what isn't
}
PHONE_BY_DAY = {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"}
DESK_BY_NIGHT = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}
HOME_LIMIT_KB = 60
ALL_HOLES_FILLED = "() => !document.querySelector('.htmx-request')"
SIDEWAYS = """() => {
    const page = document.documentElement;
    const over = page.scrollWidth - page.clientWidth;
    return over > 1 ? over : 0;
}"""

STRANGER = ""
LENA, MIRA, NOOR, SAM = (f"{name}@example.org" for name in ("lena", "mira", "noor", "sam"))

PAGES = {
    STRANGER: [
        "/",
        "/search/?q=gradient",
        "/search/?q=zzzz",
        "/roadmaps/",
        "/roadmaps/ml-engineer/",
        "/roadmaps/ml-engineer/steps/graddesc/",
        "/mentors/",
        "/mentors/mira-kowalska/",
        "/articles/",
        "/articles/series/classical-first/",
        "/newsletter/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/api/v1/docs/",
        "/dev/design/",
        "/dev/mail/",
        "/nothing-here/",
    ],
    LENA: [
        "/dashboard/",
        "/roadmaps/",
        "/roadmaps/ml-engineer/",
        "/roadmaps/ml-engineer/steps/logreg/",
        "/study/",
        "/bookings/",
        "/settings/",
        "/settings/profile/",
        "/settings/tokens/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sessions/",
    ],
    MIRA: ["/mentoring/", "/mentoring/hours/", "/bookings/", "/mentors/mira-kowalska/"],
    NOOR: ["/writing/", "/writing/new/"],
    SAM: ["/post-office/"],
}


@dataclass
class Visit:
    """What was seen on the way to one page."""

    page: Page
    origin: str

    def __post_init__(self) -> None:
        self.faults: list[str] = []
        self.answers: list[Response] = []
        self.page.on("response", self._heard)
        self.page.on(
            "console",
            lambda said: self.faults.append(f"console: {said.text}") if said.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _heard(self, response: Response) -> None:
        if urlsplit(response.url).netloc not in {self.origin, ""}:
            self.faults.append(f"foreign origin: {response.url}")
        self.answers.append(response)

    @property
    def bytes(self) -> int:
        """What came over the wire so far."""
        sizes = [answer.request.sizes() for answer in self.answers]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    def look(self, url: str) -> None:
        answer = self.page.goto(url)
        self.page.wait_for_function(ALL_HOLES_FILLED)
        status = answer.status if answer else 0
        expected = 404 if "nothing-here" in url else 200
        if expected == 404:
            self.faults = [fault for fault in self.faults if "404" not in fault]
        if status != expected:
            self.faults.append(f"answered {status}")
        if self.page.evaluate(SIDEWAYS):
            self.faults.append("scrolls sideways")
        for finding in Axe().run(self.page, options=WCAG).response["violations"]:
            where = finding["nodes"][0]["target"]
            self.faults.append(f"axe {finding['id']}: {finding['help']} at {where}")


@pytest.mark.parametrize("look", [PHONE_BY_DAY, DESK_BY_NIGHT], ids=["phone-by-day", "desk-by-night"])
@pytest.mark.parametrize("who", list(PAGES), ids=["stranger", "learner", "mentor", "author", "staff"])
def test_no_page_has_a_fault(chromium: Browser, demo_house: House, who: str, look: dict[str, object]) -> None:
    context = chromium.new_context(**look)
    page = context.new_page()
    if who:
        sign_in(page, demo_house, who)

    found = {}
    for path in [*PAGES[who], *paths_with_ids(demo_house, who)]:
        visit = Visit(context.new_page(), urlsplit(demo_house.url).netloc)
        visit.look(demo_house.url + path)
        visit.page.close()
        if visit.faults:
            found[path] = visit.faults
    context.close()

    assert found == {}


@pytest.mark.parametrize("who", list(PAGES), ids=["stranger", "learner", "mentor", "author", "staff"])
def test_text_of_twice_the_size_fits_on_a_phone(chromium: Browser, demo_house: House, who: str) -> None:
    """WCAG 1.4.4 and 1.4.10: whoever needs large letters scrolls down, not sideways."""
    context = chromium.new_context(**PHONE_BY_DAY)
    page = context.new_page()
    if who:
        sign_in(page, demo_house, who)

    too_wide = {}
    for path in [*PAGES[who], *paths_with_ids(demo_house, who)]:
        page.goto(demo_house.url + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if overflow := page.evaluate(SIDEWAYS):
            too_wide[path] = overflow
    context.close()

    assert too_wide == {}


def test_the_home_page_weighs_less_than_sixty_kilobytes(chromium: Browser, demo_house: House) -> None:
    page = chromium.new_page(**PHONE_BY_DAY)
    visit = Visit(page, urlsplit(demo_house.url).netloc)

    page.goto(demo_house.url, wait_until="networkidle")

    assert visit.bytes / 1024 < HOME_LIMIT_KB
    page.close()


def sign_in(page: Page, house: House, email: str) -> None:
    page.goto(f"{house.url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "longroad")
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(f"{house.url}/dashboard/")


def paths_with_ids(house: House, who: str) -> list[str]:
    """Pages whose addresses only the database knows."""
    if who == STRANGER:
        [(article,)] = house.execute(
            "SELECT slug FROM articles_article WHERE state = 'published' ORDER BY published_at DESC LIMIT 1"
        )
        [(session,)] = house.execute(
            "SELECT t.slug FROM mentoring_sessiontype t JOIN mentoring_mentor m ON m.id = t.mentor_id"
            " JOIN accounts_user u ON u.id = m.user_id WHERE u.email = %s ORDER BY t.id LIMIT 1",
            MIRA,
        )
        return [f"/articles/{article}/", f"/mentors/mira-kowalska/sessions/{session}/"]
    if who == LENA:
        [(booking,)] = house.execute(
            "SELECT b.id FROM mentoring_booking b JOIN accounts_user u ON u.id = b.learner_id"
            " WHERE u.email = %s ORDER BY b.starts_at DESC LIMIT 1",
            LENA,
        )
        return [f"/bookings/{booking}/"]
    if who == NOOR:
        [(article,)] = house.execute(
            "SELECT id FROM articles_article WHERE state = 'published' ORDER BY published_at DESC LIMIT 1"
        )
        return [f"/writing/{article}/"]
    return []
