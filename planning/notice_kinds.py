"""The notice of planning: a week begins."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_date
from mailing.models import LetterKind
from notices.models import Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register
from planning.models import WeekLetter


def describe_weeks(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """No query: the plan itself is on the page."""
    return {notice.pk: _describe(notice.context) for notice in notices}


def _describe(context: Mapping[str, str]) -> Line:
    if context["kind"] == WeekLetter.Kind.WELCOME_BACK:
        return Line(
            text=_("Welcome back when you like. Your plan and your log are where you left them."),
            url=reverse("planning:this_week"),
        )
    week = date.fromisoformat(context["week"])
    return Line(
        text=_("The week of %(day)s begins: see last week, and plan this one.")
        % {"day": format_date(week, "DAY_FORMAT")},
        url=reverse("planning:week", args=[context["week"]]),
    )


WEEK_BEGINS = register(
    NoticeKind(
        name="planning.week_begins",
        label=gettext_lazy("Your week begins: what happened, and the plan"),
        describe=describe_weeks,
        letter=LetterTemplate("planning.week", LetterKind.DIGEST),
    )
)
