"""Who walks through the site in a browser, where they begin, and which pages they find from there."""

from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

STRANGER = ""
LENA, MIRA, NOOR, SAM = (f"{name}@example.org" for name in ("lena", "mira", "noor", "sam"))

# Where each begins to look; from there they follow links into what is theirs, once for each kind of page.
STARTS = {
    STRANGER: [
        "/",
        "/search/?q=gradient",
        "/search/?q=zzzz",
        "/guide/",
        "/guide/first-principles/",
        "/guide/algorithms/",
        "/guide/specialisms/",
        "/guide/roles/",
        "/guide/hired/",
        "/roadmaps/ml-engineer/",
        "/roadmaps/ml-engineer/steps/graddesc/",
        "/mentors/mira-kowalska/",
        "/articles/",
        "/articles/series/classical-first/",
        "/articles/?q=zzzz",
        "/newsletter/asked/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/api/v1/docs/",
        "/dev/design/",
        "/dev/mail/",
        "/nothing-here/",
    ],
    LENA: [
        "/dashboard/",
        "/proof/",
        "/roadmaps/",
        "/roadmaps/ml-engineer/",
        "/roadmaps/ml-engineer/steps/logreg/",
        "/mentors/mira-kowalska/sessions/first-talk/booking/?start=2030-01-08T10:00:00Z",
        "/own-roadmaps/",
        "/settings/",
        "/settings/welcome/",
        "/accounts/reauthenticate/",
        "/newsletter/",
        "/plan/",
    ],
    MIRA: ["/mentoring/", "/bookings/", "/mentors/mira-kowalska/"],
    NOOR: ["/writing/"],
    SAM: ["/outbox/"],
}
THEIRS = {
    STRANGER: ("/",),
    LENA: (
        *("/accounts/", "/bookings/", "/own-roadmaps/", "/people/", "/plan/", "/roadmaps/ml-engineer/"),
        "/settings/",
        "/study/",
    ),
    MIRA: ("/bookings/", "/mentoring/"),
    NOOR: ("/writing/",),
    SAM: ("/outbox/",),
}
NOT_PAGES = ("/feed/", "/rss/", "/schema/", "/session.ics")


def walk(who: str, links: Callable[[], list[str]]) -> Iterator[str]:
    """A path of each kind of page that this person finds. `links()` are those of the page they are at."""
    ahead = deque(STARTS[who])
    known = {kind_of(path) for path in ahead}
    while ahead:
        yield ahead.popleft()
        for link in links():
            if link.startswith(THEIRS[who]) and kind_of(link) not in known:
                known.add(kind_of(link))
                ahead.append(link)


def links_of(page: Page, prefix: str = "") -> list[str]:
    """The paths that the page leads to on this site, without a prefix; other languages left out."""
    found: list[str] = page.eval_on_selector_all(
        "a[href^='/']:not([download], [hreflang])", "links => links.map(link => link.getAttribute('href'))"
    )
    return [link.partition("#")[0].removeprefix(prefix) for link in found if not link.endswith(NOT_PAGES)]


def kind_of(path: str) -> str:
    """Pages of one view are of one kind."""
    place = urlsplit(path).path
    try:
        return resolve(place).view_name
    except Resolver404:
        return place
