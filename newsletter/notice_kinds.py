"""An author is told that an issue of theirs has stopped."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailing.models import LetterKind
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
