"""What people type in mentoring, checked and made into what the acts take."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.form_fields import InstantField, NoticesChanges
from mentoring.intake import Question, QuestionKind
from mentoring.languages import LANGUAGES, language_choices
from mentoring.lifecycle import AttendanceRole
from mentoring.models import (
    MOST_ACTION_ITEMS,
    MOST_LINKS,
    Booking,
    Mentor,
    MentorApplication,
    Scorecard,
    SessionType,
    Usefulness,
)
from mentoring.models.scorecard import MOST_EVIDENCE
from mentoring.operations import About, Agreed, DraftScore, ScorecardDraft
from mentoring.rubrics import LEVELS, OVERALL, Dimension, Rubric
from mentoring.specialisms import specialism_titles
from roadmaps.models import Area, Step


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
    about = forms.CharField(
        label=_("What is it about?"),
        help_text=_("What you want out of it, and what you have tried. Links are welcome."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
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
        about = About(data["about"], *((step.edition.roadmap.slug, step.key) if step else ("", "")))
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


class WaitingForm(forms.Form):
    """From which day to which somebody waits for a free time."""

    from_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CancellationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """The answer to a request; the reason is read by the learner when it is declined."""

    answer = forms.ChoiceField(choices=[("accept", _("Accept")), ("decline", _("Decline"))])
    reason = forms.CharField(
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
    contest = forms.CharField(
        label=_("What happened?"),
        help_text=_("The other side and the site's staff read it. Staff decide how the session counts."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class NotesForm(NoticesChanges, forms.Form):
    """Notes that both share, and what was agreed: a text and a date in each of its places."""

    notes = forms.CharField(
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
        for place in self.places:
            self.fields[f"text-{place}"] = forms.CharField(
                label=_("What"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
            )
            self.fields[f"due-{place}"] = forms.DateField(
                label=_("Until"),
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )

    places = range(1, MOST_ACTION_ITEMS + 1)

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
    words = forms.CharField(
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
    reply = forms.CharField(
        label=_("Your reply"),
        help_text=_("It is public, under the review. You can reply once."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class ScorecardForm(forms.Form):
    """What the mentor saw, dimension by dimension: evidence first, then the level. A draft may have holes."""

    keep = forms.CharField(
        label=_("One thing to keep"),
        help_text=_("You can save a draft without it."),
        max_length=MOST_EVIDENCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    change = forms.CharField(
        label=_("One thing to change"),
        help_text=_("You can save a draft without it."),
        max_length=MOST_EVIDENCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    overall = forms.TypedChoiceField(
        label=_("If this had been the real interview"),
        help_text=_("You may leave this open. It says less than what you saw."),
        choices=[("", _("Leave open")), *OVERALL.items()],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        for dimension in rubric.dimensions:
            self.fields[f"evidence-{dimension.key}"] = forms.CharField(
                label=_("What you saw or heard"),
                max_length=MOST_EVIDENCE,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )
            self.fields[f"level-{dimension.key}"] = _level_field(("", _("Not seen")))

    def rows(self) -> Iterator[tuple[Dimension, forms.BoundField, forms.BoundField]]:
        """Each dimension with its two fields."""
        for each in self.rubric.dimensions:
            yield each, self[f"evidence-{each.key}"], self[f"level-{each.key}"]

    def clean(self) -> dict[str, Any]:
        """A level without evidence is refused at once: the words come first."""
        for dimension in self.rubric.dimensions:
            evidence, level = f"evidence-{dimension.key}", f"level-{dimension.key}"
            if self.cleaned_data.get(level) and not self.cleaned_data.get(evidence, "x"):
                self.add_error(evidence, _("Say what you saw before you give a level."))
        return self.cleaned_data

    def draft(self) -> ScorecardDraft:
        data = self.cleaned_data
        scores = [
            DraftScore(each.key, data[f"evidence-{each.key}"], data[f"level-{each.key}"])
            for each in self.rubric.dimensions
        ]
        return ScorecardDraft(scores, data["keep"], data["change"], data["overall"])

    @staticmethod
    def initial_of(scorecard: Scorecard) -> dict[str, Any]:
        """What the mentor has drafted so far."""
        initial: dict[str, Any] = {
            "keep": scorecard.keep,
            "change": scorecard.change,
            "overall": scorecard.overall,
        }
        for score in scorecard.scores.filter(side=AttendanceRole.MENTOR):
            initial |= {
                f"evidence-{score.dimension}": score.evidence,
                f"level-{score.dimension}": score.level,
            }
        return initial


class SelfRatingForm(forms.Form):
    """A level for each dimension of the rubric."""

    def __init__(self, *args: Any, rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        for dimension in rubric.dimensions:
            self.fields[f"level-{dimension.key}"] = _level_field()
            self.fields[f"level-{dimension.key}"].required = True

    def rows(self) -> Iterator[tuple[Dimension, forms.BoundField]]:
        for each in self.rubric.dimensions:
            yield each, self[f"level-{each.key}"]

    def levels(self) -> dict[str, int]:
        return {each.key: self.cleaned_data[f"level-{each.key}"] for each in self.rubric.dimensions}


def _level_field(*more: tuple[str, Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Level"),
        choices=[*more, *LEVELS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick a level.")},
    )


class ScorecardAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The mentor reads it. You can answer once, and the scorecard stays as it is."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class AreasField(forms.ModelMultipleChoiceField[Area]):
    def label_from_instance(self, area: Area) -> SafeString:
        """As people named it, whatever the direction of the page."""
        return format_html("<bdi>{}</bdi>", area.title)


class HttpsField(forms.URLField):
    """A URL; https is added where no scheme is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class LinesField(forms.CharField):
    """Web addresses, one a line; https is added where no scheme is typed."""

    widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = list(filter(None, map(str.strip, super().clean(value).splitlines())))
        if len(lines) > self.most:
            raise forms.ValidationError(
                _("Give at most %(most)d links."), code="too_many", params={"most": self.most}
            )
        return [HttpsField(max_length=200).clean(line) for line in lines]


def specialisms_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Specialisms"),
        choices=lambda: list(specialism_titles().items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("Where you go deep. Leave it empty if none fits."),
    )


class ApplicationForm(NoticesChanges, forms.ModelForm[MentorApplication]):
    """What somebody says who would like to become a mentor."""

    areas = AreasField(
        Area.objects.all(),
        label=_("Areas"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What people may bring to you."),
    )
    specialisms = specialisms_field()
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGES.items()),
        initial=["en"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("In which you would hold sessions. Pick one or more."),
    )
    links = LinesField(
        label=_("Links"),
        most=MOST_LINKS,
        required=False,
        help_text=_("Where we can see your work: a profile, a repository, a talk. One a line, five at most."),
    )
    accepts_rules = forms.BooleanField(
        label=_("I accept the rules for mentors"),
        error_messages={"required": _("Accept the rules first: they are what learners rely on.")},
    )

    class Meta:
        model = MentorApplication
        fields = ("headline", "experience", "areas", "specialisms", "languages", "links")
        widgets = {
            "headline": forms.TextInput(attrs={"dir": "auto"}),
            "experience": forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Languages that are ticked come first, because the list scrolls."""
        super().__init__(*args, **kwargs)
        chosen = self["languages"].value() or []
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = language_choices(first=chosen)


def coming_field() -> forms.ChoiceField:
    """What happens to sessions that are booked. Nothing is chosen beforehand."""
    return forms.ChoiceField(
        label=_("The sessions to come"),
        choices=[("keep", _("They take place")), ("cancel", _("Cancel them all; the others are told"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what happens to the sessions to come.")},
    )


class ComingSessionsForm(forms.Form):
    """Asks about the sessions to come only when there are some."""

    coming = coming_field()

    def __init__(self, *args: Any, has_coming: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_coming:
            del self.fields["coming"]

    @property
    def cancels(self) -> bool:
        return self.cleaned_data.get("coming") == "cancel"


class UnblockForm(forms.Form):
    block = forms.UUIDField()


class StoppingForm(ComingSessionsForm):
    reason = forms.CharField(
        label=_("Your words to those whose sessions are cancelled"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Take sessions again from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("By your own calendar. Leave it empty to come back when you say so."),
    )


class MentorForm(NoticesChanges, forms.ModelForm[Mentor]):
    areas = AreasField(
        Area.objects.all(),
        label=_("Areas"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What people may bring to you."),
    )
    specialisms = specialisms_field()
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGES.items()),
        initial=["en"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("In which you hold sessions. Pick one or more."),
    )

    class Meta:
        model = Mentor
        fields = ("headline", "bio", "areas", "specialisms", "languages", "meeting_url")
        field_classes = {"meeting_url": HttpsField}
        widgets = {
            "headline": forms.TextInput(attrs={"dir": "auto"}),
            "bio": forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Languages that are ticked come first, because the list scrolls."""
        super().__init__(*args, **kwargs)
        chosen = self["languages"].value() or []
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = language_choices(first=chosen)
