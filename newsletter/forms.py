"""What readers type: their address; and authors: the words of an issue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.mailboxes import canonical
from newsletter.content import Content
from newsletter.digests import Cadence
from newsletter.models import Issue, Subscription
from newsletter.operations import IssueWords, morning_of


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


class AddressForm(SubscribeForm):
    """Another address for the newsletter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New email address")


class DeliveryForm(forms.Form):
    """How often the issues of a topic come, and until which day none does."""

    cadence = forms.ChoiceField(choices=Cadence.choices)
    paused_until = forms.DateField(
        label=_("Pause until"),
        required=False,
        help_text=_("Nothing comes before that day. What you missed then comes in one letter."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, subscription: Subscription, now: datetime
    ) -> None:
        """A pause that is over is none."""
        self.subscription, self.zone = subscription, subscription.subscriber.local_zone
        paused_until = subscription.paused_until if subscription.is_paused(now) else None
        initial = {
            "cadence": subscription.cadence,
            "paused_until": paused_until.astimezone(self.zone).date() if paused_until else None,
        }
        super().__init__(data, initial=initial, prefix=subscription.topic.slug)

    def chosen(self) -> dict[str, Any]:
        """For `choose_delivery`."""
        day = self.cleaned_data["paused_until"]
        return {
            "cadence": Cadence(self.cleaned_data["cadence"]),
            "paused_until": morning_of(day, self.zone) if day else None,
        }


class VersionForm(forms.Form):
    """A new version of the file that readers get."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.md,.txt"}),
        help_text=_("PDF, DOCX, ODT, Markdown or plain text, 1 MB at most."),
        error_messages={"required": _("Choose a file.")},
    )
    note = forms.CharField(
        label=_("What is new"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("In one sentence, for those who have an older one."),
    )

    def given(self) -> dict[str, Any]:
        """For `add_version`."""
        upload = self.cleaned_data["file"]
        return {"filename": upload.name, "content": upload.read(), "note": self.cleaned_data["note"]}


class IssueWordsForm(forms.ModelForm[Issue]):
    """What an issue says beside its article. An empty subject or preheader becomes the article's own."""

    class Meta:
        model = Issue
        fields = ("subject", "preheader", "intro", "takes_replies")
        widgets = {"intro": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, content: Content | None = None, **kwargs: Any) -> None:
        """`content` is what stands where nothing is typed."""
        super().__init__(*args, **kwargs)
        if content is not None:
            self.fields["subject"].widget.attrs["placeholder"] = content.title
            self.fields["preheader"].widget.attrs["placeholder"] = content.article.description

    def words(self) -> IssueWords:
        return IssueWords(**self.cleaned_data)
