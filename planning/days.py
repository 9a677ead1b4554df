"""Days as addresses name them."""

from datetime import date

from django.http import Http404

FIRST_YEAR, LAST_YEAR = 2000, 2199


def parse_day(text: str) -> date:
    """`2026-11-23`; a 404 for anything else, and for a year in which nobody plans."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if text != day.isoformat() or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day
