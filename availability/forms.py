"""What people type about their hours, checked and made into what the acts take."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from availability.models import Schedule, WeeklyHours, to_minute, to_time
from availability.operations import WeeklyRow
from availability.slots import DAY_MINUTES, MinuteRange
from core.form_fields import NoticesChanges, ZoneField


class HoursRowForm(forms.Form):
    """One row, "from nine to five"; an end at or before the start is on the next day."""

    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def minute_range(self) -> MinuteRange:
        start, end = to_minute(self.cleaned_data["start"]), to_minute(self.cleaned_data["end"])
        return start, end if end > start else end + DAY_MINUTES


class WeeklyHoursForm(HoursRowForm):
    weekday = forms.TypedChoiceField(
        label=_("Day"),
        choices=[
            ("", "–"),  # noqa: RUF001
            *WeeklyHours.Weekday.choices,
        ],
        coerce=int,
    )
    field_order = ("weekday", "start", "end")

    def weekly_row(self) -> WeeklyRow:
        return WeeklyRow(self.cleaned_data["weekday"], *self.minute_range())


class BaseWeeklyHoursFormSet(forms.BaseFormSet[WeeklyHoursForm]):
    """A week as rows; every row may be left empty, so there are always some to spare."""

    def initial_form_count(self) -> int:
        return 0

    def filled_rows(self) -> list[WeeklyRow]:
        return [
            form.weekly_row() for form in self.forms if form.has_changed() and form not in self.deleted_forms
        ]


SPARE_ROWS, MOST_ROWS = 2, 60
WeeklyHoursFormSet = cast(
    "type[BaseWeeklyHoursFormSet]",
    forms.formset_factory(
        WeeklyHoursForm,
        formset=BaseWeeklyHoursFormSet,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    ),
)


def weekly_hours_formset(schedule: Schedule) -> BaseWeeklyHoursFormSet:
    """The rows of a week to edit, and two to spare."""
    rows = [
        {"weekday": each.weekday, "start": to_time(each.start_minute), "end": to_time(each.end_minute)}
        for each in schedule.weekly_hours.all()
    ]
    formset = WeeklyHoursFormSet(initial=rows)
    formset.extra = len(rows) + SPARE_ROWS
    return formset


def weekly_hours_formset_with_more_rows(data: QueryDict) -> BaseWeeklyHoursFormSet:
    """What was typed so far, and three rows more."""
    extended = data.copy()
    typed = data.get("form-TOTAL_FORMS", "")[:4]  # no page of ours needs more digits
    extended["form-TOTAL_FORMS"] = str(min(MOST_ROWS, int(typed) + 3) if typed.isdecimal() else SPARE_ROWS)
    return WeeklyHoursFormSet(extended)


class ZoneForm(NoticesChanges, forms.Form):
    """The zone of a schedule, and what its week was when the page was opened."""

    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Your hours are in this time zone."),
        widget=forms.Select(attrs={"translate": "no"}),
    )


def zone_form(schedule: Schedule, data: QueryDict | None = None) -> ZoneForm:
    week = list(schedule.weekly_hours.values_list("weekday", "start_minute", "end_minute"))
    return ZoneForm(data, initial={"zone": schedule.zone.key, "week": week})


class DateOverrideForm(forms.Form):
    """A date with other hours; without a from and a to it is a day off."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    end = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
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

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise ValidationError(_("That date is over. Pick a coming one."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("start")) != bool(data.get("end")):
            raise ValidationError(_("Give both a start and an end, or neither for a day off."))
        return data

    def minute_ranges(self) -> list[MinuteRange]:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if start is None:
            return []
        first, last = to_minute(start), to_minute(end)
        return [(first, last if last > first else last + DAY_MINUTES)]
