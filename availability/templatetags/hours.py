"""Filters that write places and hours of a day."""

from collections.abc import Iterable
from datetime import time

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from availability.models import WallClockRange, to_time
from availability.operations import WeeklyRow
from availability.slots import DAY_MINUTES
from core.formats import format_wall_time, zone_place

register = template.Library()


@register.filter
@stringfilter
def place(zone: str) -> str:
    """`America/New_York` → `New York`."""
    return zone_place(zone)


@register.filter
def hour_ranges(ranges: Iterable[WallClockRange | WeeklyRow]) -> str:
    """`09:00 – 12:00, 13:00 – 17:00`, on the clocks of their schedule."""  # noqa: RUF002
    return ", ".join(
        pgettext("hours", "%(start)s – %(end)s")  # noqa: RUF001
        % {"start": _format_minute(each.start_minute), "end": _format_minute(each.end_minute)}
        for each in ranges
    )


@register.filter
def wall_time(at: time) -> str:
    """`09:30`, a time of no particular date."""
    return format_wall_time(at)


def _format_minute(minute: int) -> str:
    return _("midnight") if minute == DAY_MINUTES else format_wall_time(to_time(minute))
