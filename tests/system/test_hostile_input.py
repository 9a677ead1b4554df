"""No page breaks, whatever an address, a query, a cookie or a body contains.

Django's test client raises what a server would answer with 500.
"""

import re
from collections.abc import Iterator
from itertools import chain, product
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from django.test import Client

from tests.system.routes import PAGES, WITH_PARTS, by_section, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

VALUES = {
    "nul": "a\0b",
    "line break": "a\r\nSet-Cookie: b=c",
    "int8": "9223372036854775808",
    "5000 digits": "9" * 5000,
    "negative": "-1",
    "many words": "word " * 1000,
    "query syntax": "a & | ! <-> :* ' \\ ( )",
    "far date": "9999-12-31T23:59:59+14:00",
    "first date": "0001-01-01",
    "surrogate": "%ED%A0%80",
}
NAMES = (
    *("area", "back", "error", "from", "key", "kind", "language", "letter", "next", "page", "page_size"),
    *("q", "required", "roadmap", "series", "since", "start", "state", "status", "step", "to"),
    *("to_status", "topic", "track", "until", "words", "zone", "format", "lang", "o", "p", "all"),
)
PLACES = {
    "int": ("0", "9" * 18, "9" * 30, "9" * 5000),
    "slug": ("x" * 3000,),
    "uuid": (str(UUID(int=0)),),
    "str": ("\0", "a\0b", "x" * 3000, "9" * 5000, "\r\n"),
}


def filled(route: str) -> Iterator[str]:
    """The route with hostile parts, all of its parts at once."""
    for number in range(max(map(len, PLACES.values()))):

        def bad(part: re.Match[str], number: int = number) -> str:
            kinds = PLACES.get(part[1], PLACES["str"])
            return quote(kinds[number % len(kinds)], safe="")

        yield "/" + re.sub(r"<(?:(\w+):)?\w+>", bad, route)


@pytest.mark.parametrize("section", PAGES, ids=name_of)
def test_no_query_breaks_a_page(client: Client, somebody: Client, section: list[str]) -> None:
    for route, value in product(section, VALUES.values()):
        query = urlencode(dict.fromkeys(NAMES, value))
        assert client.get(f"/{route}?{query}").status_code < 500
        assert somebody.get(f"/{route}?{query}").status_code < 500


@pytest.mark.parametrize("section", by_section(WITH_PARTS), ids=name_of)
def test_no_address_breaks_the_site(somebody: Client, section: list[str]) -> None:
    for path in chain.from_iterable(map(filled, section)):
        assert somebody.get(path).status_code < 500
        assert somebody.post(path).status_code < 500


FILTERS = {
    "api/v1/articles/": ("q", "series", "topic", "order", "cursor", "page_size"),
    "api/v1/mentors/": ("q", "area", "kind", "language", "order", "updated_since", "cursor"),
    "api/v1/mentors/sam/session-types/call/slots/": ("from", "to"),
    "api/v1/study-entries/": ("since", "until", "roadmap", "key", "order", "updated_since", "cursor"),
    "api/v1/plan-blocks/": ("since", "until", "order", "updated_since", "cursor"),
    "api/v1/enrolments/walking/events/": ("key", "to_status", "order", "updated_since", "cursor"),
    "api/v1/search/": ("q",),
    "api/v1/outbox/letters/": ("words", "state", "updated_since", "order", "cursor"),
    "api/v1/issues/": ("state", "order", "cursor"),
    "api/v1/me/hours/dates/": ("since", "until", "order", "cursor"),
    "api/v1/bookings/": ("order", "cursor", "page_size"),
    "api/v1/drafts/": ("order", "cursor", "page_size"),
}


@pytest.mark.parametrize("route", FILTERS)
def test_no_single_filter_breaks_a_list(somebody: Client, route: str) -> None:
    """One at a time: the API refuses at the first that makes no sense."""
    for name in FILTERS[route]:
        for value in VALUES.values():
            assert somebody.get(f"/{route}?{urlencode({name: value})}").status_code < 500


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
@pytest.mark.parametrize("value", ['"\\000aaaaaaaaaaaa"', "x" * 5000, '"\\015\\012"', "\xe2\x80\xae", "{}"])
def test_no_cookie_breaks_a_page(client: Client, cookie: str, value: str) -> None:
    assert client.get("/", headers={"cookie": f"{cookie}={value}"}).status_code == 200
    assert client.get("/dashboard/", headers={"cookie": f"{cookie}={value}"}).status_code == 302


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("button", ["save", "add", "drop", "copy", "pattern", "undo", "draft"])
def test_nothing_typed_breaks_the_form_of_hours(somebody: Client, button: str, value: str) -> None:
    typed = {"zone": value, "1-0-start": value, "1-0-end": value, "1-99-night": value, "1-to": value}
    assert somebody.post("/mentoring/hours/", typed | {button: value, "week_before": value}).status_code < 500


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("act", ["retries", "confirmations"])
def test_no_name_of_letters_breaks_the_outbox(somebody: Client, act: str, value: str) -> None:
    for field in ("letter", "state", "error"):
        typed = {field: value, "from_letter": "1"}
        assert somebody.post(f"/outbox/{act}/", typed).status_code == 303


@pytest.mark.parametrize(
    "back",
    ["/a\r\nX-Bad: 1", "/\n", "/\u202e", "//example.org", "/\\example.org", "/\0", "javascript:"],
)
def test_no_way_back_leads_elsewhere_or_begins_a_header(somebody: Client, back: str) -> None:
    line = {"quick": "15", "studied_on": "2026-01-06", "back": back}
    for headers in ({}, {"hx-request": "true"}):
        answer = somebody.post("/study/", line, headers=headers)
        goes_to = answer.get("HX-Redirect") or answer["Location"]
        assert goes_to.isprintable()
        assert goes_to.isascii()
        assert goes_to.startswith("/")
        assert "example.org" not in goes_to


BODIES = {
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep enough to be read": b'{"minutes": ' + b"[" * 900 + b"]" * 900 + b"}",
    "deep object": b'{"minutes": ' + b'{"a":' * 500 + b"1" + b"}" * 501,
    "endless number": b'{"minutes": ' + b"9" * 6000 + b"}",
    "long number": b'{"minutes": ' + b"9" * 4000 + b', "studied_on": "2026-01-06"}',
    "infinite": b'{"minutes": 1e999, "studied_on": "2026-01-06"}',
    "nul": b'{"minutes": 5, "note": "a\\u0000b", "studied_on": "2026-01-06"}',
    "surrogate": b'{"minutes": 5, "note": "\\ud800", "studied_on": "2026-01-06"}',
    "not utf-8": b'{"note": "\xff"}',
    "a list": b"[1, 2]",
    "a word": b'"minutes"',
    "nothing": b"null",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_no_json_breaks_the_api(somebody: Client, body: bytes) -> None:
    for route in ("study-entries", "enrolments", "bookings", "drafts", "subscriptions"):
        answer = somebody.post(f"/api/v1/{route}/", body, content_type="application/json")
        assert 400 <= answer.status_code < 500
        assert answer["Content-Type"] == "application/problem+json"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(somebody: Client) -> None:
    body = b'{"note": "' + b"x" * 3_000_000 + b'"}'
    answer = somebody.post("/api/v1/study-entries/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
