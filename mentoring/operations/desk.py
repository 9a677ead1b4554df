"""What a mentor arranges at their desk: profile, session types, weekly hours, dates that differ."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from core.slugs import free_slug
from mentoring.models import DateOverride, DateOverrideRange, Mentor, Schedule, SessionType, WeeklyHours
from mentoring.slots import Minutes
from roadmaps.models import Area


class NotReady(Refusal):
    code = "not_ready"
    message = _("Add weekly hours and a session type first, so that people find something to book.")


class WeeklyRow(NamedTuple):
    """Open on an ISO weekday between two minutes of the day; an end over 1440 is on the next date."""

    weekday: int
    start_minute: int
    end_minute: int


@transaction.atomic
def become_mentor(
    *, user: User, headline: str, bio: str, areas: Iterable[Area], languages: Sequence[str]
) -> Mentor:
    """A profile that only its owner sees yet, with an empty week in their own time zone."""
    mentor, _made = Mentor.objects.get_or_create(user=user, defaults={"headline": headline, "bio": bio})
    update_profile(mentor=mentor, headline=headline, bio=bio, areas=areas, languages=languages)
    Schedule.objects.get_or_create(
        mentor=mentor, is_default=True, defaults={"name": gettext("Working hours"), "zone": user.zone}
    )
    return mentor


@transaction.atomic
def update_profile(
    *, mentor: Mentor, headline: str, bio: str, areas: Iterable[Area], languages: Sequence[str]
) -> None:
    mentor.headline, mentor.bio, mentor.languages = headline, bio, list(languages)
    mentor.save(update_fields=["headline", "bio", "languages"])
    mentor.areas.set(areas)


def list_profile(*, mentor: Mentor) -> None:
    """Show the mentor in the directory. Raises NotReady while there is nothing to book."""
    has_hours = WeeklyHours.objects.filter(schedule__mentor=mentor, schedule__is_default=True).exists()
    if not (has_hours and mentor.session_types.offered().exists()):
        raise NotReady
    Mentor.objects.filter(pk=mentor.pk).update(is_listed=True)


def unlist_profile(*, mentor: Mentor) -> None:
    """Nobody new can book; sessions that are booked stay booked."""
    Mentor.objects.filter(pk=mentor.pk).update(is_listed=False)


@transaction.atomic
def offer_session_type(*, mentor: Mentor, title: str, **terms: Any) -> SessionType:
    """Add something to book. Its address is made from the title and never changes."""
    Mentor.objects.select_for_update(no_key=True).get(pk=mentor.pk)  # for a free address

    def taken(stem: str) -> set[str]:
        return set(mentor.session_types.filter(slug__startswith=stem).values_list("slug", flat=True))

    slug = free_slug(title, fallback="session", max_length=60, taken=taken)
    return mentor.session_types.create(slug=slug, title=title, **terms)


def update_session_type(*, session_type: SessionType, **terms: Any) -> None:
    """New terms are for new bookings; each booking keeps the terms it was made under."""
    SessionType.objects.filter(pk=session_type.pk).update(**terms)


@transaction.atomic
def set_weekly_hours(*, schedule: Schedule, zone: ZoneInfo, rows: Iterable[WeeklyRow]) -> None:
    """Replace the whole week. Nothing that is booked is touched."""
    Schedule.objects.filter(pk=schedule.pk).update(zone=zone)
    schedule.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(schedule=schedule, **row._asdict()) for row in sorted(set(rows))
    )


@transaction.atomic
def override_date(
    *, schedule: Schedule, on: date, ranges: Iterable[Minutes] = (), note: str = ""
) -> DateOverride:
    """Give one date hours of its own in place of the weekly ones; none at all is a day off."""
    override, _made = DateOverride.objects.update_or_create(schedule=schedule, on=on, defaults={"note": note})
    override.ranges.all().delete()
    DateOverrideRange.objects.bulk_create(
        DateOverrideRange(override=override, start_minute=start, end_minute=end)
        for start, end in sorted(set(ranges))
    )
    return override


def clear_date(*, schedule: Schedule, on: date) -> None:
    """The weekly hours apply on that date again."""
    schedule.overrides.filter(on=on).delete()
