"""Words about places and hours that only mentoring's pages need."""

from django import template
from django.template.defaultfilters import stringfilter

from core.templatetags import ui
from mentoring.models.hours import WallClockRange, wall_clock

register = template.Library()


@register.filter
@stringfilter
def place(zone: str) -> str:
    """`America/New_York` → `New York`."""
    return ui.place(zone)


@register.filter
def span(hours: WallClockRange) -> str:
    """`09:00 to 17:00`, on the mentor's own clock."""
    return f"{wall_clock(hours.start_minute)} – {wall_clock(hours.end_minute)}"  # noqa: RUF001
