"""What an author chooses of an article's way to readers: the web, the mail, and the times of both."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from core.form_fields import LocalTimeField
from newsletter.models import Issue
from newsletter.operations import ByMail, OnTheWeb, PublishingPlan

AS_TYPED = "%Y-%m-%dT%H:%M"


def _time_field(label: Any) -> LocalTimeField:
    widget = forms.DateTimeInput(format=AS_TYPED, attrs={"type": "datetime-local"})
    return LocalTimeField(label=label, required=False, widget=widget)


class PublishingForm(forms.Form):
    """The choices that this article has now; `version` is that of the draft they are about."""

    web = forms.ChoiceField(label=_("On the web"), widget=forms.RadioSelect)
    publish_at = _time_field(_("Publish at"))
    material_change = forms.CharField(
        label=_("What changed for readers"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_(
            "One sentence, if it matters to those who read it before: they are shown what changed. Leave it"
            " empty for a corrected word."
        ),
    )
    mail = forms.ChoiceField(label=_("By mail"), widget=forms.RadioSelect, choices=ByMail.choices)
    send_at = _time_field(_("Mail at"))
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, article: Article, issue: Issue | None, owner: str = ""
    ) -> None:
        """`owner` is the id of another form of the page, which sends these fields with its own."""
        waits = issue is not None and issue.state == "scheduled"
        initial = {
            "web": _present_choice(article),
            "publish_at": article.publish_at,
            "mail": ByMail.AT if waits else ByMail.NOT,
            "send_at": issue.send_at if issue and waits else None,
            "subject": issue.subject if issue else "",
        }
        if issue and waits and issue.send_at == article.publish_at:
            initial |= {"mail": ByMail.WITH_WEB, "send_at": None}
        super().__init__(data, initial=initial)
        self.fields["web"].choices = [  # type: ignore[attr-defined]
            choice for choice in OnTheWeb.choices if choice[0] != OnTheWeb.KEEP or article.is_published
        ]
        self.fields["subject"].widget.attrs["placeholder"] = article.draft.title
        if not article.published_at:
            del self.fields["material_change"]
        if issue and issue.has_started:
            for name in ("mail", "send_at", "subject"):
                del self.fields[name]
        if owner:
            del self.fields["version"]
            for field in self.fields.values():
                field.widget.attrs["form"] = owner

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for choice, time in (("web", "publish_at"), ("mail", "send_at")):
            if cleaned.get(choice) == "at" and not cleaned.get(time) and time not in self.errors:
                self.add_error(time, _("Choose a day and a time."))
        return cleaned

    def query(self) -> str:
        """The choices as an address has them."""
        values = {field.name: field.value() for field in self.visible_fields()}
        return urlencode({name: value for name, value in values.items() if value})

    def plan(self) -> PublishingPlan:
        said = self.cleaned_data
        return PublishingPlan(
            web=OnTheWeb(said["web"]),
            mail=ByMail(said.get("mail", ByMail.NOT)),
            publish_at=said["publish_at"],
            send_at=said.get("send_at"),
            subject=said.get("subject", ""),
            material_change=said.get("material_change", ""),
            seen_version=said.get("version"),
        )


def _present_choice(article: Article) -> OnTheWeb:
    """What happens already, or is the next thing to do."""
    if article.publish_at:
        return OnTheWeb.AT
    return OnTheWeb.NOW if article.draft.differs else OnTheWeb.KEEP
