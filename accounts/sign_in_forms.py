"""allauth's forms, where a word of ours is wanted."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.core.exceptions import ValidationError

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
