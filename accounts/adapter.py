"""Where allauth meets Longroad: its mail goes through the outbox, who signs up gets a handle."""

from typing import Any
from uuid import uuid4

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from accounts import encryption, operations, security_log
from accounts.known_browsers import browser_known_to
from accounts.letters import letter_name
from accounts.models import User
from accounts.signup_fields import apply_signup_fields
from core.mailboxes import canonical
from core.text import one_line
from mailing.models import LetterKind
from mailing.operations import owe


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's questions about people and pages, answered."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password don't belong together. Check both."),
        "incorrect_code": _("This is not the code. Look for it in the newest letter from us."),
        "incorrect_password": _("This is not your password."),
        "same_as_current": _("This is the address that you have now."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, or set a new password."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the letter; the request is over before any mail server is asked.

        What it says can't be looked up later (a code, the device that asked), so all of it is secret:
        the outbox blanks it when the letter has left.
        """
        facts = {name: str(value) for name, value in context.items() if name in LETTER_FACTS}
        owe(
            key=f"{letter_name(template_prefix)}:{uuid4()}",
            kind=LetterKind.SECURITY,
            template=letter_name(template_prefix),
            to=email,
            due_at=timezone.now(),
            recipient=User.objects.filter(email=email).first(),
            language=get_language() or "",
            secret_context=facts or None,
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses who tried too often, and the security log says so."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            security_log.record("locked_out", user_id=_user_id(credentials), request=request)
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """A browser that the account knows has tries of its own."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        known = browser_known_to(request, str(credentials.get("email", "")))
        return f"{key}:{known}" if known else key

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        security_log.record("sign_in_failed", user_id=_user_id(credentials), request=request)

    def clean_email(self, email: str) -> str:
        """The form in which allauth stores and compares it, whichever form or other site it comes from."""
        return canonical(email)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        apply_signup_fields(user, form.cleaned_data)
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """allauth's last word before it saves somebody new: here they get their handle."""
        user.handle = user.handle or User.objects.free_handle(user.display_name)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")


def _user_id(credentials: dict[str, Any]) -> int | None:
    """The account that the sign-in was tried for, or None."""
    address = str(credentials.get("email", ""))
    return User.objects.filter(email=address).values_list("pk", flat=True).first()


LETTER_FACTS = frozenset({"code", "deleted_email", "from_email", "ip", "provider", "to_email", "user_agent"})


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People who come from another site bring their name along."""

    def get_requests_session(self) -> Any:
        """The other site is asked at the addresses that it is configured with, and at no other."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        full_name = " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        name = data.get("name") or full_name or data.get("username") or user.email.partition("@")[0]
        name = one_line(str(name)) or user.email.partition("@")[0]
        user.display_name = name[: User._meta.get_field("display_name").max_length]
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        return {
            **super().get_signup_form_initial_data(sociallogin),
            "display_name": sociallogin.user.display_name,
        }


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps rest encrypted; passkeys carry the site's name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code. The app shows a new one every half minute."),
    }

    def build_totp_svg(self, url: str) -> str:
        """On white, whatever the colour scheme: a camera can't read light on dark."""
        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)


@receiver(email_changed)
def announce_change_of_address(
    user: User, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **more: Any
) -> None:
    """allauth offers no other hook that knows both addresses."""
    if from_email_address:
        operations.announce_changed_email(user=user, old=from_email_address.email, new=to_email_address.email)
