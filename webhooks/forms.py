"""What somebody types about a webhook."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.outgoing import AddressNotAllowed, check_url
from webhooks.models import Endpoint


class EndpointForm(forms.ModelForm[Endpoint]):
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        help_text=_("It begins with https:// and is stored encrypted."),
    )

    class Meta:
        model = Endpoint
        fields = ("name",)
        widgets = {"name": forms.TextInput(attrs={"dir": "auto"})}

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            check_url(url)
        except AddressNotAllowed as refused:
            raise ValidationError(str(refused.message), code=refused.code) from refused
        return url
