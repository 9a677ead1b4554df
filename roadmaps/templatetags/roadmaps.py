"""Words about roadmaps that templates need, and waymarks that a page draws once and uses often."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.templatetags.ui import WAYMARKS
from roadmaps.terms import Status

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`1522` → `1,522`."""
    return f"{number:,}"


@register.simple_tag
@cache
def waymark_symbols() -> SafeString:
    """The five shapes, unseen: ninety rows with five choices each refer to them."""
    shapes = ((status, status, mark_safe(shape)) for status, shape in WAYMARKS.items())  # noqa: S308
    symbol = '<symbol id="waymark-{}" viewBox="0 0 24 24"><g class="waymark {}">{}</g></symbol>'
    return format_html("<svg hidden>{}</svg>", format_html_join("", symbol, shapes))


@register.simple_tag
@cache
def waymark_use(status: str) -> SafeString:
    """Like `waymark`, on a page that has `waymark_symbols`."""
    return format_html(
        '<svg class="waymark {0}" viewBox="0 0 24 24" aria-hidden="true"><use href="#waymark-{0}"/></svg>',
        str(status),
    )


@register.simple_tag
def status_choices(status: str) -> SafeString:
    """The same five buttons stand in ninety rows: each of the five variants is rendered once."""
    return _status_choices(str(status), get_language())


@cache
def _status_choices(status: str, language: str | None) -> SafeString:
    return render_to_string("roadmaps/_status_choices.html", {"status": status, "statuses": Status})
