"""What readers type: their address; and authors: the words of an issue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.mailboxes import canonical
from newsletter.content import Content
from newsletter.models import Issue
from newsletter.operations import IssueWords


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
