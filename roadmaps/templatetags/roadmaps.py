"""Words about roadmaps that templates need, and waymarks that a page draws once and uses often."""

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.ui import WAYMARKS

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
