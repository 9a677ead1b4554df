"""Calendar invitations: iCalendar objects (RFC 5545) that follow iTIP (RFC 5546). Pure.

One session is one UID for life; SEQUENCE grows with each change of time, place or state, so a
calendar replaces the event it has and never shows two. Times are UTC, so no zone rules are sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vText

from core.text import one_line

LOOK_AGAIN = timedelta(hours=1)
PRODUCT = "-//Longroad//Sessions//EN"


class CalendarMethod(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class CalendarPerson:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CalendarSession:
    """What a calendar needs to know. `stamp` is when this description of it was made."""

    uid: str
    sequence: int
    title: str
    description: str
    url: str
    place: str
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    organizer: CalendarPerson
    attendees: Sequence[CalendarPerson]
    is_cancelled: bool = False


def build_calendar(sessions: Sequence[CalendarSession], method: CalendarMethod | None) -> bytes:
    """The iCalendar object: CRLF lines, folded at 75 octets, text escaped.

    What is published names no attendees: nobody is invited by reading a calendar (RFC 5546, 3.2.1). What is
    stored on a server has no method (RFC 4791, 4.1), and no organizer: the server would write to people.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method.value)
    if method == CalendarMethod.PUBLISH:
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})  # RFC 7986, 5.7
    for session in sessions:
        calendar.add_component(_build_event(session, method))
    return bytes(calendar.to_ical())


def _build_event(session: CalendarSession, method: CalendarMethod | None) -> Event:
    event = Event()
    event.add("uid", session.uid)
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.stamp)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", one_line(session.title))
    event.add("description", session.description)
    event.add("location", session.place)
    event.add("url", session.url)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if session.is_cancelled else "OPAQUE")
    if method:
        event["organizer"] = _build_address(session.organizer)
    is_invitation = method and method != CalendarMethod.PUBLISH
    for person in session.attendees if is_invitation else ():
        attendee = _build_address(person)
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("ACCEPTED")  # both have said yes by booking
        attendee.params["rsvp"] = vText("FALSE")
        event.add("attendee", attendee, encode=False)
    return event


def _build_address(person: CalendarPerson) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["cn"] = vText(one_line(person.name))
    return address
