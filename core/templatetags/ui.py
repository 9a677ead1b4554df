"""The words that templates use for times, amounts and small pictures."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.utils import timezone

register = template.Library()


def place(zone: str) -> str:
    """`Europe/London` → `London`."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.filter
def moment(at: datetime | None) -> str:
    """`Tue 24 Nov, 18:00 (London)` in the current time zone; the year too when it is another one."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    year = "" if here.year == timezone.localtime().year else " Y"
    return f"{format_date(here, f'D j M{year}, H:i')} ({place(str(here.tzinfo))})"


@register.filter
def day(at: datetime | date | None) -> str:
    """`Tue 24 Nov` in the current time zone."""
    if isinstance(at, datetime):
        at = timezone.localtime(at)
    return format_date(at, "D j M") if at else ""


@register.filter
def clock(at: datetime | None) -> str:
    """`18:00` in the current time zone."""
    return format_date(timezone.localtime(at), "H:i") if at else ""


@register.filter
def hours(minutes: int | None) -> str:
    """`390` → `6.5 h`; `1390 * 60` → `1,390 h`."""
    return f"{round((minutes or 0) / 60, 1):,g} h"


@register.filter
def duration(minutes: int | None) -> str:
    """`90` → `1 h 30 min`."""
    whole, rest = divmod(minutes or 0, 60)
    return (
        " ".join(part for part in (f"{whole} h" if whole else "", f"{rest} min" if rest else "") if part)
        or "0 min"
    )


@register.inclusion_tag("ui/avatar.html")
def avatar(user: Any) -> dict[str, Any]:
    return {"user": user}


@register.inclusion_tag("ui/waymark.html")
def waymark(status: str) -> dict[str, Any]:
    return {"status": status}


@register.inclusion_tag("ui/icon.html")
def icon(name: str) -> dict[str, Any]:
    return {"name": name}
