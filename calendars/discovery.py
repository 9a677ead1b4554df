"""From what somebody types to the calendars of their account (RFC 6764, RFC 4791, 6.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from calendars.dav import CALDAV, CALENDAR_SERVER, DAV, Resource, Server
from calendars.failures import CalendarGone, NoCalDav, NoCalendars, ReadOnly, WrongPassword
from core.text import one_line

WELL_KNOWN = "/.well-known/caldav"
MOST_CALENDARS = 50
LONGEST_NAME = 60
LONGEST_URL = 1000
WRITING = frozenset({f"{DAV}{name}" for name in ("all", "write", "write-content", "bind")})


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    url: str
    name: str
    is_writable: bool


def find_calendars(server: Server) -> list[FoundCalendar]:
    """Those that hold events. Raises an OutgoingRefused."""
    found = {each.url: each for home in _find_homes(server) for each in _list_calendars(server, home)}
    if not found:
        raise NoCalendars
    return sorted(found.values(), key=lambda each: each.name.casefold())[:MOST_CALENDARS]


def _find_homes(server: Server) -> list[str]:
    """What was typed may be the server, somebody's principal, their calendars, or one of these."""
    has_path = urlsplit(server.url).path not in {"", "/"}
    places = [*([server.url] if has_path else []), urljoin(server.url, WELL_KNOWN), urljoin(server.url, "/")]
    for place in places:
        try:
            here = _look_at(server, place)
            if here is None:
                continue
            principal = here.href(f"{DAV}current-user-principal")
            if not here.href(f"{CALDAV}calendar-home-set") and principal:
                here = _look_at(server, urljoin(here.url, principal)) or here
        except (CalendarGone, NoCalDav, ReadOnly):
            continue
        if homes := [urljoin(here.url, href) for href in here.hrefs(f"{CALDAV}calendar-home-set")]:
            return homes
        if place == server.url and _is_calendar(here):
            return [here.url]
    raise NoCalDav


def _look_at(server: Server, url: str) -> Resource | None:
    found = server.propfind(
        url, "D:current-user-principal", "C:calendar-home-set", "D:resourcetype", "D:displayname"
    )
    principal = found[0].properties.get(f"{DAV}current-user-principal") if found else None
    if principal is not None and principal.find(f"{DAV}unauthenticated") is not None:
        raise WrongPassword
    return found[0] if found else None


def _list_calendars(server: Server, home: str) -> Iterator[FoundCalendar]:
    found = server.propfind(
        home,
        *("D:resourcetype", "D:displayname", "D:current-user-privilege-set"),
        "C:supported-calendar-component-set",
        depth=1,
    )
    for each in found:
        if _is_calendar(each) and _holds_events(each) and len(each.url) <= LONGEST_URL:
            name = one_line(each.text(f"{DAV}displayname")) or each.url.rstrip("/").rpartition("/")[2]
            yield FoundCalendar(each.url, name[:LONGEST_NAME], _may_be_written(each))


def _is_calendar(resource: Resource) -> bool:
    kinds = resource.properties.get(f"{DAV}resourcetype")
    return (
        kinds is not None
        and kinds.find(f"{CALDAV}calendar") is not None
        and kinds.find(f"{CALENDAR_SERVER}subscribed") is None
    )


def _holds_events(resource: Resource) -> bool:
    """Not a list of tasks; a server that doesn't say holds anything."""
    kinds: Element | None = resource.properties.get(f"{CALDAV}supported-calendar-component-set")
    return kinds is None or not len(kinds) or any(each.get("name") == "VEVENT" for each in kinds)


def _may_be_written(resource: Resource) -> bool:
    """A server that doesn't say is tried."""
    privileges = resource.properties.get(f"{DAV}current-user-privilege-set")
    return privileges is None or any(
        each.tag in WRITING for privilege in privileges.findall(f"{DAV}privilege") for each in privilege
    )
