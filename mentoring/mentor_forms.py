"""What mentors type about themselves: the application, the profile, a pause, the end."""

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.form_fields import NoticesChanges, TextAreaField
from mentoring.forms import HttpsField
from mentoring.languages import LANGUAGES, language_choices
from mentoring.models import MOST_LINKS, Mentor, MentorApplication
from mentoring.specialisms import specialism_titles
from roadmaps.models import Area


class AreasField(forms.ModelMultipleChoiceField[Area]):
    def label_from_instance(self, area: Area) -> SafeString:
        """As people named it, whatever the direction of the page."""
        return format_html("<bdi>{}</bdi>", area.title)


class LinesField(forms.CharField):
    """Web addresses, one a line; https is added where no scheme is typed."""

    widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = list(filter(None, map(str.strip, super().clean(value).splitlines())))
        if len(lines) > self.most:
            raise forms.ValidationError(
                _("Give at most %(most)d links."), code="too_many", params={"most": self.most}
            )
        return [HttpsField(max_length=200).clean(line) for line in lines]


class AboutMentoringForm(NoticesChanges, forms.ModelForm[Any]):
    """What mentors help with, and in which languages: the same before and after they are one."""

    areas = AreasField(
        Area.objects.all(),
        label=_("Areas"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What people may bring to you."),
    )
    specialisms = forms.MultipleChoiceField(
        label=_("Specialisms"),
        choices=lambda: [
            (key, format_html("<bdi>{}</bdi>", title)) for key, title in specialism_titles().items()
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("Where you go deep. Leave it empty if none fits."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGES.items()),
        initial=["en"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("In which you hold sessions. Pick one or more."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Languages that are ticked come first, because the list scrolls."""
        super().__init__(*args, **kwargs)
        chosen = self["languages"].value() or []
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = language_choices(first=chosen)


class ApplicationForm(AboutMentoringForm):
    """What somebody says who would like to become a mentor."""

    links = LinesField(
        label=_("Links"),
        most=MOST_LINKS,
        required=False,
        help_text=_("Where we can see your work: a profile, a repository, a talk. One a line, five at most."),
    )
    accepts_rules = forms.BooleanField(
        label=_("I accept the rules for mentors"),
        error_messages={"required": _("Accept the rules first: they are what learners rely on.")},
    )

    class Meta:
        model = MentorApplication
        fields = ("headline", "experience", "areas", "specialisms", "languages", "links")
        widgets = {
            "headline": forms.TextInput(attrs={"dir": "auto"}),
            "experience": forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        }


def coming_field() -> forms.ChoiceField:
    """What happens to sessions that are booked. Nothing is chosen beforehand."""
    return forms.ChoiceField(
        label=_("The sessions to come"),
        choices=[("keep", _("They take place")), ("cancel", _("Cancel them all; the others are told"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what happens to the sessions to come.")},
    )


class ComingSessionsForm(forms.Form):
    """Asks about the sessions to come only when there are some."""

    coming = coming_field()

    def __init__(self, *args: Any, has_coming: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_coming:
            del self.fields["coming"]

    @property
    def cancels(self) -> bool:
        return self.cleaned_data.get("coming") == "cancel"


class UnblockForm(forms.Form):
    block = forms.UUIDField()


class StoppingForm(ComingSessionsForm):
    reason = TextAreaField(
        label=_("Your words to those whose sessions are cancelled"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Take sessions again from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("By your own calendar. Leave it empty to come back when you say so."),
    )


class MentorForm(AboutMentoringForm):
    """The profile of a mentor."""

    class Meta:
        model = Mentor
        fields = ("headline", "bio", "areas", "specialisms", "languages", "meeting_url")
        field_classes = {"meeting_url": HttpsField}
        widgets = {
            "headline": forms.TextInput(attrs={"dir": "auto"}),
            "bio": forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        }
