"""The notices of accounts, which lies below: an address that has changed, a token that ends soon."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken
from mailing.models import LetterKind
from notices.models import Channel, Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register


def email_changed_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    url = reverse("account_email")
    return {
        notice.pk: Line(text=_("You sign in with %(email)s now.") % {"email": notice.context["new"]}, url=url)
        for notice in notices
    }


def token_expiry_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    keys = [notice.context["token_key"] for notice in notices]
    tokens = {token.token_key: token for token in ApiToken.objects.filter(token_key__in=keys)}
    url = reverse("accounts:tokens")
    return {
        notice.pk: Line(
            text=_("Your API token “%(name)s” stops working soon.") % {"name": token.name}, url=url
        )
        for notice in notices
        if (token := tokens.get(notice.context["token_key"]))
    }


EMAIL_CHANGED = register(
    NoticeKind(
        name="accounts.email_changed",
        label=gettext_lazy("Your email address has changed"),
        describe=email_changed_lines,
        always=frozenset({Channel.LIST}),  # the old address is told by mail as well, by accounts
    )
)
TOKEN_EXPIRES = register(
    NoticeKind(
        name="accounts.token_expires",
        label=gettext_lazy("An API token stops working soon"),
        describe=token_expiry_lines,
        letter=LetterTemplate("notices.token_expires", LetterKind.REMINDER),
    )
)
