"""What mentors type about their other calendars."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.outgoing import AddressNotAllowed, check_url
from mentoring.models import OutsideCalendar

WEBCAL = "webcal://"


class OutsideCalendarForm(forms.ModelForm[OutsideCalendar]):
    url = forms.CharField(
        label=_("Secret address (.ics)"),
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        help_text=_("It begins with https:// or webcal:// and is stored encrypted."),
    )

    class Meta:
        model = OutsideCalendar
        fields = ("name",)
        widgets = {"name": forms.TextInput(attrs={"dir": "auto", "placeholder": _("Work")})}

    def clean_url(self) -> str:
        """What calendars call webcal is HTTPS."""
        url = str(self.cleaned_data["url"]).strip()
        if url[: len(WEBCAL)].lower() == WEBCAL:
            url = f"https://{url[len(WEBCAL) :]}"
        try:
            check_url(url)
        except AddressNotAllowed as refused:
            raise ValidationError(str(refused.message), code=refused.code) from refused
        return url
