"""The forms of /settings/: they validate, the acts write."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import LONGEST_ABOUT, ApiToken, User
from core.form_fields import TextAreaField, ZoneField
from core.languages import language_name
from core.text import says_something


class ProfileForm(forms.ModelForm[User]):
    """Who you are to others."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["display_name", "handle", "language"]
        help_texts: ClassVar[dict[str, Any]] = {
            "handle": _(
                "The last part of your page's address: small letters, digits and hyphens. "
                "One that you give up stays yours and leads to your page."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "handle": forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]
        else:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language"),
                choices=[(code, language_name(code)) for code, _name in settings.LANGUAGES],
                help_text=_("Pages, mail and notices are in this language."),
            )


class CustomField(forms.ChoiceField):
    """One is always chosen; the first, as is the custom of one's language or country, has an empty value."""

    empty_values = (None,)


class HoursForm(forms.ModelForm[User]):
    """Where you start from, how many hours a week you study, and in which zone."""

    starting_point = forms.ChoiceField(  # nothing is chosen for anybody
        label=User._meta.get_field("starting_point").verbose_name,
        choices=User.StartingPoint.choices,
        widget=forms.RadioSelect,
    )
    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Your days and weeks, and every time you are shown, are in this zone."),
    )

    clock = CustomField(
        label=_("Clock"),
        choices=User.Clock.choices,
        widget=forms.RadioSelect,
        help_text=_("For every time that you are shown, on pages and in mail."),
    )
    week_start = CustomField(
        label=_("Weeks begin on"),
        choices=User.WeekStart.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Past weeks are shown so, too. What you logged and planned stays on its date, and each week keeps"
            " the goal and the rest that most of its days had."
        ),
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["starting_point", "weekly_goal_hours", "zone", "clock", "week_start"]
        widgets: ClassVar[dict[str, Any]] = {
            "weekly_goal_hours": forms.NumberInput(attrs={"min": 1, "max": 80, "inputmode": "numeric"}),
        }


class WelcomeForm(HoursForm):
    """The same, on the first page after signing up, where static/js/zone.js fills in the zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].widget.attrs["data-zone"] = ""
        del self.fields["clock"], self.fields["week_start"]


class AboutForm(forms.Form):
    """A few words about oneself, for the public profile."""

    about = TextAreaField(
        label=_("About you"),
        max_length=LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Plain words, shown in the block “About”. Up to 1000 characters."),
    )


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


class ClosingForm(forms.Form):
    """What becomes of the words that others can read."""

    words = forms.ChoiceField(
        label=_("What you wrote for others"),
        choices=[
            ("keep", _("Keep my articles, as those of “a former member”")),
            ("remove", _("Remove my articles")),
        ],
        widget=forms.RadioSelect,
    )
