"""What readers type: their address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.mailboxes import canonical


class SubscribeForm(forms.Form):
    email = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        """The address as it was typed, if it has a canonical form."""
        typed: str = self.cleaned_data["email"]
        canonical(typed)
        return typed
