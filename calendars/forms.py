"""What somebody types about a calendar account, and which of its calendars they choose."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from calendars.discovery import LONGEST_URL
from calendars.models import AccountCalendar, CalendarAccount
from core.outgoing import AddressNotAllowed, check_url

CALDAV_SCHEMES = {"caldavs://": "https://", "caldav://": "https://"}


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("App password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Stored encrypted, never shown, and deleted when you disconnect."),
    )


class AccountForm(PasswordForm):
    server_url = forms.CharField(
        label=_("Server"),
        max_length=LONGEST_URL,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "none",
                "inputmode": "url",
                "dir": "ltr",
                "placeholder": "caldav.example.org",
                "translate": "no",
            }
        ),
        help_text=_("The name of the server, or the CalDAV address that it gives."),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "dir": "ltr"}
        ),
        help_text=_("Often your email address there."),
    )
    field_order = ("server_url", "username", "password")

    def clean_server_url(self) -> str:
        """A bare name is asked over HTTPS."""
        typed = str(self.cleaned_data["server_url"]).strip()
        for scheme, other in CALDAV_SCHEMES.items():
            if typed.lower().startswith(scheme):
                typed = other + typed[len(scheme) :]
        url = iri_to_uri(typed if "://" in typed else f"https://{typed}")
        try:
            check_url(url)
        except AddressNotAllowed as refused:
            raise ValidationError(str(refused.message), code=refused.code) from refused
        if len(url) > LONGEST_URL:
            raise ValidationError(_("That address is too long."), code="max_length")
        return url

    def clean_username(self) -> str:
        """HTTP ends the name at the first colon (RFC 7617, 2)."""
        username = str(self.cleaned_data["username"]).strip()
        if ":" in username or not username.isprintable():
            raise ValidationError(_("A user name has no colon."), code="invalid")
        return username


class CalendarsField(forms.ModelMultipleChoiceField[AccountCalendar]):
    def label_from_instance(self, obj: AccountCalendar) -> SafeString:
        return format_html("<bdi>{}</bdi>", obj.name)


class CalendarField(forms.ModelChoiceField[AccountCalendar]):
    def label_from_instance(self, obj: AccountCalendar) -> SafeString:
        return format_html("<bdi>{}</bdi>", obj.name)


class ChoiceForm(forms.Form):
    busy = CalendarsField(
        AccountCalendar.objects.none(),
        label=_("Calendars that keep you busy"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody can book you at the times of their events. What they are is not stored."),
    )
    sessions = CalendarField(
        AccountCalendar.objects.none(),
        label=_("The calendar for your sessions"),
        required=False,
        blank=True,  # else Django shows no empty one among radio buttons
        empty_label=_("None: don't write sessions"),
        widget=forms.RadioSelect,
        help_text=_("Each session is one event there: it moves with the session, and goes with it."),
    )

    def __init__(self, data: Any = None, *, account: CalendarAccount) -> None:
        calendars = account.calendars.all()
        initial = {
            "busy": [each.pk for each in calendars if each.is_busy],
            "sessions": next((each.pk for each in calendars if each.takes_sessions), None),
        }
        super().__init__(data, initial=initial)
        busy, sessions = self.fields["busy"], self.fields["sessions"]
        if isinstance(busy, CalendarsField) and isinstance(sessions, CalendarField):
            busy.queryset, sessions.queryset = calendars, calendars.filter(is_writable=True)
