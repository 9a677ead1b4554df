"""Time zones as a person picks them: by continent and city, with what the clock shows there now."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import get_language, gettext

REGIONS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)
Choices = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

# What places were called; they are found by both names, and listed once.
FORMER_NAMES = {
    "Africa/Asmara": "Asmera",
    "America/Nuuk": "Godthab",
    "Asia/Ashgabat": "Ashkhabad",
    "Asia/Dhaka": "Dacca",
    "Asia/Ho_Chi_Minh": "Saigon",
    "Asia/Kathmandu": "Katmandu",
    "Asia/Kolkata": "Calcutta",
    "Asia/Macau": "Macao",
    "Asia/Makassar": "Ujung Pandang",
    "Asia/Thimphu": "Thimbu",
    "Asia/Ulaanbaatar": "Ulan Bator",
    "Asia/Yangon": "Rangoon",
    "Atlantic/Faroe": "Faeroe",
    "Europe/Kyiv": "Kiev",
    "Pacific/Chuuk": "Truk",
    "Pacific/Kanton": "Enderbury",
    "Pacific/Pohnpei": "Ponape",
}

# Where weeks begin on Saturday or Sunday, by ISO 3166 code; elsewhere on Monday. A test compares this with
# what Unicode's CLDR says (`firstDay` of its week data).
WEEK_BEGINS_ON = {
    6: "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY",
    7: (
        "AG AO AS BD BR BS BT BW BZ CA CO CV DM DO ET GT GU GW HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT"
        " MX MZ NI NP PA PE PH PK PR PT PY SA SG ST SV TH TL TT TW UM US VE VI WS YE ZA ZW"
    ),
}

_names = cache(available_timezones)  # reads the disk, and never changes while we run


@cache
def _countries() -> dict[str, str]:
    """The zones that the time zone database lists, with the ISO 3166 code of their country.

    One name for each place, and no former ones.
    """
    table = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def _places() -> AbstractSet[str]:
    return _countries().keys()


@cache
def first_weekday_in(zone: str) -> int:
    """The weekday on which weeks begin in the country of this zone: 1 for Monday, 6 or 7.

    Monday where no country is known, as in `UTC`.
    """
    country = _countries().get(_present_names().get(zone, zone))
    return next((day for day, codes in WEEK_BEGINS_ON.items() if country in codes.split()), 1)


def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone of this name, by the name that is listed: `Asia/Kolkata` for `Asia/Calcutta`.

    None for anything else.
    """
    return ZoneInfo(_present_names().get(name, name)) if name in _names() else None


@cache
def _present_names() -> dict[str, str]:
    """By former and other names, the name of a place that has the same clock, as the database links them."""
    lines = (files("tzdata.zoneinfo") / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = (line.split() for line in lines if line.startswith("L "))
    linked = {name: target for _link, target, name in links if name not in _places() and target in _places()}
    former = {
        f"{name.partition('/')[0]}/{word.replace(' ', '_')}": name for name, word in FORMER_NAMES.items()
    }
    return linked | former


def zone_choices(on: date) -> Choices:
    """`(("Europe", (("Europe/London", "London (UTC+0)"), …)), …)` as the clocks stand on that day."""
    return _zone_choices(on, get_language())


@lru_cache(maxsize=8)
def _zone_choices(on: date, _language: str | None) -> Choices:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(_names() & _places()):
        region, _, city = name.partition("/")
        if region in REGIONS and city:
            place = city.replace("_", " ").replace("/", ", ")
            if former := FORMER_NAMES.get(name):
                place = gettext("%(place)s, formerly %(former)s") % {"place": place, "former": former}
            groups[region].append((name, f"{place} ({_offset(name, noon)})"))
    return (("UTC", (("UTC", "UTC"),)), *((region, tuple(places)) for region, places in groups.items()))


def _offset(name: str, at: datetime) -> str:
    """`UTC+5:30`."""
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
