"""What our letters about signing in say. allauth asks for them, the account adapter owes them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.http import absolute
from mailing.models import Letter
from mailing.registry import Drop, Mail, builds

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CODE = "accounts/mail/code.html"
NOTICE = "accounts/mail/notice.html"


@dataclass(frozen=True)
class Wording:
    """`happened` is the sentence of a notice, and may name a fact of the letter in braces."""

    subject: "_StrPromise"
    template: str = NOTICE
    happened: "_StrPromise | str" = ""


WORDINGS = {
    "accounts.email_confirmation_signup": Wording(_("Your code"), CODE, _("to finish signing up")),
    "accounts.email_confirmation": Wording(_("Your code"), CODE, _("to confirm this address")),
    "accounts.password_reset_code": Wording(
        _("Your code to set a new password"), CODE, _("to set a new password")
    ),
    "accounts.account_already_exists": Wording(
        _("You already have an account"), "accounts/mail/account_exists.html"
    ),
    "accounts.unknown_account": Wording(_("No account with this address"), "accounts/mail/no_account.html"),
    "accounts.email_changed": Wording(
        _("Your address has changed"), happened=_("You now sign in with {to_email} instead of {from_email}.")
    ),
    "accounts.email_deleted": Wording(
        _("An address was removed"), happened=_("{deleted_email} no longer belongs to your account.")
    ),
    "accounts.password_changed": Wording(
        _("Your password has changed"), happened=_("The password of your account was changed.")
    ),
    "accounts.password_reset": Wording(
        _("Your password has changed"), happened=_("The password of your account was reset with a code.")
    ),
    "accounts.password_set": Wording(
        _("You have a password now"), happened=_("Your account can now be signed in to with a password.")
    ),
    "accounts.recovery_codes_generated": Wording(
        _("New recovery codes"), happened=_("New recovery codes were made; the old ones no longer work.")
    ),
    "accounts.totp_activated": Wording(
        _("Authenticator app added"), happened=_("Signing in now asks for a code from an authenticator app.")
    ),
    "accounts.totp_deactivated": Wording(
        _("Authenticator app removed"),
        happened=_("Signing in no longer asks for a code from an authenticator app."),
    ),
    "accounts.webauthn_added": Wording(
        _("Passkey added"), happened=_("A passkey or security key was added to your account.")
    ),
    "accounts.webauthn_removed": Wording(
        _("Passkey removed"), happened=_("A passkey or security key was removed from your account.")
    ),
    "accounts.account_connected": Wording(
        _("Sign-in connected"), happened=_("You can now sign in with {provider}.")
    ),
    "accounts.account_disconnected": Wording(
        _("Sign-in disconnected"), happened=_("You can no longer sign in with {provider}.")
    ),
}


def letter_name(template_prefix: str) -> str:
    """`mfa/email/totp_activated`, as allauth calls it → `accounts.totp_activated`."""
    name = f"accounts.{template_prefix.rpartition('/')[2]}"
    if name not in WORDINGS:
        raise LookupError(
            f"No wording for allauth's mail {template_prefix!r}: add one to {__name__}.WORDINGS"
        )
    return name


def build(letter: Letter) -> Mail:
    """Any of our letters, from its wording and from what it was owed with."""
    if letter.was_blanked:
        raise Drop("Its code has been blanked.")
    wording = WORDINGS[letter.template]
    facts = letter.secrets
    return Mail(
        subject=str(wording.subject),
        template=wording.template,
        context={
            **facts,
            "owed_at": letter.due_at,
            "happened": str(wording.happened).format_map(facts),
            "sign_up_url": absolute(reverse("account_signup")),
            "sign_in_url": absolute(reverse("account_login")),
            "reset_url": absolute(reverse("account_reset_password")),
            "person": letter.recipient,
        },
    )


for name in WORDINGS:
    builds(name)(build)
