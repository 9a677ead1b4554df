"""The forms of /settings/: they validate, the acts write."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.zones import zone_choices, zone_named
from core.text import says_something


class ZoneField(forms.ChoiceField):
    """A select of cities; its value is a ZoneInfo. Any IANA name is accepted, also one without a city."""

    default_error_messages = {"invalid_choice": _("Choose a time zone from the list.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: zone_choices(timezone.now().date()), **kwargs)

    def prepare_value(self, value: Any) -> str:
        """Offers the present zone too when it has another name than the list gives it."""
        name = str(value)
        if zone_named(name) and not super().valid_value(name):
            self.choices = [(name, name), *zone_choices(timezone.now().date())]
        return name

    def valid_value(self, value: Any) -> bool:
        return zone_named(str(value)) is not None

    def clean(self, value: Any) -> ZoneInfo:
        return ZoneInfo(super().clean(value))


class ProfileForm(forms.ModelForm[User]):
    """Who you are to others."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["display_name", "handle", "locale"]
        widgets: ClassVar[dict[str, Any]] = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "handle": forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:
            del self.fields["locale"]
        else:
            self.fields["locale"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class HoursForm(forms.ModelForm[User]):
    """How you walk: from where, how fast, in which zone."""

    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Your days and weeks, and every time you are shown, are in this zone."),
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["starting_point", "weekly_goal_hours", "zone"]
        widgets: ClassVar[dict[str, Any]] = {
            "starting_point": forms.RadioSelect,
            "weekly_goal_hours": forms.NumberInput(attrs={"min": 1, "max": 80, "inputmode": "numeric"}),
        }


class WelcomeForm(HoursForm):
    """The same, on a newcomer's first page, where static/js/zone.js fills in the zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].widget.attrs["data-zone"] = ""


class TokenForm(forms.Form):
    """What a new API token is for, what it may do, and for how long."""

    LIFETIMES: ClassVar[Iterable[tuple[int, Any]]] = [
        (7, _("7 days")),
        (30, _("30 days")),
        (90, _("90 days")),
        (365, _("One year")),
    ]

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[says_something],
        help_text=_("What will use it, so that you know it again."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[
            (ApiToken.Scope.READ, _("Read what you can see")),
            (ApiToken.Scope.WRITE, _("Change things in your name")),
        ],
        initial=[ApiToken.Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("It expires after"), choices=LIFETIMES, coerce=int, initial=90, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "days" in data:
            data["lifetime"] = timedelta(days=data.pop("days"))
        return data
