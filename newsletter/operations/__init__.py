"""What people do with the newsletter: one function per act, all of it or none of it."""

from newsletter.operations.sending import (
    AlreadySent,
    NotPublished,
    finish_issues,
    mail_html,
    mark_deliveries_as_sent,
    owe_issue,
    readers_of,
    schedule_issue,
    send_failed_again,
    send_issue,
    send_test,
    send_uncertain_again,
    start_due_issues,
    start_issue,
)
from newsletter.operations.stops import (
    resume_issue,
    tell_of_stopped_issue,
    write_to_suppressed_readers,
)
from newsletter.operations.subscriptions import (
    NotAsked,
    confirm_subscription,
    default_topic,
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
    "default_topic",
    "finish_issues",
    "follow_address",
    "mail_html",
    "mark_deliveries_as_sent",
    "owe_issue",
    "readers_of",
    "resume_issue",
    "schedule_issue",
    "send_failed_again",
    "send_issue",
    "send_test",
    "send_uncertain_again",
    "start_due_issues",
    "start_issue",
    "subscribe",
    "subscribe_member",
    "tell_of_stopped_issue",
    "unsubscribe",
    "write_to_suppressed_readers",
]
