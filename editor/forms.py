"""What makers of roadmaps type. A draft may lack anything; what it lacks is said beside it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.form_fields import NoticesChanges, TextAreaField
from core.text import one_line, says_something
from editor.edits import holder_of, put_steps
from editor.formats import Report
from editor.formats.cleaning import USUAL_HOURS
from editor.formats.files import MOST_BYTES
from editor.outline import Group, Outline, Part, ResourceOutline, StepOutline, steps_in, to_plain
from roadmaps.choices import ResourceCost, ResourceType, StepKind, Visibility
from roadmaps.tracks import SHARED

Choices = Sequence[tuple[str, Any]]

LONGEST_TITLE = 120
LONGEST_TEXT = 5_000
LONGEST_GROUP_TITLE, LONGEST_GROUP_SUMMARY = 80, 300
MOST_TICKED = 400  # steps that a track or a specialism offers to tick
MOST_OFFERED = 150  # steps that a step may need: the nearest ones before it
MOST_RESOURCES = 30
ROWS = {"rows": 3, "dir": "auto"}
STARTING_POINTS = [each for each in User.StartingPoint.choices if each[0] != User.StartingPoint.NEITHER]


class Line(forms.CharField):
    """One line; an empty one is allowed, for a draft may lack it."""

    def __init__(self, *, max_length: int = LONGEST_TITLE, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=max_length, widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs)

    def clean(self, value: Any) -> str:
        return one_line(super().clean(value))


class Text(TextAreaField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs=dict(ROWS)), **kwargs
        )


class NewRoadmapForm(forms.Form):
    title = Line(
        label=_("Title"),
        required=True,
        validators=[says_something],
        help_text=_("What somebody becomes, or can do, at its end. You can change it later."),
    )


class AboutForm(NoticesChanges, forms.Form):
    title = Line(label=_("Title"))
    summary = Text(label=_("Summary"), help_text=_("Who it is for and what it promises, in two sentences."))
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
        label=pgettext_lazy("of a text", "Language"),
        max_length=12,
        help_text=_("A code such as en-GB, de or pl."),
        error_messages={"invalid": _("Write a language code such as en-GB, de or pl.")},
    )


class PartForm(NoticesChanges, forms.Form):
    """One part of an outline. `into` is the milestone or stage that holds it."""

    title = Line(label=_("Title"))

    def __init__(self, *args: Any, outline: Outline, kind: str, part: Part, **kwargs: Any) -> None:
        self.outline, self.part_kind, self.part = outline, kind, part
        super().__init__(*args, initial=self._read_part(), **kwargs)
        if "into" in self.fields:
            holders = outline.milestones if kind == "step" else outline.stages
            choices = [(of.key, of.title or of.key) for of in holders]
            cast(forms.ChoiceField, self.fields["into"]).choices = choices

    def _read_part(self) -> dict[str, Any]:
        names = [name for name in self.base_fields if name != "into" and hasattr(self.part, name)]
        said = {name: getattr(self.part, name) for name in names}
        if isinstance(self.part, StepOutline):  # they are in a form set, and count for what is noticed
            said["resources"] = to_plain(self.part)["resources"]
        return {**said, "into": holder_of(self.outline, self.part_kind, self.part.key)}

    def write_steps(self, outline: Outline) -> None:
        """Which steps belong to the part, where it is a choice of theirs."""

    def write_to(self, part: Part) -> None:
        """What was typed, into the part."""
        for name, value in self.cleaned_data.items():
            if name not in ("into", "seen") and hasattr(part, name):
                setattr(part, name, value)


class StageForm(PartForm):
    why = Text(label=_("Why this stage"), help_text=_("What it is good for, in a sentence or two."))


class MilestoneForm(PartForm):
    into = forms.ChoiceField(label=_("Stage"))


class GateForm(PartForm):
    months = forms.IntegerField(
        label=_("Months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Months that study cannot replace, such as a year in a first role."),
    )
    why = Text(label=_("Why the months are needed"))
    done_when = Text(label=_("Over when"), help_text=_("What has to be true when they are over."))
    into = forms.ChoiceField(label=_("Stage"))


class GroupForm(PartForm):
    """A track or a specialism, with its steps."""

    title = Line(label=_("Title"), max_length=LONGEST_GROUP_TITLE)
    summary = Line(label=_("Summary"), max_length=LONGEST_GROUP_SUMMARY)
    steps = forms.MultipleChoiceField(
        label=_("Its steps"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["steps"]).choices = self._offer_steps()

    def _read_part(self) -> dict[str, Any]:
        steps = steps_in(self.outline, self.part_kind, self.part.key)
        return {**super()._read_part(), "steps": [step.key for step in steps]}

    def _offer_steps(self) -> Choices:
        """All of them; of a very long roadmap those that are in it: others are put in on their own pages."""
        steps = list(enumerate(self.outline.steps, start=1))
        if len(steps) > MOST_TICKED:
            steps = [(number, step) for number, step in steps if step.key in self.initial["steps"]]
        groups = cast(Sequence[Group], getattr(self.outline, f"{self.part_kind}s"))
        titles = {of.key: of.title or of.key for of in groups if of.key != self.part.key}
        return [(step.key, self._name_step(number, step, titles)) for number, step in steps]

    def _name_step(self, number: int, step: StepOutline, titles: Mapping[str, str]) -> str:
        """With the other track or specialism that it would leave."""
        other = titles.get(getattr(step, self.part_kind), "")
        name = format_html("<bdi>{}. {}</bdi>", number, step.title or step.key)
        return format_html("{} <bdi>({})</bdi>", name, other) if other else name

    def write_steps(self, outline: Outline) -> None:
        put_steps(outline, self.part_kind, self.part.key, self.cleaned_data["steps"])


class TrackForm(GroupForm):
    summary = Line(
        label=_("Summary"),
        max_length=LONGEST_GROUP_SUMMARY,
        help_text=_("Who comes from there, and what they learn besides everybody's steps."),
    )
    starting_point = forms.ChoiceField(
        label=_("Proposed to"),
        required=False,
        choices=[("", _("Nobody in particular")), *STARTING_POINTS],
        help_text=_("People say in their settings where they come from."),
    )

    field_order = ("title", "summary", "starting_point", "steps")


class SpecialismForm(GroupForm):
    summary = Line(
        label=_("How much it is asked for"),
        max_length=LONGEST_GROUP_SUMMARY,
        help_text=_("A sentence with its source, for those who choose: who looks for it, and how often."),
    )

    field_order = ("title", "summary", "steps")


class StepForm(PartForm):
    hours = forms.IntegerField(
        label=_("Hours"),
        min_value=1,
        max_value=30_000,
        required=False,
        help_text=_("A suggestion: whole hours for somebody new to it."),
    )
    done_when = Text(label=_("Done when"), help_text=_("What one can show, explain or do when it is done."))
    why = Text(label=_("Why it is worth the hours"))
    into = forms.ChoiceField(label=_("Milestone"))
    area = forms.ChoiceField(label=_("Area"), required=False)
    kind = forms.ChoiceField(label=_("Kind of work"), choices=StepKind.choices)
    track = forms.ChoiceField(label=_("Only for people who come from"), required=False)
    specialism = forms.ChoiceField(label=_("Belongs to the specialism"), required=False)
    required = forms.BooleanField(label=_("Everybody has to do it"), required=False)
    prerequisites = forms.MultipleChoiceField(
        label=_("Easier after"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Steps before this one that it builds on. They advise; they never lock."),
    )

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tracks = [(SHARED, _("Anywhere")), *((of.key, of.title) for of in self.outline.tracks)]
        fields = [(of.key, of.title) for of in self.outline.specialisms]
        choices: dict[str, Choices] = {
            "area": [("", _("Choose an area")), *areas],
            "track": tracks,
            "specialism": [("", _("None of them")), *fields],
            "prerequisites": self._offer_steps(),
        }
        for name, offered in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = offered
        for name in [name for name in ("track", "specialism") if len(choices[name]) == 1]:
            del self.fields[name]
        if not choices["prerequisites"]:
            del self.fields["prerequisites"]

    def _offer_steps(self) -> Choices:
        """The nearest steps before it, and what it needs already, wherever that is."""
        steps = self.outline.steps
        place = next(at for at, step in enumerate(steps) if step.key == self.part.key)
        needed = set(cast(StepOutline, self.part).prerequisites)
        offered = [
            (step.key, format_html("<bdi>{}. {}</bdi>", number, step.title or step.key))
            for number, step in enumerate(steps, start=1)
            if place - MOST_OFFERED < number <= place or step.key in needed
        ]
        known = {step.key for step in steps}
        dead = [(key, _("%(key)s (gone)") % {"key": key}) for key in needed - known]
        return [*offered, *dead]

    def clean_track(self) -> str:
        return self.cleaned_data["track"] or SHARED


class ResourceForm(forms.Form):
    """One resource of a step; a row without a title and an address is none."""

    title = Line(label=_("Title"), max_length=LONGEST_TITLE)
    url = forms.CharField(
        label=_("Web address"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "translate": "no"}),
    )
    type = forms.ChoiceField(label=pgettext_lazy("of a resource", "Kind"), choices=ResourceType.choices)
    cost = forms.ChoiceField(label=_("Cost"), choices=ResourceCost.choices)
    language = forms.RegexField(
        AboutForm.base_fields["language"].regex,  # type: ignore[attr-defined]
        label=pgettext_lazy("of a text", "Language"),
        max_length=12,
        error_messages=AboutForm.base_fields["language"].error_messages,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=30_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = kwargs.get("initial") or {"type": "article", "cost": "free", "language": "en"}
        super().__init__(*args, **kwargs)

    def has_changed(self) -> bool:
        """A row that was left empty says nothing, whatever its choices are."""
        return bool(self["title"].data or self["url"].data) or (super().has_changed() and bool(self.initial))


class BaseResourceFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    def read(self) -> list[ResourceOutline]:
        """The rows that say something."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [ResourceOutline(**row) for row in rows if row["title"] or row["url"]]


ResourceFormSet = forms.formset_factory(
    ResourceForm, formset=BaseResourceFormSet, extra=1, max_num=MOST_RESOURCES, validate_max=True
)


class PublicationForm(forms.Form):
    """The note of change, and what became of each step and gate that is gone."""

    RETIRED, REPLACED = "retired", "replaced"

    note = Text(
        label=_("What changed"),
        help_text=_("For the people who follow it: they read this before they move to the new edition."),
    )

    def __init__(self, *args: Any, vanished: Sequence[Any], outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vanished = vanished
        steps = [(of.key, of.title or of.key) for of in outline.steps]
        gates = [(of.key, of.title or of.key) for of in outline.gates]
        for at, gone in enumerate(vanished):
            self.fields[f"fate-{at}"] = forms.ChoiceField(
                label=gone.title,
                choices=[
                    (self.RETIRED, _("It is no longer asked of anybody")),
                    (self.REPLACED, _("Others took its place, and marks move to them:")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say what became of it.")},
            )
            self.fields[f"place-{at}"] = forms.MultipleChoiceField(
                label=_("What took its place"),
                choices=gates if gone.is_gate else steps,
                required=False,
                widget=forms.SelectMultiple(attrs={"size": 6}),
                help_text=_("One if it was renamed or merged, several if it was split."),
            )

    @property
    def fates(self) -> list[tuple[Any, Any, Any]]:
        """Each that is gone, with its two fields."""
        return [(gone, self[f"fate-{at}"], self[f"place-{at}"]) for at, gone in enumerate(self.vanished)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for at, _gone in enumerate(self.vanished):
            if cleaned.get(f"fate-{at}") == self.REPLACED and not cleaned.get(f"place-{at}"):
                self.add_error(f"place-{at}", _("Choose at least one, or say that it is no longer asked."))
        return cleaned

    @property
    def mapping(self) -> dict[str, list[str]]:
        """What became of each key, as far as it was said."""
        said = getattr(self, "cleaned_data", {})
        return {
            gone.key: said.get(f"place-{at}", []) if said.get(f"fate-{at}") == self.REPLACED else []
            for at, gone in enumerate(self.vanished)
        }


class SharingForm(forms.Form):
    visibility = forms.ChoiceField(
        label=_("Who may see it"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    is_own_text = forms.BooleanField(
        label=_("The text is mine, or I may show it to others"),
        required=False,
        help_text=_("Other sites do not allow their roadmaps to be published elsewhere."),
    )


class DeletionForm(forms.Form):
    """Asked when others follow it: their marks go with it."""

    is_sure = forms.BooleanField(label=_("Delete it, with the marks of everybody who follows it"))


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON or YAML of this site, Markdown, CSV, or a drawing of roadmap.sh; up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.yaml,.yml,.md,.markdown,.txt,.csv,.tsv"}),
        max_length=200,
        allow_empty_file=True,
    )
    hours = forms.IntegerField(
        label=_("Hours of a step that says nothing"), min_value=1, max_value=1_000, initial=USUAL_HOURS
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Make two roadmaps of it."))
        return file


class AcceptForm(forms.Form):
    """The title, and a milestone for each step whose place was guessed."""

    title = Line(label=_("Title"), required=True, validators=[says_something])

    def __init__(self, *args: Any, report: Report, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = outline.title
        self.placements = report.placements
        titles = {milestone.key: milestone.title or milestone.key for milestone in outline.milestones}
        for at, placement in enumerate(self.placements):
            self.fields[f"place-{at}"] = forms.ChoiceField(
                label=placement.title,
                choices=[(key, titles.get(key, key)) for key in placement.candidates],
                initial=placement.milestone,
                required=False,
            )

    @property
    def placed(self) -> dict[str, str]:
        """The milestone chosen for each step, where it is another than was guessed."""
        chosen = {of.step: self.cleaned_data.get(f"place-{at}", "") for at, of in enumerate(self.placements)}
        guessed = {placement.step: placement.milestone for placement in self.placements}
        return {step: milestone for step, milestone in chosen.items() if milestone not in ("", guessed[step])}

    @property
    def places(self) -> list[Any]:
        """The fields of guessed places."""
        return [self[f"place-{at}"] for at, _placement in enumerate(self.placements)]
