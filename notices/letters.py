"""What the letters of notices say whose app lies below."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import ApiToken, DataExport
from accounts.operations import link_to
from core.http import absolute
from mailing.models import Letter
from mailing.registry import Drop, Forward, Mail, builds
from notices.notice_kinds import TOKEN_EXPIRES
from notices.tokens import turn_off_url


@builds("notices.data_ready")
def data_ready(letter: Letter) -> Mail:
    export = DataExport.objects.select_related("user").filter(pk=letter.context["export"]).first()
    if export is None:
        raise Drop("The file is gone.")
    if export.user.email != letter.to:
        raise Forward(export.user.email)
    return Mail(
        subject=_("Your data is ready"),
        template="notices/mail/data_ready.html",
        context={"url": absolute(link_to(export))},
    )


@builds("notices.token_expires")
def token_expires(letter: Letter) -> Mail:
    token = ApiToken.objects.select_related("user").filter(token_key=letter.context["token_key"]).first()
    if token is None:
        raise Drop("The token was revoked.")
    if token.user.email != letter.to:
        raise Forward(token.user.email)
    return Mail(
        subject=_("Your API token “%(name)s” stops working soon") % {"name": token.name},
        template="notices/mail/token_expires.html",
        context={"token": token, "url": absolute(reverse("accounts:tokens"))},
        unsubscribe_url=turn_off_url(token.user, TOKEN_EXPIRES),
    )
