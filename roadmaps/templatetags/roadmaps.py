"""What templates say and draw about roadmaps: the words and shapes of a step's status."""

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from roadmaps.choices import StepStatus

register = template.Library()

RING = '<circle class="hole" cx="12" cy="12" r="9" stroke="currentColor" stroke-width="2"/>'
WAYMARKS = {
    "pending": RING,
    "in_progress": RING + '<path d="M12 6.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
    "done": RING
    + '<path class="tick" d="m7.8 12.4 2.9 2.9 5.6-6" fill="none" stroke="currentColor" stroke-width="2.2"'
    ' stroke-linecap="round" stroke-linejoin="round"/>',
    "skipped": RING + '<path d="m8 16 8-8" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
    "needs_review": RING
    + '<path d="M8.1 13.2a4.1 4.1 0 1 0 1-4.2L7.7 10.4m0-3v3h3" fill="none" stroke="currentColor"'
    ' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
}


@register.simple_tag
@cache
def waymark(status: str) -> SafeString:
    """The shape of a status. Always beside its word, or a hidden one: `{{ status|status_word }}`."""
    known = status if status in WAYMARKS else "pending"
    shape = WAYMARKS[known]
    return mark_safe(  # noqa: S308
        f'<svg class="waymark {known}" viewBox="0 0 24 24" width="24" height="24" fill="none"'
        f' aria-hidden="true" focusable="false">{shape}</svg>'
    )


@register.filter
def status_word(status: str) -> str:
    """`in_progress` → `In progress`."""
    return str(StepStatus(status).label) if status in StepStatus.values else status


@register.simple_tag
@cache
def waymark_symbols() -> SafeString:
    """The five shapes, unseen: ninety rows and the status menu refer to them."""
    shapes = ((status, status, mark_safe(shape)) for status, shape in WAYMARKS.items())  # noqa: S308
    symbol = '<symbol id="waymark-{}" viewBox="0 0 24 24"><g class="waymark {}">{}</g></symbol>'
    return format_html("<svg hidden>{}</svg>", format_html_join("", symbol, shapes))


@register.simple_tag
@cache
def waymark_use(status: str) -> SafeString:
    """Like `waymark`, on a page that has `waymark_symbols`, which bring the viewBox."""
    return format_html(
        '<svg class="waymark {0}" aria-hidden="true"><use href="#waymark-{0}"/></svg>', str(status)
    )
