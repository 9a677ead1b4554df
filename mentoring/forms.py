"""What people type in mentoring, checked and made into what the acts take."""

from datetime import date, time, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_fields import InstantField
from core.zones import zone_choices, zone_named
from mentoring.languages import LANGUAGES
from mentoring.models import Mentor, Schedule, SessionType, WeeklyHours
from mentoring.operations import About, WeeklyRow
from mentoring.slots import DAY_MINUTES, Minutes
from roadmaps.models import Area, Step


class BookingForm(forms.Form):
    """One time of one session type, and what it is to be about.

    `key` names this filling-in of the form: sent twice, it books once.
    """

    start = InstantField(
        error_messages={
            "required": _("Pick a time first."),
            "invalid": _("Pick one of the times on offer."),
        }
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    session_type = forms.ModelChoiceField(
        SessionType.objects.none(), to_field_name="slug", widget=forms.HiddenInput
    )
    step = forms.CharField(max_length=110, widget=forms.HiddenInput, required=False)
    about = forms.CharField(
        label=_("What is it about?"),
        help_text=_("What you want out of it, and what you have tried. Links are welcome."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = SessionType.objects.offered().filter(mentor=mentor).select_related("mentor__user")
        self.fields["session_type"].queryset = offered  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4

    def clean_step(self) -> Step | None:
        """A step that doesn't exist (any more) is left out, not an error."""
        roadmap, _slash, key = self.cleaned_data["step"].partition("/")
        return step_named(roadmap, key)

    def wish(self) -> dict[str, Any]:
        """The keywords of `book_session`."""
        data = self.cleaned_data
        step: Step | None = data["step"]
        about = About(data["about"], *((step.edition.roadmap.slug, step.key) if step else ("", "")))
        return {
            "session_type": data["session_type"],
            "starts_at": data["start"],
            "about": about,
            "key": data["key"],
        }


def step_named(roadmap: str, key: str) -> Step | None:
    """The step of the current edition, if both parts name one."""
    if not (roadmap and key) or "\0" in roadmap + key:
        return None
    steps = Step.objects.current().select_related("edition__roadmap")
    return steps.filter(edition__roadmap__slug=roadmap, key=key).first()


class CancellationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=[("completed", _("It was held")), ("no_show", _("Nobody came"))])


class MentorForm(forms.ModelForm[Mentor]):
    areas = forms.ModelMultipleChoiceField(
        Area.objects.all(),
        label=_("Areas"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What people may bring to you."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGES.items()),
        initial=["en"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("In which you hold sessions. Pick one or more."),
    )

    class Meta:
        model = Mentor
        fields = ("headline", "bio", "areas", "languages")
        widgets = {"bio": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The languages that are chosen come first: the list scrolls, and what is ticked must be seen."""
        super().__init__(*args, **kwargs)
        chosen = self["languages"].value() or []
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = sorted(LANGUAGES.items(), key=lambda language: language[0] not in chosen)


class HttpsField(forms.URLField):
    """An address that begins with https unless somebody says otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class SessionTypeForm(forms.ModelForm[SessionType]):
    class Meta:
        model = SessionType
        fields = (
            "title",
            "kind",
            "description",
            "minutes",
            "interval_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "notice_hours",
            "window_days",
            "cap_per_day",
            "cancel_hours",
            "price",
            "meeting_url",
            "is_offered",
        )
        field_classes = {"meeting_url": HttpsField}
        labels = {"meeting_url": _("Meeting link")}
        help_texts = {
            "meeting_url": _("Leave it empty and each session gets a video room of its own."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def time_of(minute: int) -> time:
    """On the clock; both ends of a day are midnight there."""
    return time(minute % DAY_MINUTES // 60, minute % 60)


class HoursForm(forms.Form):
    """One row, "from nine to five"; an end at or before the start is on the next day."""

    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def range(self) -> Minutes:
        start, end = minute_of(self.cleaned_data["start"]), minute_of(self.cleaned_data["end"])
        return start, end if end > start else end + DAY_MINUTES


class WeeklyHoursForm(HoursForm):
    weekday = forms.TypedChoiceField(
        label=_("Day"),
        choices=[
            ("", "–"),  # noqa: RUF001
            *WeeklyHours.Weekday.choices,
        ],
        coerce=int,
    )
    field_order = ("weekday", "start", "end")

    def row(self) -> WeeklyRow:
        return WeeklyRow(self.cleaned_data["weekday"], *self.range())


class WeeklyRows(forms.BaseFormSet[WeeklyHoursForm]):
    """A week as rows; every row may be left empty, so there are always some to spare."""

    def initial_form_count(self) -> int:
        return 0

    def kept(self) -> list[WeeklyRow]:
        return [form.row() for form in self.forms if form.has_changed() and form not in self.deleted_forms]


SPARE_ROWS, MOST_ROWS = 2, 60
WeeklyHoursFormSet = cast(
    "type[WeeklyRows]",
    forms.formset_factory(
        WeeklyHoursForm, formset=WeeklyRows, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    ),
)


def weekly_rows(schedule: Schedule) -> WeeklyRows:
    """The rows of a week to edit, and two to spare."""
    rows = [
        {"weekday": each.weekday, "start": time_of(each.start_minute), "end": time_of(each.end_minute)}
        for each in schedule.weekly_hours.all()
    ]
    formset = WeeklyHoursFormSet(initial=rows)
    formset.extra = len(rows) + SPARE_ROWS
    return formset


def weekly_rows_and_more(data: QueryDict) -> WeeklyRows:
    """What was typed so far, and three rows more."""
    more = data.copy()
    typed = data.get("form-TOTAL_FORMS", "")[:4]  # more digits than any page of ours says
    more["form-TOTAL_FORMS"] = str(min(MOST_ROWS, int(typed) + 3) if typed.isdecimal() else SPARE_ROWS)
    return WeeklyHoursFormSet(more)


class ZoneForm(forms.Form):
    """The zone of a schedule, or of somebody who looks around."""

    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Your hours are on the clocks of this place."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices(timezone.now().date())  # type: ignore[attr-defined]

    def clean_zone(self) -> Any:
        return zone_named(self.cleaned_data["zone"])


class DateOverrideForm(forms.Form):
    """A date with other hours; without a from and a to it is a day off."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    end = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=120, help_text=_("Only you see it."))

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < timezone.localdate() - timedelta(days=1):  # it may still be yesterday for the mentor
            raise ValidationError(_("That date is over. Pick a coming one."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("start")) != bool(data.get("end")):
            raise ValidationError(_("Give both a start and an end, or neither for a day off."))
        return data

    def ranges(self) -> list[Minutes]:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if start is None:
            return []
        first, last = minute_of(start), minute_of(end)
        return [(first, last if last > first else last + DAY_MINUTES)]
