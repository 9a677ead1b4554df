"""What people type about their hours, checked and made into what the acts take."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from availability.models import Schedule, WeeklyHours, to_minute
from availability.operations import WeeklyRow, merge_rows
from availability.slots import DAY_MINUTES, MinuteRange
from availability.typed_week import (
    PATTERNS,
    WEEKDAYS,
    WORKING_DAYS,
    TypedRow,
    TypedWeek,
    is_doubtful,
    to_range,
)
from core.form_fields import NoticesChanges, ZoneField

CLOCK = forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M")


class HoursRowForm(forms.Form):
    """One row, "from nine to five"; an end at or before the start is on the next day.

    A row that opens most of a night asks whether it is meant so; `night` is the answer.
    """

    start = forms.TimeField(label=_("From"), required=False, widget=CLOCK)
    end = forms.TimeField(label=_("To"), required=False, widget=CLOCK)
    night = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if (data["start"] is None) != (data["end"] is None):
            raise ValidationError(_("Give both a start and an end, or remove the row."), code="half")
        if self.asks and not data["night"]:
            raise ValidationError(
                _("Say whether you mean the night, or change one of the two times."), code="night"
            )
        return data

    @property
    def minute_range(self) -> MinuteRange | None:
        """None for an empty row, and for what makes no row."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        return None if start is None or end is None else to_range(to_minute(start), to_minute(end))

    @property
    def asks(self) -> bool:
        """Whether it opens so much of the night that it may be a slip."""
        minutes = self.minute_range
        return minutes is not None and is_doubtful(*minutes)

    @property
    def length(self) -> int:
        start, end = self.minute_range or (0, 0)
        return end - start


@dataclass
class WeekdayForm:
    """One day of the week being edited: its rows, and what they come to."""

    weekday: int
    rows: list[HoursRowForm]
    tail: int = 0  # minutes of this day that the night before it opens

    @property
    def label(self) -> str | Promise:
        return WeeklyHours.Weekday(self.weekday).label

    @property
    def others(self) -> list[tuple[int, str | Promise]]:
        """The days to which its rows can be copied."""
        return [(day, WeeklyHours.Weekday(day).label) for day in WEEKDAYS if day != self.weekday]

    @cached_property
    def saved_as(self) -> list[WeeklyRow]:
        ranges = [row.minute_range for row in self.rows]
        return merge_rows(WeeklyRow(self.weekday, *each) for each in ranges if each)

    @property
    def is_merged(self) -> bool:
        """Whether rows overlap or meet, so that fewer are saved than were typed."""
        return len(self.saved_as) < sum(row.minute_range is not None for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.end_minute - row.start_minute for row in self.saved_as)

    @property
    def bands(self) -> list[tuple[int, int]]:
        """(start, width) of what is open on this date, in minutes, for the picture."""
        own = [
            (row.start_minute, min(row.end_minute, DAY_MINUTES) - row.start_minute) for row in self.saved_as
        ]
        return own + ([(0, self.tail)] if self.tail else [])

    @property
    def errors(self) -> list[str]:
        return [str(error) for row in self.rows for errors in row.errors.values() for error in errors]


@dataclass
class WeekForm:
    """A typed week: a form for each row, by day. It never refuses to be shown, whatever was typed."""

    typed: TypedWeek
    days: list[WeekdayForm] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.days = [
            WeekdayForm(day, [_row_form(day, number, row) for number, row in enumerate(self.typed.rows[day])])
            for day in WEEKDAYS
        ]
        for day in self.days:
            for row in day.rows:
                row.is_valid()
            ends = [row.end_minute for row in day.saved_as]
            self.days[day.weekday % 7].tail = max([0, *(end - DAY_MINUTES for end in ends)])

    def is_valid(self) -> bool:
        return not any(day.errors for day in self.days)

    @property
    def weekly_rows(self) -> list[WeeklyRow]:
        """As they will be saved."""
        return [row for day in self.days for row in day.saved_as]

    @property
    def merged_days(self) -> list[WeekdayForm]:
        return [day for day in self.days if day.is_merged]

    @property
    def minutes(self) -> int:
        """Of the whole week."""
        return sum(day.minutes for day in self.days)


def _row_form(weekday: int, number: int, row: TypedRow) -> HoursRowForm:
    prefix = f"{weekday}-{number}"
    data = {f"{prefix}-start": row.start, f"{prefix}-end": row.end, f"{prefix}-night": row.night or ""}
    return HoursRowForm(data, prefix=prefix)


def saved_week(schedule: Schedule) -> TypedWeek:
    return TypedWeek.of(_ranges_of(schedule))


def _ranges_of(schedule: Schedule) -> list[tuple[int, int, int]]:
    return [(each.weekday, each.start_minute, each.end_minute) for each in schedule.weekly_hours.all()]


class ZoneForm(NoticesChanges, forms.Form):
    """The zone of a schedule, and what its week was when the page was opened."""

    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Your hours are in this time zone."),
        widget=forms.Select(attrs={"translate": "no"}),
    )


def zone_form(schedule: Schedule, data: QueryDict | None = None) -> ZoneForm:
    return ZoneForm(data, initial={"zone": schedule.zone.key, "week": _ranges_of(schedule)})


COPIES = {"weekdays": WORKING_DAYS, "all": WEEKDAYS}


def edit_week(typed: TypedWeek, data: QueryDict) -> tuple[TypedWeek, str | Promise, int]:
    """Do to the typed week what the pressed button says: the week, the sentence for it, the day it was about.

    No field may be named like a method of form elements (`remove`, `before`): scripts would find the field.
    """
    act = next((name for name in ("add", "drop", "copy", "pattern", "undo") if name in data), "")
    first, _dash, rest = data.get(act, "").partition("-")
    day = int(first) if first in map(str, WEEKDAYS) else 0
    if act == "undo":
        return TypedWeek.from_text(data.get("week_before", "")) or typed, _("Undone."), 0
    if act == "pattern" and first in PATTERNS:
        return typed.with_pattern(first), _("A week to begin with. Change what doesn't fit."), 0
    if act == "add" and day:
        return typed.with_row_added(day), "", day
    if act == "drop" and day and rest.isdecimal():
        return typed.with_row_removed(day, int(rest[:2])), _("Removed."), day
    if act == "copy" and day:
        ticked = [int(each) for each in data.getlist(f"{day}-to") if each in map(str, WEEKDAYS)]
        return typed.with_day_copied(day, COPIES.get(rest, ticked)), _("Copied."), day
    return typed, "", 0


class ScheduleForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("Only you see it, such as: Term time, or Mock interviews."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class DateOverrideForm(forms.Form):
    """A date with other hours; without a from and a to it is a day off."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label=_("From"), required=False, widget=CLOCK)
    end = forms.TimeField(label=_("To"), required=False, widget=CLOCK)
    night = forms.BooleanField(label=_("I mean it: through the night, into the next day"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=120,
        help_text=_("Only you see it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` is the date in the schedule's zone."""
        super().__init__(*args, **kwargs)
        self.today = today
        if not self.data:
            del self.fields["night"]  # it is asked when the times say so

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise ValidationError(_("That date is over. Pick a coming one."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("start")) != bool(data.get("end")):
            raise ValidationError(_("Give both a start and an end, or neither for a day off."))
        is_asked = any(is_doubtful(*each) for each in self.minute_ranges())
        if is_asked and not data["night"]:
            self.add_error("night", _("These hours run through the night. Tick this, or change a time."))
        elif not is_asked:
            del self.fields["night"]
        return data

    def minute_ranges(self) -> list[MinuteRange]:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        return [] if start is None or end is None else [to_range(to_minute(start), to_minute(end))]
