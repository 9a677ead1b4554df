"""What people type in mentoring, checked and made into what the acts take."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.form_fields import InstantField, NoticesChanges
from mentoring.languages import LANGUAGES, language_choices
from mentoring.models import Mentor, SessionType
from mentoring.operations import About
from roadmaps.models import Area, Step


class BookingForm(forms.Form):
    """One time of one session type, and what it will be about.

    `key` is the idempotency key of this form: sent twice, it books once.
    """

    start = InstantField(
        error_messages={
            "required": _("Pick a time first."),
            "invalid": _("Pick one of the times on offer."),
        }
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    session_type = forms.ModelChoiceField(
        SessionType.objects.none(),
        label=_("What would you like to book?"),
        to_field_name="slug",
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Pick what you would like to book."),
            "invalid_choice": _("This can't be booked any more. Pick another session; your words are kept."),
        },
    )
    step = forms.CharField(max_length=110, widget=forms.HiddenInput, required=False)
    about = forms.CharField(
        label=_("What is it about?"),
        help_text=_("What you want out of it, and what you have tried. Links are welcome."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def __init__(self, *args: Any, mentor: Mentor, learner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        offered = SessionType.objects.offered().filter(mentor=mentor).select_related("mentor__user")
        self.fields["session_type"].queryset = offered  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4

    def renew_key(self) -> None:
        """Sent once more, this form is another request."""
        self.data = {**{name: self.data[name] for name in self.data}, "key": str(uuid4())}

    def clean_step(self) -> Step | None:
        """A step that doesn't exist (any more) is left out, not an error."""
        roadmap, _slash, key = self.cleaned_data["step"].partition("/")
        return find_step(roadmap, key, reader=self.learner)

    def booking_fields(self) -> dict[str, Any]:
        """The keywords of `book_session`."""
        data = self.cleaned_data
        step: Step | None = data["step"]
        about = About(data["about"], *((step.edition.roadmap.slug, step.key) if step else ("", "")))
        return {
            "session_type": data["session_type"],
            "starts_at": data["start"],
            "about": about,
            "key": data["key"],
        }


def find_step(roadmap: str, key: str, *, reader: User | None) -> Step | None:
    """The step as this reader sees it, if both parts name one."""
    if not (roadmap and key) or "\0" in roadmap + key:
        return None
    return Step.objects.shown_to(reader).at(roadmap, key).select_related("edition__roadmap").first()


class CancellationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=[("completed", _("It was held")), ("no_show", _("Nobody came"))])


class AreasField(forms.ModelMultipleChoiceField[Area]):
    def label_from_instance(self, area: Area) -> SafeString:
        """As people named it, whatever the direction of the page."""
        return format_html("<bdi>{}</bdi>", area.title)


class HttpsField(forms.URLField):
    """A URL; https is added where no scheme is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class MentorForm(NoticesChanges, forms.ModelForm[Mentor]):
    areas = AreasField(
        Area.objects.all(),
        label=_("Areas"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What people may bring to you."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGES.items()),
        initial=["en"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("In which you hold sessions. Pick one or more."),
    )

    class Meta:
        model = Mentor
        fields = ("headline", "bio", "areas", "languages", "meeting_url")
        field_classes = {"meeting_url": HttpsField}
        widgets = {
            "headline": forms.TextInput(attrs={"dir": "auto"}),
            "bio": forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Languages that are ticked come first, because the list scrolls."""
        super().__init__(*args, **kwargs)
        chosen = self["languages"].value() or []
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = language_choices(first=chosen)
