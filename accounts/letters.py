"""What our letters about signing in say. allauth asks for them, the account adapter owes them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Closure
from core.http import absolute
from core.templatetags.ui import bdi
from mailing.models import Letter
from mailing.registry import Drop, Mail, builds

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CODE = "accounts/mail/code.html"
NOTICE = "accounts/mail/notice.html"


@dataclass(frozen=True)
class Wording:
    """`sentence` says what happened, or what a code is for; it may name a fact of the letter in braces."""

    subject: "_StrPromise"
    template: str = NOTICE
    sentence: "_StrPromise | str" = ""


WORDINGS = {
    "accounts.email_confirmation_signup": Wording(
        _("Your code"),
        CODE,
        _("To finish signing up, enter this code in the browser where you asked for it."),
    ),
    "accounts.email_confirmation": Wording(
        _("Your code"),
        CODE,
        _("To confirm this address, enter this code in the browser where you asked for it."),
    ),
    "accounts.password_reset_code": Wording(
        _("Your code to set a new password"),
        CODE,
        _("To set a new password, enter this code in the browser where you asked for it."),
    ),
    "accounts.account_already_exists": Wording(
        _("You already have an account"), "accounts/mail/account_exists.html"
    ),
    "accounts.unknown_account": Wording(_("No account with this address"), "accounts/mail/no_account.html"),
    "accounts.email_changed": Wording(
        _("Your address has changed"), sentence=_("You now sign in with {to_email} instead of {from_email}.")
    ),
    "accounts.email_deleted": Wording(
        _("An address was removed"), sentence=_("{deleted_email} no longer belongs to your account.")
    ),
    "accounts.password_changed": Wording(
        _("Your password has changed"), sentence=_("The password of your account was changed.")
    ),
    "accounts.password_reset": Wording(
        _("Your password has changed"), sentence=_("The password of your account was reset with a code.")
    ),
    "accounts.password_set": Wording(
        _("You have a password now"), sentence=_("Your account can now be signed in to with a password.")
    ),
    "accounts.recovery_codes_generated": Wording(
        _("New recovery codes"), sentence=_("New recovery codes were made; the old ones no longer work.")
    ),
    "accounts.totp_activated": Wording(
        _("Authenticator app added"), sentence=_("Signing in now asks for a code from an authenticator app.")
    ),
    "accounts.totp_deactivated": Wording(
        _("Authenticator app removed"),
        sentence=_("Signing in no longer asks for a code from an authenticator app."),
    ),
    "accounts.webauthn_added": Wording(
        _("Passkey added"), sentence=_("A passkey or security key was added to your account.")
    ),
    "accounts.webauthn_removed": Wording(
        _("Passkey removed"), sentence=_("A passkey or security key was removed from your account.")
    ),
    "accounts.account_connected": Wording(
        _("Sign-in connected"), sentence=_("You can now sign in with {provider}.")
    ),
    "accounts.account_disconnected": Wording(
        _("Sign-in disconnected"), sentence=_("You can no longer sign in with {provider}.")
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
            "sentence": format_html(
                str(wording.sentence), **{name: bdi(fact) for name, fact in facts.items()}
            ),
            "sign_up_url": absolute(reverse("account_signup")),
            "sign_in_url": absolute(reverse("account_login")),
            "reset_url": absolute(reverse("account_reset_password")),
            "person": letter.recipient,
        },
    )


@builds("accounts.goodbye")
def goodbye(letter: Letter) -> Mail:
    """What goes and what stays of an account that was closed; not when it was opened again meanwhile."""
    closure = Closure.objects.filter(user=letter.context["user"], user__is_active=False).first()
    if closure is None:
        raise Drop("The account is open.")
    return Mail(
        subject=str(_("Your account is closed")),
        template="accounts/mail/goodbye.html",
        context={"closure": closure, "person": letter.recipient},
    )


for name in WORDINGS:
    builds(name)(build)
