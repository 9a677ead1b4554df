"""What people do with the newsletter: one function per act, all of it or none of it."""

from newsletter.operations.sending import (
    AlreadySent,
    NotPublished,
    mark_uncertain_as_sent,
    owe_issue,
    send_issue,
    send_test,
    send_uncertain_again,
)
from newsletter.operations.subscriptions import (
    NotAsked,
    confirm_subscription,
    follow_address,
    subscribe,
    subscribe_member,
    unsubscribe,
)

__all__ = [
    "AlreadySent",
    "NotAsked",
    "NotPublished",
    "confirm_subscription",
    "follow_address",
    "mark_uncertain_as_sent",
    "owe_issue",
    "send_issue",
    "send_test",
    "send_uncertain_again",
    "subscribe",
    "subscribe_member",
    "unsubscribe",
]
