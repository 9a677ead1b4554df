"""What can be booked, as its mentor fills it in: a form in groups, and the caps over all they offer."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from availability.models import Schedule
from core.form_fields import NoticesChanges
from mentoring.forms import HttpsField
from mentoring.intake import (
    LONGEST_LABEL,
    MOST_QUESTIONS,
    BadQuestion,
    Question,
    QuestionKind,
    check_questions,
    read_questions,
)
from mentoring.models import Mentor, SessionKind, SessionType
from mentoring.money import DIGITS, has_too_many_digits

CAPS = (
    *("cap_per_day", "cap_per_week", "cap_per_month"),
    *("minutes_per_day", "minutes_per_week", "minutes_per_month"),
)

QUESTION_PARTS = ("question", "answered", "choices", "required")


class QuestionRow(NamedTuple):
    """The fields of one question to learners."""

    label: BoundField
    kind: BoundField
    choices: BoundField
    is_required: BoundField


class FieldGroup(NamedTuple):
    """Fields of a form that belong together. A folded one is open only while it holds something."""

    name: str
    title: str | Promise
    hint: str | Promise
    fields: list[BoundField]
    is_folded: bool = False
    rows: Sequence[QuestionRow] = ()
    summary: str | Promise = ""

    @property
    def is_open(self) -> bool:
        shown = [*self.fields, *(row.label for row in self.rows)]
        return not self.is_folded or any(field.value() or field.errors for field in shown)


class ScheduleField(forms.ModelChoiceField[Schedule]):
    def label_from_instance(self, schedule: Schedule) -> str:
        return schedule.name


class CapsForm(NoticesChanges, forms.ModelForm[Mentor]):
    """The caps over all session types of a mentor."""

    class Meta:
        model = Mentor
        fields = (*CAPS, "most_open_per_learner")


class SessionTypeForm(NoticesChanges, forms.ModelForm[SessionType]):
    schedule = ScheduleField(
        Schedule.objects.none(),
        label=_("Hours"),
        required=False,
        empty_label=_("Your usual hours"),
        help_text=_("By which of your hours it can be booked."),
    )

    price_currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("None")), *((code, code) for code in DIGITS)]
    )

    class Meta:
        model = SessionType
        fields = (
            *("title", "kind", "rubric_key", "description"),
            *("price_amount", "price_currency", "payment_url"),
            *("minutes", "more_lengths"),
            *("interval_minutes", "buffer_before_minutes", "buffer_after_minutes"),
            *("schedule", "notice_hours", "window_days", "open_from_on", "open_until_on"),
            *CAPS,
            *("seats", "most_weeks", "needs_confirmation", "cancel_hours", "meeting_url", "is_offered"),
        )
        field_classes = {"meeting_url": HttpsField, "payment_url": HttpsField}
        labels = {"meeting_url": _("Meeting link")}
        help_texts = {
            "meeting_url": _("Leave it empty and you meet in your usual room, the one in your profile."),
            "window_days": _("In days. Nobody can book further ahead. A last day takes its place."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "price_amount": forms.NumberInput(attrs={"min": "0.01", "step": "any", "inputmode": "decimal"}),
            "open_from_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "open_until_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        """The hours are asked for only when there is a choice."""
        super().__init__(*args, **kwargs)
        self.fields["seats"].required = self.fields["most_weeks"].required = False
        others = Schedule.objects.filter(user=mentor.user_id, is_default=False)
        if others:
            self.fields["schedule"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["schedule"]
        asked: list[Question | None] = list(read_questions(self.instance.questions or []))
        asked += [None] * (MOST_QUESTIONS - len(asked))
        for number, question in enumerate(asked):
            self._add_question_fields(number, question)

    def _add_question_fields(self, number: int, question: Question | None) -> None:
        self.fields[f"question-{number}"] = forms.CharField(
            label=_("Question"),
            required=False,
            max_length=LONGEST_LABEL,
            initial=question and question.label,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        )
        self.fields[f"answered-{number}"] = forms.ChoiceField(
            label=_("Answered by"),
            required=False,
            choices=QuestionKind.choices,
            initial=question and question.kind,
        )
        self.fields[f"choices-{number}"] = forms.CharField(
            label=_("Answers to choose from"),
            required=False,
            max_length=2_000,
            initial=question and "; ".join(question.choices),
            help_text=_("For “One of some answers”. Separate them with semicolons."),
            widget=forms.TextInput(attrs={"dir": "auto"}),
        )
        self.fields[f"required-{number}"] = forms.BooleanField(
            label=_("Must be answered"), required=False, initial=question and question.is_required
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") != SessionKind.MOCK_INTERVIEW:
            data["rubric_key"] = ""
        elif not data.get("rubric_key"):
            self.add_error("rubric_key", _("Say which kind of interview it is."))
        if (data.get("seats") or 1) > 1 and data.get("kind") != SessionKind.CALL:
            self.add_error("seats", _("Only calls can have several seats."))
        if (data.get("seats") or 1) > 1 and data.get("needs_confirmation"):
            self.add_error(
                "needs_confirmation", _("A group has no requests: set one seat, or confirm nobody.")
            )
        if (data.get("seats") or 1) > 1 and (data.get("most_weeks") or 1) > 1:
            self.add_error("most_weeks", _("Groups are booked one by one: set one seat, or one week."))
        first, last = data.get("open_from_on"), data.get("open_until_on")
        if first and last and last < first:
            self.add_error("open_until_on", _("This is before the first day."))
        for name in CAPS[3:]:
            if (data.get(name) or 10_000) < (data.get("minutes") or 0):
                self.add_error(name, _("One session is longer than that, so nobody could book."))
        self._clean_price(data)
        lengths = {*(data.get("more_lengths") or ()), data.get("minutes")}
        data["more_lengths"] = sorted(lengths - {data.get("minutes"), None})
        data["questions"] = self._clean_questions(data)
        return data

    def _clean_price(self, data: dict[str, Any]) -> None:
        """A currency without an amount is what was left of a price; it is free."""
        amount, currency = data.get("price_amount"), data.get("price_currency")
        if amount is None:
            data["price_currency"] = "" if "price_amount" in data else currency
        elif not currency and "price_currency" in data:
            self.add_error("price_currency", _("Say in which currency."))
        elif currency and has_too_many_digits(amount, currency):
            self.add_error("price_amount", _("There is nothing so small in that currency."))

    def clean_seats(self) -> int:
        """One, unless said."""
        return self.cleaned_data.get("seats") or 1

    def clean_most_weeks(self) -> int:
        """One, unless said."""
        return self.cleaned_data.get("most_weeks") or 1

    def _clean_questions(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Takes the fields of the questions out of what was typed, as the model has them in one."""
        rows = [
            {
                "label": data.pop(f"question-{number}", ""),
                "kind": data.pop(f"answered-{number}", ""),
                "choices": data.pop(f"choices-{number}", "").split(";"),
                "is_required": data.pop(f"required-{number}", False),
            }
            for number in range(MOST_QUESTIONS)
        ]
        try:
            return [question.as_json() for question in check_questions(rows)]
        except BadQuestion as bad:
            self.add_error(None, str(bad))
            return []

    @property
    def groups(self) -> Iterator[FieldGroup]:
        def pick(*names: str) -> list[BoundField]:
            return [self[name] for name in names if name in self.fields]

        yield FieldGroup(
            "what",
            _("What it is"),
            _("Learners read this before they pick it."),
            pick("title", "kind", "rubric_key", "description"),
        )
        yield FieldGroup(
            "price",
            _("What it costs"),
            _("People pay you, not this site. You tick off on the session's page who has paid."),
            pick("price_amount", "price_currency", "payment_url"),
        )
        yield FieldGroup(
            "length",
            _("How long"),
            _("A session takes your time with the pauses around it; learners see the session alone."),
            pick(
                *("minutes", "more_lengths"),
                *("interval_minutes", "buffer_before_minutes", "buffer_after_minutes"),
            ),
        )
        yield FieldGroup(
            "when",
            _("When it can be booked"),
            _("Within your hours, neither too soon nor too far ahead. Dates are those of your calendar."),
            pick("schedule", "notice_hours", "window_days", "open_from_on", "open_until_on"),
        )
        yield FieldGroup(
            "questions",
            _("What you ask"),
            _("Learners answer when they book, and you read it before you meet."),
            [],
            is_folded=True,
            rows=[
                QuestionRow(*(self[f"{part}-{number}"] for part in QUESTION_PARTS))
                for number in range(MOST_QUESTIONS)
            ],
            summary=_("Ask something"),
        )
        yield FieldGroup(
            "limits",
            _("Limits"),
            _("Of this type alone, on your own dates; weeks begin on Monday. Empty is no limit."),
            pick(*CAPS),
            is_folded=True,
            summary=_("Set limits"),
        )
        yield FieldGroup(
            "rules",
            _("Where, and until when"),
            _("Both are shown before somebody books."),
            pick("seats", "most_weeks", "needs_confirmation", "cancel_hours", "meeting_url", "is_offered"),
        )
