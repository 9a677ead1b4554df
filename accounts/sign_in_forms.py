"""allauth's forms, where a word of ours is wanted."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken
from accounts.operations import revoke_token
from core.mailboxes import canonical


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Without allauth's link between the two fields: ours stands after the button, out of the way of Tab."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        """In the spelling that is stored; what is no mailbox fails like a wrong password."""
        login: str = self.cleaned_data["login"]
        try:
            return canonical(login)
        except ValidationError:
            return login


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]
    """Offers those who have API tokens to revoke them: whoever knew the password could have made one."""

    revoke_tokens = forms.BooleanField(
        label=_("Revoke my API tokens too"),
        required=False,
        help_text=_("Programs that use them stop working until you give them new ones."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ApiToken.objects.of(self.user).exists():
            del self.fields["revoke_tokens"]

    def save(self) -> None:
        super().save()
        if self.cleaned_data.get("revoke_tokens"):
            for token in ApiToken.objects.of(self.user):
                revoke_token(token=token)
