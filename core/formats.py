"""Dates, times, numbers and amounts as the reader's language writes them: the one place that does.

Formats have names and are found by language: Django's own (`DATE_FORMAT`, `TIME_FORMAT` …), and those of
`config/formats/`, which a language may leave out. No other module spells a format in letters, joins a
number to its unit, or writes a thousands separator. Templates use the filters of the same names
(core/templatetags/ui.py); what programs read, as in `<time datetime>`, is ISO 8601 and needs none of this.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache, wraps
from typing import ParamSpec

from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

P = ParamSpec("P")

NBSP = "\N{NO-BREAK SPACE}"  # keeps a number and its unit on one line
# For a language that has no file in config/formats/, by the names that Django has for every language.
FALLBACKS = {
    "WEEKDAY_FORMAT": "D",
    "WEEKDAY_NAME_FORMAT": "l",
    "MONTH_FORMAT": "M",
    "DAY_FORMAT": "D, {MONTH_DAY_FORMAT}",
    "DAY_OF_YEAR_FORMAT": "D, {DATE_FORMAT}",
    "SHORT_DAY_FORMAT": "{MONTH_DAY_FORMAT}",
}
CLOCK_FORMATS = {"": "TIME_FORMAT", "12": "TIME_12_FORMAT", "24": "TIME_24_FORMAT"}
CLOCK_FALLBACKS = {"TIME_FORMAT": "H:i", "TIME_12_FORMAT": f"g:i{NBSP}A", "TIME_24_FORMAT": "H:i"}

_hours_of_clock: ContextVar[str] = ContextVar("hours of the reader's clock", default="")


@contextmanager
def showing_clock(hours: str) -> Iterator[None]:
    """Times of day with `12` or `24` hours, or with an empty text as the language writes them.

    Set where the language and the zone of a reader are: for pages, for letters, and by `speaking`.
    """
    token = _hours_of_clock.set(hours if hours in CLOCK_FORMATS else "")
    try:
        yield
    finally:
        _hours_of_clock.reset(token)


def kept_by_language(write: Callable[P, str]) -> Callable[P, str]:
    """For what depends on its arguments and the language alone: a page writes one date many times."""
    kept = lru_cache(maxsize=4096)(lambda _language, *args, **kwargs: write(*args, **kwargs))

    @wraps(write)
    def answer(*args: P.args, **kwargs: P.kwargs) -> str:
        return kept(get_language(), *args, **kwargs)  # type: ignore[arg-type]

    return answer


@kept_by_language
def named_format(name: str) -> str:
    """The format of this name in the current language, in the letters of Django's `date` filter."""
    found = str(formats.get_format(name))
    if found != name:
        return found
    django = {each: formats.get_format(each) for each in ("MONTH_DAY_FORMAT", "DATE_FORMAT")}
    return FALLBACKS[name].format(**django)


def format_date(at: datetime | date | None, name: str) -> str:
    """A date, or an instant's date in the current time zone, by a format's name. Nothing for None."""
    if at is None:
        return ""
    return _format_day(timezone.localtime(at).date() if isinstance(at, datetime) else at, name)


@kept_by_language
def _format_day(day: date, name: str) -> str:
    return formats.date_format(day, named_format(name))


def format_time(at: datetime | None) -> str:
    """`18:00` in the current time zone, or `6:00 PM` for whoever reads a clock of 12 hours."""
    return format_wall_time(timezone.localtime(at).time()) if at else ""


def format_wall_time(at: time) -> str:
    """A time of day on no particular date, as `format_time` writes it."""
    name = CLOCK_FORMATS[_hours_of_clock.get()]
    return formats.time_format(at, _clock_format(name))


@kept_by_language
def _clock_format(name: str) -> str:
    found = str(formats.get_format(name))
    return CLOCK_FALLBACKS[name] if found == name else found


def format_moment(at: datetime | None) -> str:
    """`Tue 24 Nov, 18:00 (London)` in the current time zone; the year too when it is another one."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    is_this_year = here.year == timezone.localtime().year
    return _("%(day)s, %(time)s (%(place)s)") % {
        "day": format_date(here, "DAY_FORMAT" if is_this_year else "DAY_OF_YEAR_FORMAT"),
        "time": format_time(here),
        "place": zone_place(str(here.tzinfo)),
    }


def zone_place(zone: str) -> str:
    """`Europe/London` → `London`."""
    return zone.rpartition("/")[2].replace("_", " ")


@kept_by_language
def format_number(number: float | None, decimals: int = 0) -> str:
    """`1522` → `1,522`; `6.5` with one decimal → `6.5`, but `6.0` → `6`. Nothing is 0."""
    rounded = round(number or 0, decimals)
    if rounded == int(rounded):
        rounded, decimals = int(rounded), 0
    return str(formats.number_format(rounded, decimal_pos=decimals, force_grouping=True))


@kept_by_language
def format_hours(minutes: float | None) -> str:
    """`390` → `6.5 h`; `1390 * 60` → `1,390 h`; the number and its unit never part."""
    amount = format_number((minutes or 0) / 60, decimals=1)
    return (pgettext("hours, abbreviated", "%(amount)s h") % {"amount": amount}).replace(" ", NBSP)


def format_minutes(minutes: float | None) -> str:
    """`45` → `45 min`."""
    amount = format_number(minutes)
    return (pgettext("minutes, abbreviated", "%(amount)s min") % {"amount": amount}).replace(" ", NBSP)


@kept_by_language
def format_duration(minutes: int | None) -> str:
    """`90` → `1 h 30 min`; a line may break between the two parts, not inside one."""
    whole, rest = divmod(minutes or 0, 60)
    if not whole:
        return format_minutes(rest)
    if not rest:
        return format_hours(minutes)
    return pgettext("a length of time", "%(hours)s %(minutes)s") % {
        "hours": format_hours(whole * 60),
        "minutes": format_minutes(rest),
    }


SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "INR": "₹", "JPY": "¥"}


def format_money(amount: Decimal, currency: str) -> str:
    """`€40`, `€12.50`, `SEK 600`: with the sign that everybody knows, else with the code (ISO 4217)."""
    number = format_number(float(amount), decimals=2)
    if symbol := SYMBOLS.get(currency):
        return pgettext("an amount of money", "%(symbol)s%(amount)s") % {"symbol": symbol, "amount": number}
    text = pgettext("an amount of money", "%(currency)s %(amount)s")
    return (text % {"currency": currency, "amount": number}).replace(" ", NBSP)


def format_percent(number: float | None) -> str:
    """`41` → `41%`."""
    return pgettext("percent", "%(number)s%%") % {"number": format_number(number)}
