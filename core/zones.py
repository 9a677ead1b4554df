"""Time zones as a person picks them: by continent and city, with what the clock shows there now."""

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

REGIONS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)
Choices = list[tuple[str, list[tuple[str, str]]]]

_names = cache(available_timezones)  # reads the disk, and never changes while we run


def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone of this name, old names such as `Asia/Calcutta` included; None for anything else."""
    return ZoneInfo(name) if name in _names() else None


@lru_cache(maxsize=4)
def zone_choices(on: date) -> Choices:
    """`[("Europe", [("Europe/London", "London (UTC+0)"), …]), …]` as the clocks stand on that day."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(_names()):
        region, _, city = name.partition("/")
        if region in REGIONS and city:
            place = city.replace("_", " ").replace("/", ", ")
            groups[region].append((name, f"{place} ({_offset(name, noon)})"))
    return [("UTC", [("UTC", "UTC")]), *groups.items()]


def _offset(name: str, at: datetime) -> str:
    """`UTC+5:30`."""
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
