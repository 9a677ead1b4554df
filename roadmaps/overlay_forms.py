"""What people type about a step of their own."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import NoticesChanges, TextAreaField, WebAddressField
from core.text import one_line, says_something
from roadmaps.overlay import LONGEST_OWN_NOTE, LONGEST_OWN_TITLE, MOST_OWN_HOURS, MOST_OWN_LINKS, OwnLink


class OwnStepForm(NoticesChanges, forms.Form):
    """A step that somebody adds to a roadmap for themselves."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_OWN_TITLE,
        validators=[says_something],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    hours = forms.IntegerField(
        label=_("Hours"),
        min_value=1,
        max_value=MOST_OWN_HOURS,
        help_text=_("About how many it takes, in whole hours. They count as those of every other step."),
    )
    milestone = forms.ChoiceField(
        label=_("Milestone"), help_text=_("It comes after the steps that are there.")
    )
    note = TextAreaField(
        label=_("What it is about"),
        max_length=LONGEST_OWN_NOTE,
        required=False,
        help_text=_("Or when it is done. Nobody else reads it."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, milestones: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["milestone"]).choices = list(milestones)

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])


class OwnLinkForm(forms.Form):
    """One link of an own step. Without an address it is none; the address may stand for the title."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_OWN_TITLE,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    url = WebAddressField(
        label=_("Web address"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://", "translate": "no"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("title") and not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Write its address, or leave the title empty, too."))
        return data


class BaseOwnLinkFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    def read(self) -> list[OwnLink]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("url")]
        return [OwnLink(one_line(row["title"]) or row["url"][:LONGEST_OWN_TITLE], row["url"]) for row in rows]


OwnLinkFormSet = forms.formset_factory(
    OwnLinkForm, formset=BaseOwnLinkFormSet, extra=2, max_num=MOST_OWN_LINKS, validate_max=True
)
