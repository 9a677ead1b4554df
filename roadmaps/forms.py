"""What people may send: validated here, done in operations."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.form_fields import NoticesChanges, TextAreaField, WebAddressField
from core.formats import format_duration
from core.templatetags.ui import bdi
from roadmaps.choices import StepStatus
from roadmaps.credit_choices import CreditStage
from roadmaps.models import LONGEST_NOTE, MINUTES_A_DAY, Area, Enrolment, Specialism, Track
from roadmaps.operations.study import LOGGED_BACK
from roadmaps.skill_levels import ANCHORS, LEVELS
from roadmaps.tracks import SHARED

Choices = Sequence[tuple[Any, Any]]

OTHER = "other"
QUICK_MINUTES = (15, 30, 60, 120)


def quick_amounts() -> Choices:
    """The amounts in the reader's language, and another one to be typed in."""
    amounts = [(str(minutes), format_duration(minutes)) for minutes in QUICK_MINUTES]
    return [*amounts, (OTHER, pgettext("amount of time", "Other"))]


class TrackForm(forms.Form):
    """Where somebody comes from: one of the tracks of their edition, or none of them."""

    track = forms.ChoiceField(label=_("Where do you come from?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, tracks: Iterable[Track], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*((track.key, track.title) for track in tracks), (SHARED, _("Neither yet"))]
        cast(forms.ChoiceField, self.fields["track"]).choices = choices


class SpecialismsForm(forms.Form):
    """Which specialisms of their edition somebody goes deep in; none is an answer, too."""

    specialisms = forms.MultipleChoiceField(
        label=_("Your specialisms"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, specialisms: Iterable[Specialism], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(specialism.key, specialism.title) for specialism in specialisms]
        cast(forms.MultipleChoiceField, self.fields["specialisms"]).choices = choices


class PublicProgressForm(forms.Form):
    """The roadmaps on which everybody may see how far somebody is."""

    roadmaps = forms.MultipleChoiceField(
        label=_("Everybody may see how far I am on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, enrolments: Sequence[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["roadmaps"])
        field.choices = [(each.roadmap.slug, bdi(each.edition.title)) for each in enrolments]
        field.initial = [each.roadmap.slug for each in enrolments if each.is_public]


class CreditForm(forms.Form):
    """What somebody knew before: whole stages, whole milestones, single steps, all they did elsewhere."""

    stage = forms.MultipleChoiceField(required=False)
    milestone = forms.MultipleChoiceField(required=False)
    step = forms.MultipleChoiceField(required=False)
    elsewhere = forms.BooleanField(required=False)

    def __init__(self, *args: Any, stages: Sequence[CreditStage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = stages
        milestones = [of for stage in stages for of in stage.milestones]
        keys = {
            "stage": [each.stage.key for each in stages],
            "milestone": [of.milestone.key for of in milestones],
            "step": [choice.step.key for of in milestones for choice in of.choices],
        }
        for name, values in keys.items():
            cast(forms.MultipleChoiceField, self.fields[name]).choices = [(value, value) for value in values]

    def known_keys(self) -> set[str]:
        """The steps that were named in any of the four ways."""
        data = self.cleaned_data
        return set(data["step"]) | {
            choice.step.key
            for stage in self.stages
            for of in stage.milestones
            for choice in of.choices
            if stage.stage.key in data["stage"]
            or of.milestone.key in data["milestone"]
            or (data["elsewhere"] and choice.elsewhere)
        }


KNOWN = "known"


class MarkForm(forms.Form):
    """`seen` is the status that was on the page; a page grown old says so instead of overwriting.

    `known` is a status of the form alone: done, with credit for what was known before.
    """

    status = forms.ChoiceField(label=_("Status"), choices=[*StepStatus.choices, (KNOWN, _("Known before"))])
    seen = forms.ChoiceField(choices=StepStatus.choices, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def clean_status(self) -> StepStatus:
        status = self.cleaned_data["status"]
        self.is_credit = status == KNOWN
        return StepStatus.DONE if self.is_credit else StepStatus(status)

    def clean_seen(self) -> StepStatus | None:
        seen = self.cleaned_data["seen"]
        return StepStatus(seen) if seen else None


class GateForm(forms.Form):
    """When the months of a gate began and ended, as dates where the learner lives."""

    begun_on = forms.DateField(
        label=_("When did it begin?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty takes back what you said."),
        required=False,
    )
    passed_on = forms.DateField(
        label=_("When were the months over?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty until they are."),
        required=False,
    )


class NoteForm(NoticesChanges, forms.Form):
    """What somebody writes about a step for themselves."""

    text = TextAreaField(
        label=_("Your note"),
        help_text=_("Nobody else reads it. Markdown, with code and maths."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )


class EvidenceForm(forms.Form):
    """A page that shows what somebody did."""

    url = WebAddressField(
        label=_("Address of the page"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "translate": "no"}),
    )
    shows = forms.CharField(
        label=_("What it shows"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class TimerForm(forms.Form):
    """How long it really was, when the timer ran on."""

    minutes = forms.IntegerField(min_value=1, max_value=MINUTES_A_DAY, required=False)


class StudyEntryForm(forms.Form):
    """One entry of the study log, as it is corrected later."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MINUTES_A_DAY)
    studied_on = forms.DateField(
        label=_("Which day?"),
        help_text=_("Today, or a day of the last year."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["studied_on"].initial = today
        widget = self.fields["studied_on"].widget
        widget.attrs |= {"min": (today - LOGGED_BACK).isoformat(), "max": today.isoformat()}


class StudyForm(StudyEntryForm):
    """A new entry: a quick amount or minutes typed in, and the step if it was about one."""

    quick = forms.ChoiceField(
        label=_("How long?"), choices=quick_amounts, initial="60", required=False, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(
        label=_("Other, in minutes"), min_value=1, max_value=MINUTES_A_DAY, required=False
    )
    about = forms.ChoiceField(label=_("What was it about?"), required=False)

    field_order = ("quick", "minutes", "studied_on", "about", "note")

    def __init__(self, *args: Any, study_choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = cast(forms.ChoiceField, self.fields["about"])
        about.choices = [("", _("Nothing in particular")), *study_choices]

    def clean(self) -> dict[str, Any]:
        """`minutes` is what counts in the end: those typed, else the quick amount."""
        data = super().clean() or {}
        if data.get("minutes") is None and "minutes" not in self.errors:
            quick = data.get("quick")
            if not quick or quick == OTHER:
                self.add_error("minutes", _("Say how many minutes."))
            else:
                data["minutes"] = int(quick)
        return data


class AssessmentForm(forms.Form):
    """One level for each area; an area may be left out."""

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area in areas:
            self.fields[area.slug] = forms.TypedChoiceField(
                label=area.title,
                help_text=str(ANCHORS.get(area.slug, "")),
                choices=list(LEVELS.items()),
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def levels(self) -> dict[str, int]:
        return {slug: level for slug, level in self.cleaned_data.items() if level is not None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and all(level is None for level in cleaned.values()):
            raise forms.ValidationError(_("Rate yourself in at least one area."))
        return cleaned
