"""What a learner types on the way to a session: the booking itself, or a place on the waiting list."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.form_fields import InstantField, TextAreaField, parse_instant
from mentoring.forms import CancellationForm, HttpsField
from mentoring.intake import Question, QuestionKind
from mentoring.models import (
    Mentor,
    SessionKind,
    SessionType,
)
from mentoring.models.mentor import MOST_WEEKS
from mentoring.operations import About, can_be_anonymous
from roadmaps.models import Step


class BookingForm(forms.Form):
    """One time of one session type, and what it will be about.

    `key` is the idempotency key of this form: sent twice, it books once.
    """

    start = InstantField(
        error_messages={
            "required": _("Pick a time first."),
            "invalid": _("Pick one of the times on offer."),
        }
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    session_type = forms.ModelChoiceField(
        SessionType.objects.none(),
        label=_("What would you like to book?"),
        to_field_name="slug",
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Pick what you would like to book."),
            "invalid_choice": _("This can't be booked any more. Pick another session; your words are kept."),
        },
    )
    minutes = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": _("Pick one of the lengths on offer.")},
    )
    step = forms.CharField(max_length=110, widget=forms.HiddenInput, required=False)
    about = TextAreaField(
        label=_("What is it about?"),
        help_text=_("What you want out of it, and what you have tried. Links are welcome."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    document_url = HttpsField(
        label=_("Link to the document"),
        help_text=_("Your resume, where the mentor can open it without an account. You can add it later."),
        max_length=500,
        required=False,
    )
    is_anonymous = forms.BooleanField(
        label=_("Don't show my name to the mentor"),
        help_text=_(
            "For a first mock interview: the mentor sees “Anonymous learner” until you show your name, or the"
            " scorecard is shared. Leave it out of what you write above, too."
        ),
        required=False,
    )

    def __init__(self, *args: Any, mentor: Mentor, learner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        offered = SessionType.objects.offered().filter(mentor=mentor).select_related("mentor__user")
        self.fields["session_type"].queryset = offered  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4
        asked = offered.filter(slug=self["session_type"].value() or "").first()
        self.questions = asked.intake if asked else []
        for question in self.questions:
            self.fields[_answer_name(question)] = _answer_field(question)

        self._ask_only_what_fits()

    def answer_fields(self) -> Iterator[forms.BoundField]:
        """What the mentor asks."""
        for question in self.questions:
            yield self[_answer_name(question)]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        offered, minutes = data.get("session_type"), data.get("minutes")
        if offered and minutes and minutes not in offered.lengths:
            self.add_error(None, _("It is not offered at that length any more. Pick one of the lengths."))
        return data

    def _ask_only_what_fits(self) -> None:
        """The document of a resume review; whether to be named in a first mock interview."""
        chosen = self.fields["session_type"].queryset.filter(slug=str(self["session_type"].value() or ""))  # type: ignore[attr-defined]
        kind = next((each.kind for each in chosen), "")
        if kind != SessionKind.RESUME_REVIEW:
            del self.fields["document_url"]
        if kind != SessionKind.MOCK_INTERVIEW or not can_be_anonymous(self.learner):
            del self.fields["is_anonymous"]

    def renew_key(self) -> None:
        """Sent once more, this form is another request."""
        self.data = {**{name: self.data[name] for name in self.data}, "key": str(uuid4())}

    def clean_step(self) -> Step | None:
        """A step that doesn't exist (any more) is left out, not an error."""
        roadmap, _slash, key = self.cleaned_data["step"].partition("/")
        return find_step(roadmap, key, reader=self.learner)

    def booking_fields(self) -> dict[str, Any]:
        """The keywords of `book_session`."""
        data = self.cleaned_data
        step: Step | None = data["step"]
        about = About(
            data["about"],
            *((step.edition.roadmap.slug, step.key) if step else ("", "")),
            document_url=data.get("document_url", ""),
            is_anonymous=data.get("is_anonymous", False),
        )
        return {
            "session_type": data["session_type"],
            "minutes": data["minutes"],
            "starts_at": data["start"],
            "about": about,
            "answers": {each.key: data[_answer_name(each)] for each in self.questions},
            "key": data["key"],
        }


def _answer_name(question: Question) -> str:
    return f"answer-{question.key}"


def _answer_field(question: Question) -> forms.Field:
    asked: dict[str, Any] = {"label": question.label, "required": question.is_required}
    in_words = {"dir": "auto"}
    if question.answers:
        return forms.ChoiceField(**asked, choices=question.answers, widget=forms.RadioSelect)
    if question.kind == QuestionKind.LINK:
        return HttpsField(**asked, max_length=question.longest)
    if question.kind == QuestionKind.TEXT:
        area = forms.Textarea(attrs={"rows": 4} | in_words)
        return forms.CharField(**asked, max_length=question.longest, widget=area)
    return forms.CharField(**asked, max_length=question.longest, widget=forms.TextInput(attrs=in_words))


def find_step(roadmap: str, key: str, *, reader: User | None) -> Step | None:
    """The step as this reader sees it, if both parts name one."""
    if not (roadmap and key) or "\0" in roadmap + key:
        return None
    return Step.objects.shown_to(reader).at(roadmap, key).select_related("edition__roadmap").first()


class WeeklyForm(BookingForm):
    """Some of the dates of several weeks, and what the sessions will be about.

    `start` is the time at which the first week was asked for; `week-0` and so on say which start is taken in
    each week, or are left out.
    """

    weeks = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_anonymous", None)
        self.order_fields(["key", "session_type", "minutes", "step", "weeks", "start"])

    def picked(self, number: int) -> datetime | None:
        """What was taken in that week."""
        return parse_instant(self.data.get(f"week-{number}", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        picked = [self.picked(number) for number in range(MOST_WEEKS)]
        data["starts"] = [each for each in picked if each]
        if len(data["starts"]) < 2:
            self.add_error(None, _("Take at least two dates. One alone is booked as any session."))
        return data

    def booking_fields(self) -> dict[str, Any]:
        """The keywords of `book_weekly`."""
        fields = super().booking_fields()
        del fields["starts_at"]
        return fields | {"starts": self.cleaned_data["starts"]}


class WeeklyCancellationForm(CancellationForm):
    """What of a weekly pair is called off, and why."""

    which = forms.ChoiceField(
        label=_("What is called off?"),
        choices=[
            ("rest", _("All that is to come")),
            ("every_second", _("Every second week, and keep those between")),
        ],
        initial="rest",
        widget=forms.RadioSelect,
    )
    field_order = ("which", "reason")


class WaitingForm(forms.Form):
    """From which day to which somebody waits for a free time."""

    from_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
