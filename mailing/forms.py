"""The staff page's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailing.models import Kind, Letter, LetterQuerySet, State


class LetterFilter(forms.Form):
    words = forms.CharField(
        label=_("Address, key or subject"),
        required=False,
        max_length=255,
        help_text=_("Exactly, such as lena@example.org or booking:17."),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *State.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Kind.choices])

    def letters(self) -> LetterQuerySet:
        """The letters it asks for, newest first; all of them as long as it asks for nothing sensible."""
        letters = Letter.objects.order_by("-pk")
        asked = self.cleaned_data if self.is_valid() else {}
        if words := asked.get("words"):
            letters = letters.found_by(words)
        if state := asked.get("state"):
            letters = letters.in_state(State(state))
        if kind := asked.get("kind"):
            letters = letters.filter(kind=kind)
        return letters
