"""What people type in mentoring, checked and made into what the acts take."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import InstantField, NoticesChanges, TextAreaField
from mentoring.models import (
    MOST_ACTION_ITEMS,
    MOST_REMINDERS,
    REMINDABLE,
    Attendance,
    Booking,
    InterviewRole,
    PlannedMock,
    Usefulness,
)
from mentoring.operations import Agreed, TooManyReminders
from mentoring.rubrics import rubric_choices


class HttpsField(forms.URLField):
    """A URL; https is added where no scheme is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class DocumentForm(forms.ModelForm[Attendance]):
    """The document that a resume review is about."""

    class Meta:
        model = Attendance
        fields = ("document_url",)
        field_classes = {"document_url": HttpsField}
        labels = {"document_url": _("Link to the document")}
        help_texts = {"document_url": _("Where the mentor can open it without an account.")}


class CancellationForm(forms.Form):
    reason = TextAreaField(
        label=_("Why?"),
        help_text=_("The other person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


AHEAD = {
    10: _("Ten minutes"),
    30: _("Half an hour"),
    60: _("An hour"),
    2 * 60: _("Two hours"),
    24 * 60: _("A day"),
    2 * 24 * 60: _("Two days"),
    7 * 24 * 60: _("A week"),
}


class RemindersForm(forms.Form):
    """How long before a session, at most three times, or never."""

    minutes = forms.TypedMultipleChoiceField(
        label=_("Before the start"),
        choices=[(minutes, AHEAD[minutes]) for minutes in sorted(REMINDABLE, reverse=True)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most three. Without any, nobody reminds you."),
    )

    def clean_minutes(self) -> list[int]:
        minutes: list[int] = self.cleaned_data["minutes"]
        if len(minutes) > MOST_REMINDERS:
            raise forms.ValidationError(str(TooManyReminders.message), code=TooManyReminders.code)
        return minutes


class InterviewPlanForm(forms.Form):
    """A real interview: what for, and when."""

    role = forms.ChoiceField(
        label=_("What for?"), choices=InterviewRole.choices, initial=InterviewRole.ML_ENGINEER
    )
    interview_on = forms.DateField(
        label=_("When is it?"),
        help_text=_("If there are several rounds, the first one that counts."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PlannedMockForm(forms.Form):
    """Another kind, or another date. A page has one form for each mock, and their fields differ by its id."""

    rubric_key = forms.ChoiceField(label=_("Kind"), choices=rubric_choices())
    on = forms.DateField(
        label=_("About when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, mock: PlannedMock, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{mock.pk}_%s", **kwargs)


class AnswerForm(forms.Form):
    """The answer to a request; the reason is read by the learner when it is declined."""

    answer = forms.ChoiceField(choices=[("accept", _("Accept")), ("decline", _("Decline"))])
    despite_outside = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = TextAreaField(
        label=_("If you decline: why?"),
        help_text=_("The other person reads it. A time or a mentor that would suit better helps."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class MoveForm(CancellationForm):
    """Another time, and why."""

    start = InstantField(
        error_messages={
            "required": _("Pick a time first."),
            "invalid": _("Pick one of the times on offer."),
        }
    )


class OutcomeForm(forms.Form):
    """The mentor's word; a learner can only say that nobody came."""

    outcome = forms.ChoiceField(choices=[("completed", _("It was held")), ("no_show", _("Nobody came"))])


class ContestForm(forms.Form):
    contest = TextAreaField(
        label=_("What happened?"),
        help_text=_("The other side and the site's staff read it. Staff decide how the session counts."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class NotesForm(NoticesChanges, forms.Form):
    """Notes that both share, and what was agreed: a text and a date in each of its places."""

    notes = TextAreaField(
        label=_("Notes"),
        help_text=_("Both of you read and write them. Markdown, with code and maths."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"notes": booking.notes}
        for item in booking.action_items.all():
            initial |= {f"text-{item.place}": item.text, f"due-{item.place}": item.due_on}
        super().__init__(*args, initial=initial, **kwargs)
        self.places = () if booking.is_group else range(1, MOST_ACTION_ITEMS + 1)
        for place in self.places:
            self.fields[f"text-{place}"] = forms.CharField(
                label=_("What"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
            )
            self.fields[f"due-{place}"] = forms.DateField(
                label=_("Until"),
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )

    def rows(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField]]:
        for place in self.places:
            yield place, self[f"text-{place}"], self[f"due-{place}"]

    def agreed(self) -> list[Agreed]:
        data = self.cleaned_data
        return [Agreed(data[f"text-{place}"], data[f"due-{place}"]) for place in self.places]


class ReviewForm(forms.Form):
    usefulness = forms.TypedChoiceField(
        label=_("How useful was it?"),
        choices=list(reversed(Usefulness.choices)),
        coerce=lambda value: Usefulness(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick one.")},
    )
    words = TextAreaField(
        label=_("In your words"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    is_public = forms.BooleanField(label=_("Show it on the mentor's page, with my name"), required=False)

    def __init__(self, *args: Any, is_given: bool, **kwargs: Any) -> None:
        """A mentor's is for the learner alone."""
        super().__init__(*args, **kwargs)
        if is_given:
            del self.fields["is_public"]


class ReplyForm(forms.Form):
    reply = TextAreaField(
        label=_("Your reply"),
        help_text=_("It is public, under the review. You can reply once."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
