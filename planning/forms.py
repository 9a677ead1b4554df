"""What people may send about their plan: validated here, done in operations."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from availability.models import WeeklyHours
from core.text import says_something
from planning.choices import Cadence, Routine
from planning.models import LEAST_MINUTES, MOST_MINUTES, PlanBlock, WeekPlan


class BlockForm(forms.Form):
    """One sitting: about what, when, where, how long."""

    about = forms.ChoiceField(label=_("What will it be about?"), required=False)
    text = forms.CharField(
        label=_("Or in your own words"),
        max_length=200,
        required=False,
        validators=[says_something],
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("When it is about no step."),
    )
    weekday = forms.TypedChoiceField(
        label=_("Which day?"),
        choices=[("", _("Any day")), *WeeklyHours.Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    routine = forms.ChoiceField(
        label=_("When on that day?"),
        choices=[("", _("At any time")), *Routine.choices],
        required=False,
        help_text=_("A part of the day holds better than an exact time."),
    )
    place = forms.CharField(
        label=_("Where?"),
        max_length=60,
        required=False,
        validators=[says_something],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    minutes = forms.IntegerField(
        label=_("How long, in minutes?"),
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        initial=60,
    )

    def __init__(
        self, *args: Any, subjects: Sequence[tuple[Any, Any]], first_weekday: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        days = WeeklyHours.Weekday.choices
        weekday = cast(forms.TypedChoiceField, self.fields["weekday"])
        weekday.choices = [("", _("Any day")), *days[first_weekday - 1 :], *days[: first_weekday - 1]]
        about = cast(forms.ChoiceField, self.fields["about"])
        about.choices = [("", _("Hours alone")), *subjects]

    @staticmethod
    def initial_of(block: PlanBlock, about: str) -> dict[str, Any]:
        return {
            "about": about,
            "text": "" if about else block.text,
            "weekday": block.weekday or "",
            "routine": block.routine,
            "place": block.place,
            "minutes": block.minutes,
        }


class NoteForm(forms.ModelForm[WeekPlan]):
    """A look back at the week, for oneself."""

    class Meta:
        model = WeekPlan
        fields = ("note",)
        labels = {"note": _("What helped? What got in the way?")}
        help_texts = {"note": _("For yourself: it stands beside the next plan.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}


class CadenceForm(forms.Form):
    cadence = forms.ChoiceField(
        label=_("A letter with last week and the plan"), choices=Cadence.choices, widget=forms.RadioSelect
    )
