"""Links that open a calendar on the web with a session filled in. Pure: nothing is asked or counted."""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from mentoring.invitations import CalendarSession

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
MOST_CHARACTERS = 800  # of a description: mail readers and servers cut long addresses


class CalendarLink(NamedTuple):
    name: str
    url: str


def calendar_links(session: CalendarSession) -> list[CalendarLink]:
    """One for each calendar that has such links."""
    details = session.description
    if len(details) > MOST_CHARACTERS:
        details = session.url
    google = {
        "action": "TEMPLATE",
        "text": session.title,
        "dates": f"{_compact(session.starts_at)}/{_compact(session.ends_at)}",
        "details": details,
        "location": session.place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": session.title,
        "startdt": f"{session.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{session.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": details,
        "location": session.place,
    }
    return [
        CalendarLink("Google Calendar", f"{GOOGLE}?{urlencode(google)}"),
        CalendarLink("Outlook", f"{OUTLOOK}?{urlencode(outlook)}"),
    ]


def _compact(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
