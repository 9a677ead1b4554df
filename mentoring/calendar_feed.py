"""All sessions of a person as one calendar, at a secret address that they can change."""

from datetime import datetime, timedelta

from django.core import signing
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from core.http import absolute
from core.languages import speaking
from mentoring.invitations import CalendarMethod, build_calendar
from mentoring.letters import describe_for_calendar
from mentoring.lifecycle import PENDING_STATES, RELEASED_STATES
from mentoring.models import Booking, CalendarFeed

SALT = "mentoring.calendar-feed.1"
PAST = timedelta(days=90)
CANCELLED_STAY = timedelta(days=30)  # so that a calendar which was away takes them out too


def feed_url(feed: CalendarFeed) -> str:
    token = signing.dumps([feed.person_id, feed.version], salt=SALT)
    return absolute(reverse("mentoring:calendar_feed", args=[token]))


def turn_on(*, person: User) -> CalendarFeed:
    """Have an address; a new one if there is one already, and the old one is read by nobody any more."""
    feed, is_new = CalendarFeed.objects.get_or_create(person=person)
    if not is_new:
        CalendarFeed.objects.filter(person=person).update(version=F("version") + 1, is_on=True)
        feed.refresh_from_db()
    return feed


def turn_off(*, person: User) -> None:
    CalendarFeed.objects.filter(person=person).update(version=F("version") + 1, is_on=False)


def find_owner(token: str) -> User | None:
    """Whose address it is; None when it isn't ours, was changed, or its owner has left."""
    try:
        person_id, version = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    found = CalendarFeed.objects.filter(person=person_id, version=version, is_on=True, person__is_active=True)
    feed = found.select_related("person").first()
    return feed.person if feed else None


def build_feed(person: User, *, now: datetime) -> bytes:
    """Sessions of the last 90 days and all to come, in the person's language; no requests. Three queries."""
    bookings = (
        Booking.objects.of(person)
        .filter(ends_at__gt=now - PAST)
        .exclude(state__in=PENDING_STATES)
        .exclude(Q(state__in=RELEASED_STATES, sequence=0))  # a request that came to nothing
        .exclude(Q(state__in=RELEASED_STATES, ends_at__lte=now - CANCELLED_STAY))
        .with_people()
        .order_by("starts_at", "pk")
    )
    with speaking(person):
        sessions = [describe_for_calendar(each, reader=person, stamp=now) for each in bookings]
    return build_calendar(sessions, CalendarMethod.PUBLISH)
