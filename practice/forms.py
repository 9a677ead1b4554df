"""What people may send to practice: validated here, done in operations."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import TextAreaField
from core.text import says_something
from practice.choices import ANCHORS, QuestionKind, Rating
from practice.daily import MOST_MINUTES
from practice.models import (
    LONGEST_ANSWER,
    LONGEST_MODEL_ANSWER,
    LONGEST_PROMPT,
    MOST_POINTS,
    PracticeChoice,
    Question,
)
from practice.operations import NothingAnswered, QuestionWish

LONGEST_POINT = 300


class AnswerForm(forms.Form):
    """One's own answer, before the model answer is shown."""

    text = TextAreaField(
        label=_("Your answer"),
        max_length=LONGEST_ANSWER,
        error_messages={"required": NothingAnswered.message},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Key words will do. Nobody else sees it."),
    )

    def __init__(self, *args: Any, was_aloud: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_aloud = was_aloud
        self.fields["text"].required = not was_aloud


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(choices=Rating.choices, coerce=lambda value: Rating(int(value)))

    @property
    def anchors(self) -> list[tuple[int, Any, Any]]:
        """Each rating with its word and what it means."""
        return [(rating.value, rating.label, ANCHORS[rating]) for rating in Rating]


class ChoiceForm(forms.ModelForm[PracticeChoice]):
    """Whether and when somebody wants to be asked."""

    with_finished = forms.BooleanField(
        label=_("Ask about the steps that I have finished already, too"),
        required=False,
        help_text=_("A few each day: more than a day takes is divided over two weeks."),
    )

    class Meta:
        model = PracticeChoice
        fields = ("is_on", "paused_until")
        widgets = {"paused_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


class PointsField(forms.CharField):
    """One point on each line."""

    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_POINTS:
            raise forms.ValidationError(
                _("Name at most %(most)s points."), code="too_many", params={"most": MOST_POINTS}
            )
        if any(len(point) > LONGEST_POINT for point in value):
            raise forms.ValidationError(
                _("A point has at most %(most)s characters."),
                code="too_long",
                params={"most": LONGEST_POINT},
            )

    def run_validators(self, value: Any) -> None:
        for point in value:
            says_something(point)


class SuggestionForm(forms.Form):
    """A question for one learner, after a mock interview."""

    kind = forms.ChoiceField(label=_("What does it ask for?"), choices=QuestionKind.choices)
    prompt = TextAreaField(
        label=_("Question"),
        max_length=LONGEST_PROMPT,
        validators=[says_something],
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Markdown, with formulas and code."),
    )
    answer = TextAreaField(
        label=_("Model answer"),
        max_length=LONGEST_MODEL_ANSWER,
        validators=[says_something],
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    points = PointsField(
        label=_("What must a good answer contain?"),
        help_text=_("One point on each line."),
    )
    minutes = forms.IntegerField(
        label=_("How long does it take, in minutes?"), min_value=1, max_value=MOST_MINUTES, initial=1
    )

    @property
    def wish(self) -> QuestionWish:
        data = self.cleaned_data
        return QuestionWish(**{**data, "kind": QuestionKind(data["kind"])})


class QuestionForm(SuggestionForm):
    """A question on a step of one's own roadmap."""

    step_key = forms.ChoiceField(label=_("Which step is it about?"))
    field_order = ("step_key",)

    def __init__(self, *args: Any, steps: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["step_key"]).choices = list(steps)

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        names = ("step_key", "kind", "prompt", "answer", "points", "minutes")
        return {name: getattr(question, name) for name in names}
