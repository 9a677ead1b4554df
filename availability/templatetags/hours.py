"""Filters that write places and hours."""

from django import template
from django.template.defaultfilters import stringfilter

from availability.models import WallClockRange, wall_clock
from core.formats import zone_place

register = template.Library()


@register.filter
@stringfilter
def place(zone: str) -> str:
    """`America/New_York` → `New York`."""
    return zone_place(zone)


@register.filter
def hour_range(hours: WallClockRange) -> str:
    """`09:00 – 17:00`, on the clocks of its schedule."""  # noqa: RUF002
    return f"{wall_clock(hours.start_minute)} – {wall_clock(hours.end_minute)}"  # noqa: RUF001
