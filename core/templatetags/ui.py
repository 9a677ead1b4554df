"""The words that templates use for times, amounts and small pictures. Seen at /dev/design/."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Textarea,
)
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()

HUES = 6  # of static/css/tokens.css, in `data-hue`


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


NBSP = "\N{NO-BREAK SPACE}"  # keeps a number and its unit on one line


@register.filter
def hours(minutes: int | None) -> str:
    """`390` → `6.5 h`; `1390 * 60` → `1,390 h`; the number and its unit never part."""
    return f"{round((minutes or 0) / 60, 1):,g}{NBSP}h"


@register.filter
def duration(minutes: int | None) -> str:
    """`90` → `1 h 30 min`; a line may break between the two parts, not inside one."""
    whole, rest = divmod(minutes or 0, 60)
    parts = [f"{amount}{NBSP}{unit}" for amount, unit in ((whole, "h"), (rest, "min")) if amount]
    return " ".join(parts) or f"0{NBSP}min"


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """A heroicon as inline SVG, for eyes only: the words beside it say the same."""
    drawing = heroicon_outline(str(name), size=size, aria_hidden="true", focusable="false")
    return mark_safe(drawing.replace("<svg ", '<svg class="icon" ', 1))  # noqa: S308


@register.simple_tag
def avatar(user: Any, size: str = "") -> SafeString:
    """Initials on a quiet disc whose hue stays with the person. `size`: small, large or nothing."""
    return format_html(
        '<span class="avatar {}" data-hue="{}" aria-hidden="true">{}</span>',
        size,
        1 + sum(map(ord, user.handle)) % HUES,
        user.initials,
    )


@register.simple_tag(takes_context=True)
def here(context: template.Context, *prefixes: str) -> SafeString:
    """` aria-current="page"` when the page's path starts with one of these."""
    request = context.get("request")
    path = request.path if request else ""
    return mark_safe(' aria-current="page"' if path.startswith(prefixes) else "")  # noqa: S308


@register.filter
def undo_url(message: Any) -> str:
    """The address in a message's `extra_tags="undo:/roadmaps/…/"`, or nothing."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:/")), "")


WIDGET_KINDS = (
    (CheckboxSelectMultiple, "choices"),
    (RadioSelect, "choices"),
    (CheckboxInput, "check"),
    (Textarea, "textarea"),
    (ClearableFileInput, "file"),
)


@register.filter
def widget_kind(field: BoundField) -> str:
    """`choices`, `check`, `textarea`, `file` or `input`: how ui/field.html arranges it."""
    return next((kind for widget, kind in WIDGET_KINDS if isinstance(field.field.widget, widget)), "input")
