"""The tags and filters that every template has: times, amounts, names, icons, forms. Seen at /dev/design/.

In the current language and time zone (core/formats.py): `at|moment` (Tue 24 Nov, 18:00 (London)), `at|day`
(Tue 24 Nov), `at|short_day` (24 Nov), `at|weekday` (Tue), `at|full_date` (24 November 2026), `at|month`
(November 2026), `at|clock` (18:00). Amounts: `minutes|hours` (6.5 h), `hours|whole_hours` (40 h),
`minutes|duration` (1 h 30 min), `minutes|minutes` (45 min), `number|count` (1,522), `number|percent` (41%).
Never `|date:"j M"`: only `"c"` and `"Y-m-d"`, which programs read.

What people wrote: `dir="auto"` on the element that holds nothing else; `name|bdi` inside a sentence of ours,
as in `{% blocktranslate with name=person|bdi %}`. `translate="no"` on what has one name in all languages.

`{% breadcrumbs label url … label %}` is the way to this page, `{% form %}…{% endform %}` the frame of a form.
"""

import re
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django import template
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Textarea,
)
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

from core.formats import (
    format_date,
    format_duration,
    format_hours,
    format_minutes,
    format_moment,
    format_number,
    format_percent,
    format_time,
)

register = template.Library()
OF_THE_PAGE = object()
POINTS_ASIDE = re.compile(r"(arrow|chevron).*-(left|right)")

# Which part of the site an address belongs to, by how it begins.
SECTIONS = {
    "articles": "articles",
    "bookings": "sessions",
    "dashboard": "dashboard",
    "mentors": "mentors",
    "newsletter": "articles",
    "notes": "dashboard",
    "notices": "notices",
    "plan": "dashboard",
    "practice": "dashboard",
    "roadmaps": "roadmaps",
    "search": "search",
    "study": "dashboard",
}
HUES = 6  # of static/css/tokens.css, in `data-hue`


moment = register.filter("moment", format_moment)
clock = register.filter("clock", format_time)
hours = register.filter("hours", format_hours)
minutes = register.filter("minutes", format_minutes)
duration = register.filter("duration", format_duration)
count = register.filter("count", format_number)
percent = register.filter("percent", format_percent)


@register.filter
def day(at: datetime | date | None) -> str:
    """`Tue 24 Nov` in the current time zone."""
    return format_date(at, "DAY_FORMAT")


@register.filter
def short_day(at: datetime | date | None) -> str:
    """`24 Nov`, where the year is plain and the weekday says nothing."""
    return format_date(at, "SHORT_DAY_FORMAT")


@register.filter
def weekday(at: datetime | date | None) -> str:
    """`Tue`."""
    return format_date(at, "WEEKDAY_FORMAT")


@register.filter
def full_date(at: datetime | date | None) -> str:
    """`24 November 2026`."""
    return format_date(at, "DATE_FORMAT")


@register.filter
def month(at: datetime | date | None) -> str:
    """`November 2026`."""
    return format_date(at, "YEAR_MONTH_FORMAT")


@register.filter
def whole_hours(hours: int | None) -> str:
    """`1522` → `1,522 h`."""
    return format_hours((hours or 0) * 60)


@register.filter
def bdi(words: Any) -> SafeString:
    """A name or a title in the middle of our sentence, which must not turn the sentence's direction."""
    return format_html("<bdi>{}</bdi>", words)


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """A heroicon as inline SVG, for eyes only: the words beside it say the same. Arrows follow the script."""
    drawing = heroicon_outline(str(name), size=size, aria_hidden="true", focusable="false")
    kind = "icon follows" if POINTS_ASIDE.search(name) else "icon"
    return mark_safe(drawing.replace("<svg ", f'<svg class="{kind}" ', 1))  # noqa: S308


@register.simple_tag
def avatar(user: Any, size: str = "") -> SafeString:
    """Initials on a quiet disc whose hue stays with the person. `size`: small, large or nothing."""
    return format_html(
        '<span class="avatar {}" data-hue="{}" translate="no" aria-hidden="true">{}</span>',
        size,
        1 + sum(map(ord, user.handle)) % HUES,
        user.initials,
    )


@register.simple_tag(takes_context=True)
def here(context: template.Context, *prefixes: str) -> SafeString:
    """` aria-current="page"` when the page's path starts with one of these."""
    request = context.get("request")
    path = request.path_info if request else ""
    return mark_safe(' aria-current="page"' if path.startswith(prefixes) else "")  # noqa: S308


@register.simple_tag(takes_context=True)
def section(context: template.Context) -> str:
    """The part of the site that this page is in, as its navigation marks it: `roadmaps`; or an empty text."""
    request = context.get("request")
    return SECTIONS.get(request.path_info.split("/")[1], "") if request else ""


@register.simple_tag(takes_context=True)
def in_section(context: template.Context, name: str) -> SafeString:
    """` aria-current="page"` when the page is in this part of the site. Needs: section."""
    return mark_safe(' aria-current="page"' if context["section"] == name else "")  # noqa: S308


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*labels_and_urls: Any) -> dict[str, Any]:
    """The way here: `{% breadcrumbs _("Roadmaps") roadmaps_url roadmap|bdi roadmap_url step|bdi %}`."""
    pairs = [labels_and_urls[at : at + 2] for at in range(0, len(labels_and_urls), 2)]
    return {"trail": [(label, url[0] if url else None) for label, *url in pairs]}


@register.simple_block_tag(takes_context=True, name="form")
def form_frame(
    context: template.Context,
    content: str,
    *,
    to: str = "",
    action: str = "",
    submit: str = "",
    form: Any = OF_THE_PAGE,
    **attributes: Any,
) -> SafeString:
    """A form that posts: token, where to go next, errors, and what stands inside; without that, every field.

    `to` is the name of an address, `action` an address; without both it posts to its own page. `submit` is
    the words on the button; without it the content brings buttons of its own. The errors and fields are
    those of the page's `form`, or of the `form` that is given, or of none (`form=None`). Everything else is
    an attribute, with `_` for `-`: `{% form class="quick-log" data_draft=article.pk %}`.
    """
    frame = {
        "action": reverse(to) if to else action,
        "attributes": format_html_join(
            "", ' {}="{}"', ((name.replace("_", "-"), value) for name, value in attributes.items())
        ),
        "content": content.strip() and content,
        "form": context.get("form") if form is OF_THE_PAGE else form,
        "submit": submit,
    }
    with context.push(**frame):
        engine = cast(template.Template, context.template).engine
        return engine.get_template("ui/form_frame.html").render(context)


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


@register.simple_tag
def relabel(field: BoundField, label: str) -> str:
    """Name a field as its page does: the errors above the form, drawn after it, use the same word."""
    field.label = label
    return ""


@register.filter
def widget_kind(field: BoundField) -> str:
    """`choices`, `check`, `textarea`, `file` or `input`: how ui/field.html arranges it."""
    return next((kind for widget, kind in WIDGET_KINDS if isinstance(field.field.widget, widget)), "input")
