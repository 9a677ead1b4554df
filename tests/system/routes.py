"""Every address of the site, by section."""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLResolver, get_resolver

REAL = (
    "articles/a-quiet-model/",
    "articles/topics/models/",
    "articles/topics/models/feed/",
    "mentors/sam/",
    "mentors/sam/embed/",
    "mentors/sam/share/",
    "mentors/sam/sessions/call/",
    "mentors/sam/sessions/call/booking/",
    "people/sam/",
    "roadmaps/walking/",
    "roadmaps/walking/editions/1/",
    "roadmaps/walking/editions/1/steps/basics/",
    "roadmaps/walking/own-version/",
    "roadmaps/walking/own-version/steps/",
    "roadmaps/walking/steps/basics/",
    "roadmaps/walking/steps/basics/mark/",
    "api/v1/articles/a-quiet-model/",
    "api/v1/enrolments/walking/",
    "api/v1/enrolments/walking/events/",
    "api/v1/enrolments/walking/steps/",
    "api/v1/mentors/sam/session-types/call/slots/",
    "api/v1/roadmaps/walking/",
)


def every_route(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Ours and the packages', in the notation of `path`; not the staff's database pages."""
    for pattern in resolver.url_patterns:
        here = before + re.sub(r"^\^|\$$|\\Z$", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern, here)
        elif not here.startswith("staff/"):
            yield re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", here)


def by_section(routes: Iterable[str]) -> list[list[str]]:
    """By the first part of the address: people are made once for each section, not for each page."""
    sections: dict[str, list[str]] = {}
    for route in routes:
        sections.setdefault(route.partition("/")[0], []).append(route)
    return list(sections.values())


def name_of(section: list[str]) -> str:
    return section[0].partition("/")[0] or "home"


ROUTES = sorted(set(every_route(get_resolver())))
PLAIN = [route for route in ROUTES if "<" not in route]
WITH_PARTS = [route for route in ROUTES if "<" in route]
PAGES = by_section([*PLAIN, *REAL])
