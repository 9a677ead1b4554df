"""The notices of accounts, which lies below: an address that has changed, a token that ends soon."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, DataExport
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


def data_ready_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """While the file is there."""
    keys = [notice.context["export"] for notice in notices]
    ready = {str(pk) for pk in DataExport.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    url = reverse("accounts:data")
    return {
        notice.pk: Line(text=_("Your data is ready to be downloaded."), url=url)
        for notice in notices
        if notice.context["export"] in ready
    }


DATA_READY = register(
    NoticeKind(
        name="accounts.data_ready",
        label=gettext_lazy("Your data is ready"),
        describe=data_ready_lines,
        letter=LetterTemplate("notices.data_ready", LetterKind.TRANSACTIONAL),
        always=frozenset(Channel),
    )
)
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
