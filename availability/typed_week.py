"""A week as it is typed, before it is saved: rows of text by weekday, and what can be done to them. Pure."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeAlias

from availability.slots import DAY_MINUTES, MinuteRange

WEEKDAYS = range(1, 8)  # ISO: Monday is 1
WORKING_DAYS = range(1, 6)
MOST_ROWS_A_DAY = 12
LONGEST_NIGHT = 8 * 60  # minutes; a longer row past midnight is asked about

Rows: TypeAlias = "tuple[TypedRow, ...]"

FIELD = re.compile(r"([1-7])-(\d{1,2})-(start|end|night)")
PATTERNS: Mapping[str, Mapping[int, str]] = {
    "evenings": dict.fromkeys((2, 4), "18:00-21:00"),
    "mornings": dict.fromkeys(WORKING_DAYS, "07:00-08:30"),
    "weekend": dict.fromkeys((6, 7), "10:00-13:00"),
}


class TypedRow(NamedTuple):
    """From and to as they were typed; `night` says that an end far into the next day is meant."""

    start: str = ""
    end: str = ""
    night: bool = False

    @classmethod
    def of(cls, minutes: MinuteRange) -> Self:
        """What is saved already is meant."""
        start, end = minutes
        return cls(clock(start), clock(end), is_doubtful(start, end))


def clock(minute: int) -> str:
    """`1530` → `01:30`; both ends of a day are `00:00`."""
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"


def to_range(start: int, end: int) -> MinuteRange:
    """An end at or before the start is on the next day."""
    return start, end if end > start else end + DAY_MINUTES


def is_doubtful(start: int, end: int) -> bool:
    """Whether a row opens so much of the night that a slip is more likely; a whole day, 0 to 24, is plain."""
    return end > DAY_MINUTES and end - start > LONGEST_NIGHT


@dataclass(frozen=True, slots=True)
class TypedWeek:
    """The rows of each weekday. Every act returns another week."""

    rows: Mapping[int, Rows]

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int, int]]) -> Self:
        """Of (weekday, start minute, end minute)."""
        rows: dict[int, Rows] = dict.fromkeys(WEEKDAYS, ())
        for weekday, start, end in ranges:
            rows[weekday] += (TypedRow.of((start, end)),)
        return cls(rows)

    @classmethod
    def from_fields(cls, data: Mapping[str, str]) -> Self:
        """Of the fields `3-0-start`, `3-0-end` and `3-0-night`: the first row of a Wednesday."""
        typed: dict[tuple[int, int], dict[str, str]] = {}
        for name in data:
            if found := FIELD.fullmatch(name):
                typed.setdefault((int(found[1]), int(found[2])), {})[found[3]] = data[name]
        rows: dict[int, Rows] = dict.fromkeys(WEEKDAYS, ())
        for (weekday, _number), row in sorted(typed.items()):
            rows[weekday] += (TypedRow(row.get("start", ""), row.get("end", ""), bool(row.get("night"))),)
        return cls({weekday: of_day[:MOST_ROWS_A_DAY] for weekday, of_day in rows.items()})

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """What `as_text` wrote; None for anything else."""
        try:
            listed = json.loads(text)
            rows = {
                day: tuple(TypedRow(str(a), str(b), bool(c)) for a, b, c in listed[day - 1])
                for day in WEEKDAYS
            }
        except (ValueError, TypeError, IndexError, KeyError, RecursionError):
            return None
        return cls({day: of_day[:MOST_ROWS_A_DAY] for day, of_day in rows.items()})

    def as_text(self) -> str:
        return json.dumps([self.rows[day] for day in WEEKDAYS])

    @property
    def is_empty(self) -> bool:
        return not any(self.rows.values())

    def with_row_added(self, weekday: int) -> Self:
        """An hour later than the last row, for an hour; an evening on an empty day."""
        rows = self.rows[weekday]
        if len(rows) >= MOST_ROWS_A_DAY:
            return self
        return self._with({weekday: (*rows, self._suggest_row(rows))})

    def with_row_removed(self, weekday: int, number: int) -> Self:
        rows = self.rows[weekday]
        return self._with({weekday: (*rows[:number], *rows[number + 1 :])})

    def with_day_copied(self, weekday: int, to: Iterable[int]) -> Self:
        """The rows of one day take the place of those of the others."""
        return self._with({other: self.rows[weekday] for other in to if other != weekday})

    def with_pattern(self, name: str) -> Self:
        """One of the suggested weeks, in place of what is there."""
        rows: dict[int, Rows] = dict.fromkeys(WEEKDAYS, ())
        for day, hours in PATTERNS[name].items():
            start, end = hours.split("-")
            rows[day] = (TypedRow(start, end),)
        return self._with(rows)

    def _with(self, rows: Mapping[int, Rows]) -> Self:
        return type(self)({**self.rows, **rows})

    @staticmethod
    def _suggest_row(rows: Sequence[TypedRow]) -> TypedRow:
        if not rows:
            return TypedRow("18:00", "21:00")
        hour, _, minute = rows[-1].end.partition(":")
        if not (hour.isdecimal() and minute.isdecimal()) or rows[-1].end <= rows[-1].start:
            return TypedRow()
        start = int(hour) * 60 + int(minute) + 60
        return TypedRow(clock(start), clock(start + 60)) if start + 60 <= DAY_MINUTES else TypedRow()
