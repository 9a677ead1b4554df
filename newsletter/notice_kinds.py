"""Authors and staff are told that an issue has stopped, or all newsletters."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailing.models import DeliveryPause, LetterKind
from newsletter.models import Issue
from notices.models import Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register


def stopped_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Of issues that are there; a notice is taken back when its issue goes on."""
    issues = Issue.objects.select_related("article").defer("html", "article__html", "article__source")
    found = issues.in_bulk([notice.context["issue"] for notice in notices])
    return {
        notice.pk: Line(
            text=_("“%(title)s” is no longer being sent: your decision is needed.") % {"title": issue},
            url=issue.get_absolute_url(),
        )
        for notice in notices
        if (issue := found.get(notice.context["issue"]))
    }


ISSUE_STOPPED = register(
    NoticeKind(
        name="newsletter.issue_stopped",
        label=gettext_lazy("An issue of yours has stopped"),
        describe=stopped_lines,
        letter=LetterTemplate("newsletter.issue_stopped", LetterKind.REMINDER),
    )
)


def held_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Of pauses that still hold newsletters. Staff are led to where they end it, authors to their issues."""
    ongoing = {
        str(pk) for pk in DeliveryPause.objects.ongoing().of_bulk().values_list("pk", flat=True)
    }  # at most one
    return {
        notice.pk: Line(
            text=_("All newsletters wait: too many readers report them as spam."),
            url=reverse("mailing:outbox" if notice.person.is_staff else "newsletter:issues"),
        )
        for notice in notices
        if notice.context["pause"] in ongoing
    }


NEWSLETTERS_HELD = register(
    NoticeKind(
        name="newsletter.newsletters_held",
        label=gettext_lazy("All newsletters are held"),
        describe=held_lines,
        letter=LetterTemplate("newsletter.newsletters_held", LetterKind.REMINDER),
    )
)
