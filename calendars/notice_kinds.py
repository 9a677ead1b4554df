"""Somebody is told that their calendar account no longer works."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.models import CalendarAccount
from mailing.models import LetterKind
from notices.models import Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register


def failing_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """While it fails."""
    ids = [notice.context["account"] for notice in notices]
    failing = CalendarAccount.objects.filter(pk__in=ids, failures__gt=0).in_bulk()
    return {
        notice.pk: Line(
            text=_("Your calendar account %(account)s does not work.") % {"account": account},
            url=reverse("calendars:account", args=[account.pk]),
        )
        for notice in notices
        if (account := failing.get(notice.context["account"]))
    }


ACCOUNT_FAILING = register(
    NoticeKind(
        name="calendars.account_failing",
        label=gettext_lazy("A calendar account of yours does not work"),
        describe=failing_lines,
        letter=LetterTemplate("calendars.account_failing", LetterKind.REMINDER),
    )
)
