"""What the sign-up form asks beside the email address and the password.

allauth puts these fields into its own sign-up forms, whose module imports this one: so nothing here may
import allauth's forms.
"""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.text import says_something
from core.zones import zone_named

DEFAULT_ZONE = "UTC"


class SignupFields(forms.Form):
    """A name, and the zone that static/js/zone.js finds out. The account adapter saves both."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        validators=[says_something],
        help_text=_("What other people here call you. You can change it at any time."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    field_order = ("display_name", "email", "password1", "zone")

    def clean_zone(self) -> str:
        """A guess by a script must not stop anybody: what isn't a zone is UTC, to be set later."""
        zone = zone_named(self.cleaned_data["zone"])
        return zone.key if zone else DEFAULT_ZONE

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth demands it; there is nothing left to do when the person has been saved."""


def apply_signup_fields(user: User, data: dict[str, Any]) -> None:
    """Give an unsaved person the answers of `SignupFields`."""
    user.display_name = data["display_name"]
    user.zone = data.get("zone") or DEFAULT_ZONE
    user.language = get_language() or user.language
