"""Words about roadmaps that templates need."""

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`1522` → `1,522`."""
    return f"{number:,}"
