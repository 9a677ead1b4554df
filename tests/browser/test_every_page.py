"""Every page, as a phone in daylight and a desk at night see it: no fault that a machine can find."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from devtools.site import House
from tests.browser.walks import STARTS, kind_of, links_of, sign_in, walk

WCAG = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],  # to list all that is well takes longer than to find what isn't
}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
HOME_LIMIT_KB = 60
ALL_HOLES_FILLED = "() => !document.querySelector('.htmx-request')"
NOTHING_MOVES = "() => !document.getAnimations().length"
SIDEWAYS = """() => {
    const page = document.documentElement;
    const over = page.scrollWidth - page.clientWidth;
    return over > 1;
}"""


class Visitor:
    """Somebody who goes from page to page in one tab, and what was wrong with the page they are at."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        self.faults: list[str] = []
        self.answers: list[Response] = []
        page.on("response", self._heard)
        page.on(
            "console",
            lambda said: self.faults.append(f"console: {said.text}") if said.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _heard(self, response: Response) -> None:
        if not response.url.startswith((self.house.url, "data:", "blob:")):
            self.faults.append(f"foreign origin: {response.url}")
        self.answers.append(response)

    @property
    def bytes(self) -> int:
        """What came over the wire so far."""
        sizes = [answer.request.sizes() for answer in self.answers]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    def look(self, path: str) -> list[str]:
        """The faults of the page, unless the site leads on to another kind, which has its own turn."""
        self.faults = []
        self.page.set_viewport_size(PHONE)
        self.page.emulate_media(color_scheme="light")
        answer = self.page.goto(f"{self.house.url}{path}")
        self.page.wait_for_function(ALL_HOLES_FILLED)
        if kind_of(self.page.url) != kind_of(path):
            return []
        status = answer.status if answer else 0
        expected = 404 if "nothing-here" in path else 200
        if expected == 404:
            self.faults = [fault for fault in self.faults if "404" not in fault]
        if status != expected:
            self.faults.append(f"answered {status}")
        self.examine("on a phone by day")
        self.enlarge()
        self.page.set_viewport_size(DESK)
        self.page.emulate_media(color_scheme="dark")
        self.page.wait_for_function(NOTHING_MOVES)
        self.examine("on a desk by night")
        return self.faults

    def examine(self, seen: str) -> None:
        self.measure(seen)
        for finding in Axe().run(self.page, options=WCAG).response["violations"]:
            where = finding["nodes"][0]["target"]
            self.faults.append(f"axe {finding['id']}: {finding['help']} at {where}, {seen}")

    def enlarge(self) -> None:
        """WCAG 1.4.4 and 1.4.10: whoever needs text of twice the size scrolls down, not sideways."""
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self.measure("with text of twice the size")
        self.page.evaluate("document.documentElement.style.fontSize = ''")

    def measure(self, seen: str) -> None:
        if self.page.evaluate(SIDEWAYS):
            self.faults.append(f"scrolls sideways {seen}")


@pytest.mark.parametrize("who", list(STARTS), ids=["stranger", "learner", "mentor", "author", "staff"])
def test_no_page_has_a_fault(chromium: Browser, demo_house: House, who: str) -> None:
    visitor = Visitor(chromium.new_page(reduced_motion="reduce"), demo_house)
    if who:
        sign_in(visitor.page, demo_house, who)

    faults = {}
    for path in walk(who, lambda: links_of(visitor.page)):
        if found := visitor.look(path):
            faults[path] = found
    visitor.page.close()

    assert faults == {}


def test_the_home_page_weighs_less_than_sixty_kilobytes(chromium: Browser, demo_house: House) -> None:
    visitor = Visitor(chromium.new_page(viewport=PHONE), demo_house)

    visitor.page.goto(demo_house.url, wait_until="networkidle")

    assert visitor.bytes / 1024 < HOME_LIMIT_KB
    visitor.page.close()
