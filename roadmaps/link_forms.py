"""What people say of a link, and what those who keep a roadmap do about one."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from roadmaps.choices import Decision, Verdict

LONGEST_URL = 500
DECIDES = (
    (Decision.REPLACED, _("Replace it with another page")),
    (Decision.RETIRED, _("Take it away")),
    (Decision.DISMISSED, _("Keep it as it is")),
)


class VoteForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("How did you find it?"), choices=Verdict.choices, widget=forms.RadioSelect
    )


class DecisionForm(forms.Form):
    """What becomes of a link. An address is needed only by a page that takes its place."""

    kind = forms.ChoiceField(label=_("What becomes of it?"), choices=DECIDES, widget=forms.RadioSelect)
    url = forms.CharField(
        label=_("The address of the other page"),
        max_length=LONGEST_URL,
        required=False,
        validators=[URLValidator(schemes=["http", "https"], message=_("Enter the address of a web page."))],
        widget=forms.URLInput,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == Decision.REPLACED and not said.get("url") and "url" not in self.errors:
            self.add_error("url", _("Enter the address of the page that takes its place."))
        return said
