"""What both sides of a mock interview type: the scorecard, the self-rating, and the answer to it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import TextAreaField
from mentoring.lifecycle import AttendanceRole
from mentoring.models import (
    Scorecard,
)
from mentoring.models.scorecard import MOST_EVIDENCE
from mentoring.operations import DraftScore, ScorecardDraft
from mentoring.rubrics import LEVELS, OVERALL, Dimension, Rubric


class ScorecardForm(forms.Form):
    """What the mentor saw, dimension by dimension: evidence first, then the level. A draft may have holes."""

    keep = TextAreaField(
        label=_("One thing to keep"),
        help_text=_("You can save a draft without it."),
        max_length=MOST_EVIDENCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    change = TextAreaField(
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
            self.fields[f"evidence-{dimension.key}"] = TextAreaField(
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
    answer = TextAreaField(
        label=_("Your answer"),
        help_text=_("The mentor reads it. You can answer once, and the scorecard stays as it is."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
