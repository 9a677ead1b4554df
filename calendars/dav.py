"""A small client of WebDAV and CalDAV (RFC 4918, 4791, 6764) over `core.outgoing`.

Libraries of CalDAV open connections of their own, which `core.outgoing` can't vet; what is needed of the
protocol is five requests.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, NoReturn
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from django.utils.encoding import iri_to_uri

from calendars.failures import (
    CalendarGone,
    LeadsElsewhere,
    NoCalDav,
    OtherSignIn,
    ReadOnly,
    ServerFault,
    WrongPassword,
)
from core.outgoing import Answer, fetch

DAV, CALDAV, CALENDAR_SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
MOST_SECONDS = 10.0
MOST_BYTES = 5_000_000
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 307, 308})
LONGEST_ETAG = 400
NO_HEADERS: Mapping[str, str] = {}

PROPERTIES = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    ' xmlns:S="http://calendarserver.org/ns/"><D:prop>{names}</D:prop></D:propfind>'
)
QUERY = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<D:prop><D:getetag/>{data}</D:prop>"
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{condition}</C:comp-filter>'
    "</C:comp-filter></C:filter></C:calendar-query>"
)


class Resource(NamedTuple):
    """One part of a multistatus answer: its full address, and the properties that it has."""

    url: str
    properties: dict[str, Element]

    def text(self, name: str) -> str:
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def href(self, name: str) -> str:
        """The address within a property; empty without one."""
        found = self.properties.get(name)
        return (found.findtext(f"{DAV}href") or "").strip() if found is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """All addresses within a property."""
        found = self.properties.get(name)
        hrefs = found.findall(f"{DAV}href") if found is not None else []
        return [each.text.strip() for each in hrefs if each.text]


class Stored(NamedTuple):
    """An event as the server has it. The etag may be empty: some servers change what they store."""

    etag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """Requests in somebody's name. The password goes to hosts of the domain of `url` only."""

    url: str
    username: str
    password: str = field(repr=False)

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        may_move: bool = False,
    ) -> tuple[str, Answer]:
        """The address that answered, and its answer. Raises an OutgoingRefused."""
        token = b64encode(f"{self.username}:{self.password}".encode()).decode()
        for _turn in range(MOST_REDIRECTS):
            if not self._may_know_password(url):
                raise LeadsElsewhere
            answer = fetch(
                url,
                method=method,
                body=body,
                headers={"Authorization": f"Basic {token}", **headers},
                most_bytes=MOST_BYTES,
                seconds=MOST_SECONDS,
            )
            if answer.status == 401:
                offered = answer.headers.get("www-authenticate", "basic").lower()
                raise WrongPassword if "basic" in offered else OtherSignIn
            if not may_move or answer.status not in REDIRECTS or not answer.headers.get("location"):
                return url, answer
            url = iri_to_uri(urljoin(url, answer.headers["location"]))
        raise LeadsElsewhere

    def propfind(self, url: str, *names: str, depth: int = 0) -> list[Resource]:
        """The properties of what is there, and with a depth of 1 of what is in it."""
        body = PROPERTIES.format(names="".join(f"<{name}/>" for name in names))
        return self._ask_for_many("PROPFIND", url, body, depth=depth)

    def query_events(self, url: str, *, first: datetime, last: datetime) -> list[bytes]:
        """The iCalendar objects with an occurrence between two instants; a series comes whole."""
        condition = f'<C:time-range start="{_utc(first)}" end="{_utc(last)}"/>'
        found = self._ask_for_many(
            "REPORT", url, QUERY.format(data="<C:calendar-data/>", condition=condition), depth=1
        )
        return [text.encode() for each in found if (text := each.text(f"{CALDAV}calendar-data"))]

    def find_event(self, url: str, uid: str) -> str:
        """Where a calendar has the event of that UID; empty when it has none."""
        match = f'<C:text-match collation="i;octet">{uid}</C:text-match>'
        condition = f'<C:prop-filter name="UID">{match}</C:prop-filter>'
        found = self._ask_for_many("REPORT", url, QUERY.format(data="", condition=condition), depth=1)
        return found[0].url if found else ""

    def get_event(self, url: str) -> Stored | None:
        _url, answer = self.request("GET", url)
        if answer.status in {404, 410}:
            return None
        if not answer.is_success:
            refuse_status(answer)
        return Stored(clean_etag(answer.headers.get("etag", "")), answer.body)

    def put_event(self, url: str, body: bytes, *, etag: str = "") -> Answer:
        """Over the event with that etag; without one, only where nothing is. Any answer is an answer."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        _url, answer = self.request("PUT", url, body=body, headers=headers)
        return answer

    def delete_event(self, url: str) -> None:
        """Whatever its state is; what is gone is gone."""
        _url, answer = self.request("DELETE", url)
        if not answer.is_success and answer.status not in {404, 410}:
            refuse_status(answer)

    def _ask_for_many(self, method: str, url: str, body: str, *, depth: int) -> list[Resource]:
        headers = {"Depth": str(depth), "Content-Type": "application/xml; charset=utf-8"}
        url, answer = self.request(method, url, body=body.encode(), headers=headers, may_move=True)
        if answer.status != 207:
            refuse_status(answer)
        return list(_read_resources(url, answer.body))

    def _may_know_password(self, url: str) -> bool:
        """Hosts of one domain: big services have their calendars on other machines than their front door."""
        own, asked = (urlsplit(each) for each in (self.url, url))
        host, other = own.hostname or "", asked.hostname or ""
        if own.scheme == "https" and asked.scheme != "https":
            return False
        domain = host.partition(".")[2] if host.count(".") > 1 and not host[-1].isdigit() else host
        return other == host or other.endswith(f".{domain}")


def refuse_status(answer: Answer) -> NoReturn:
    """What an answer that is no success means."""
    if answer.status in {404, 410}:
        raise CalendarGone
    if answer.status in {403, 405}:
        raise ReadOnly
    if answer.is_success or answer.status in REDIRECTS or answer.status in {400, 501}:
        raise NoCalDav
    raise ServerFault


def clean_etag(etag: str) -> str:
    """One that may stand in a header; else none, and the event is looked at before it is changed."""
    is_fine = etag.isascii() and etag.isprintable() and len(etag) <= LONGEST_ETAG
    return etag if is_fine and not etag.startswith("W/") else ""


def names_conflicting_uid(answer: Answer) -> bool:
    """Whether the calendar has the UID at another address (RFC 4791, 5.3.2.1)."""
    return answer.status in {400, 403, 409} and b"no-uid-conflict" in answer.body


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


class _WithoutDoctype(TreeBuilder):
    """No answer of WebDAV has one; entities are what XML is attacked with."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise NoCalDav


def _parse(body: bytes) -> Element:
    parser = XMLParser(target=_WithoutDoctype())  # noqa: S314  # without a doctype nothing is expanded
    try:
        parser.feed(body)
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise NoCalDav from error


def _read_resources(url: str, body: bytes) -> Iterator[Resource]:
    for response in _parse(body).iter(f"{DAV}response"):
        found: dict[str, Element] = {}
        for part in response.iter(f"{DAV}propstat"):
            if " 200" in (part.findtext(f"{DAV}status") or ""):
                found |= {each.tag: each for each in part.findall(f"{DAV}prop/*")}
        href = (response.findtext(f"{DAV}href") or "").strip()
        if " 404" not in (response.findtext(f"{DAV}status") or ""):
            yield Resource(iri_to_uri(urljoin(url, href)), found)
