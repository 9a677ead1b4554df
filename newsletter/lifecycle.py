"""What may become of an issue and of a subscription: their states, and the allowed moves of an issue."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    MOVED = "moved", _("Moved to another address")


class IssueState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    BLOCKED = "blocked", _("Waiting for the author")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")


ISSUE_TRANSITIONS: Mapping[IssueState, frozenset[IssueState]] = {
    IssueState.DRAFT: frozenset({IssueState.DRAFT, IssueState.SCHEDULED, IssueState.SENDING}),
    IssueState.SCHEDULED: frozenset(
        {IssueState.SCHEDULED, IssueState.BLOCKED, IssueState.SENDING, IssueState.DRAFT}
    ),
    IssueState.BLOCKED: frozenset({IssueState.SCHEDULED, IssueState.SENDING, IssueState.DRAFT}),
    IssueState.SENDING: frozenset({IssueState.SENT, IssueState.DRAFT}),  # undone before a letter left
    IssueState.SENT: frozenset({IssueState.SENDING}),  # some of its letters are sent again
}
STARTED = (IssueState.SENDING, IssueState.SENT)

if set(ISSUE_TRANSITIONS) != set(IssueState) or frozenset().union(*ISSUE_TRANSITIONS.values()) != set(
    IssueState
):
    raise TypeError("An issue's state has no transitions, or none leads to it.")
