"""An issue that stops half-way, or all of them: who is told why, and who says when it goes on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from mailing.announcements import DeliveryPaused
from mailing.models import DeliveryPause, DropReason, Letter
from mailing.operations import lift_suppression, resume_delivery
from newsletter.deliveries import pauses_of
from newsletter.lifecycle import IssueState
from newsletter.models import Issue
from newsletter.notice_kinds import ISSUE_STOPPED, NEWSLETTERS_HELD
from notices.operations import NewNotice, take_back, tell, tell_each


def tell_of_stopped_issue(event: DeliveryPaused) -> None:
    """Its author decides what to do about it."""
    if event.scope != DeliveryPause.Scope.ISSUE:
        return
    kind, _colon, pk = event.target.partition(":")
    issues = Issue.objects.select_related("article__author__user")
    issue = issues.filter(pk=pk).first() if kind == "issue" else None
    if issue is not None:
        tell(
            person=issue.article.author.user,
            kind=ISSUE_STOPPED,
            about=_notice_about(issue),
            now=event.at,
            context={"issue": issue.pk},
        )


def tell_of_held_newsletters(event: DeliveryPaused) -> None:
    """Staff look for the cause; whoever has an issue under way learns why it does not go on."""
    if event.scope != DeliveryPause.Scope.BULK:
        return
    pause = DeliveryPause.objects.ongoing().of_bulk().get()
    writing = Issue.objects.filter(state=IssueState.SENDING).values("article__author__user")
    told = User.objects.filter(Q(is_staff=True) | Q(pk__in=writing), is_active=True).order_by("pk")
    about, context = f"newsletters:{pause.pk}", {"pause": str(pause.pk)}
    tell_each(
        [
            NewNotice(person=person, kind=NEWSLETTERS_HELD, about=about, at=event.at, context=context)
            for person in told
        ],
        now=event.at,
    )


@transaction.atomic
def resume_issue(*, issue: Issue, now: datetime) -> bool:
    """Go on with an issue that has stopped; whether it had. The letters that wait are offered at once."""
    pauses = pauses_of(issue)
    for pause in pauses:
        resume_delivery(pause=pause, now=now)
    take_back(about=_notice_about(issue), now=now)
    return bool(pauses)


@transaction.atomic
def write_to_suppressed_readers(*, issue: Issue, now: datetime) -> int:
    """Write to those readers again from now on who were left out since their address seemed dead; how many.

    Not to those who complained: that is theirs to take back.
    """
    left_out = Letter.objects.about(issue.about).filter(drop_reason=DropReason.SUPPRESSED)
    return lift_suppression(addresses=left_out.values_list("to", flat=True), now=now)


def _notice_about(issue: Issue) -> str:
    return f"{issue.about}:stopped"
