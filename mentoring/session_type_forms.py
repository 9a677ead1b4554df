"""What can be booked, as its mentor fills it in: a form in groups, and the caps over all they offer."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from availability.models import Schedule
from core.form_fields import NoticesChanges
from mentoring.forms import HttpsField
from mentoring.models import Mentor, SessionKind, SessionType

CAPS = (
    *("cap_per_day", "cap_per_week", "cap_per_month"),
    *("minutes_per_day", "minutes_per_week", "minutes_per_month"),
)


class FieldGroup(NamedTuple):
    """Fields of a form that belong together. A folded one is open only while it holds something."""

    name: str
    title: str | Promise
    hint: str | Promise
    fields: list[BoundField]
    is_folded: bool = False

    @property
    def is_open(self) -> bool:
        return not self.is_folded or any(field.value() or field.errors for field in self.fields)


class ScheduleField(forms.ModelChoiceField[Schedule]):
    def label_from_instance(self, schedule: Schedule) -> str:
        return schedule.name


class CapsForm(NoticesChanges, forms.ModelForm[Mentor]):
    """The caps over all session types of a mentor."""

    class Meta:
        model = Mentor
        fields = CAPS


class SessionTypeForm(NoticesChanges, forms.ModelForm[SessionType]):
    schedule = ScheduleField(
        Schedule.objects.none(),
        label=_("Hours"),
        required=False,
        empty_label=_("Your usual hours"),
        help_text=_("By which of your hours it can be booked."),
    )

    class Meta:
        model = SessionType
        fields = (
            *("title", "kind", "rubric_key", "description", "price"),
            *("minutes", "interval_minutes", "buffer_before_minutes", "buffer_after_minutes"),
            *("schedule", "notice_hours", "window_days", "open_from_on", "open_until_on"),
            *CAPS,
            *("needs_confirmation", "cancel_hours", "meeting_url", "is_offered"),
        )
        field_classes = {"meeting_url": HttpsField}
        labels = {"meeting_url": _("Meeting link")}
        help_texts = {
            "meeting_url": _("Leave it empty and you meet in your usual room, the one in your profile."),
            "window_days": _("In days. Nobody can book further ahead. A last day takes its place."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "price": forms.TextInput(attrs={"dir": "auto"}),
            "open_from_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "open_until_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        """The hours are asked for only when there is a choice."""
        super().__init__(*args, **kwargs)
        others = Schedule.objects.filter(user=mentor.user_id, is_default=False)
        if others:
            self.fields["schedule"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["schedule"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") != SessionKind.MOCK_INTERVIEW:
            data["rubric_key"] = ""
        elif not data.get("rubric_key"):
            self.add_error("rubric_key", _("Say which kind of interview it is."))
        first, last = data.get("open_from_on"), data.get("open_until_on")
        if first and last and last < first:
            self.add_error("open_until_on", _("This is before the first day."))
        for name in CAPS[3:]:
            if (data.get(name) or 10_000) < (data.get("minutes") or 0):
                self.add_error(name, _("One session is longer than that, so nobody could book."))
        return data

    @property
    def groups(self) -> Iterator[FieldGroup]:
        def pick(*names: str) -> list[BoundField]:
            return [self[name] for name in names if name in self.fields]

        yield FieldGroup(
            "what",
            _("What it is"),
            _("Learners read this before they pick it."),
            pick("title", "kind", "rubric_key", "description", "price"),
        )
        yield FieldGroup(
            "length",
            _("How long"),
            _("A session takes your time with the pauses around it; learners see the session alone."),
            pick("minutes", "interval_minutes", "buffer_before_minutes", "buffer_after_minutes"),
        )
        yield FieldGroup(
            "when",
            _("When it can be booked"),
            _("Within your hours, neither too soon nor too far ahead. Dates are those of your calendar."),
            pick("schedule", "notice_hours", "window_days", "open_from_on", "open_until_on"),
        )
        yield FieldGroup(
            "limits",
            _("Limits"),
            _("Of this type alone, on your own dates; weeks begin on Monday. Empty is no limit."),
            pick(*CAPS),
            is_folded=True,
        )
        yield FieldGroup(
            "rules",
            _("Where, and until when"),
            _("Both are shown before somebody books."),
            pick("needs_confirmation", "cancel_hours", "meeting_url", "is_offered"),
        )
