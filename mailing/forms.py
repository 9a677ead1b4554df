"""What staff may send: the filter of their page, and which letters a button is about."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from mailing.models import Letter, LetterKind, LetterQuerySet, LetterState


class LetterFilter(forms.Form):
    words = forms.CharField(
        label=_("Address, key or subject"),
        required=False,
        max_length=255,
        help_text=_("Exactly, such as lena@example.org or booking:17."),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *LetterState.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *LetterKind.choices]
    )

    def letters(self) -> LetterQuerySet:
        """The letters it asks for, newest first; all of them as long as it asks for nothing sensible."""
        letters = Letter.objects.order_by("-pk")
        asked = self.cleaned_data if self.is_valid() else {}
        if words := asked.get("words"):
            letters = letters.found_by(words)
        if state := asked.get("state"):
            letters = letters.in_state(LetterState(state))
        if kind := asked.get("kind"):
            letters = letters.filter(kind=kind)
        return letters


class NamedLetters(forms.Form):
    """`letter`: one; or `state`, and perhaps `error`: all of these. What makes no sense names none."""

    letter = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=LetterState.choices)
    error = forms.CharField(required=False, strip=False)
    from_letter = forms.BooleanField(required=False)

    def letters(self) -> LetterQuerySet:
        if not self.is_valid():
            return Letter.objects.none()
        named = self.cleaned_data
        if named["letter"]:
            return Letter.objects.filter(pk=named["letter"])
        letters = Letter.objects.filter(state=named["state"])
        return letters.filter(error=named["error"]) if "error" in self.data else letters

    @property
    def page_of(self) -> UUID | None:
        """The letter whose own page the button was on."""
        found: UUID | None = self.cleaned_data.get("letter") if self.cleaned_data.get("from_letter") else None
        return found
