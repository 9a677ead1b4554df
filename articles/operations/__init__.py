"""What people do with articles and the newsletter: one function per act, all of it or none of it."""

from articles.operations.sending import (
    AlreadySent,
    NotPublished,
    send_doubtful_again,
    send_issue,
    send_test,
    take_doubtful_for_sent,
)
from articles.operations.subscriptions import (
    NotAsked,
    confirm_subscription,
    follow_address,
    subscribe,
    subscribe_member,
    unsubscribe,
)
from articles.operations.writing import (
    AddressTaken,
    Conflict,
    NothingToPublish,
    PlaceTaken,
    arrange_article,
    keep_revision,
    publish_article,
    restore_revision,
    save_draft,
    withdraw_article,
    write_article,
)

__all__ = [
    "AddressTaken",
    "AlreadySent",
    "Conflict",
    "NotAsked",
    "NotPublished",
    "NothingToPublish",
    "PlaceTaken",
    "arrange_article",
    "confirm_subscription",
    "follow_address",
    "keep_revision",
    "publish_article",
    "restore_revision",
    "save_draft",
    "send_doubtful_again",
    "send_issue",
    "send_test",
    "subscribe",
    "subscribe_member",
    "take_doubtful_for_sent",
    "unsubscribe",
    "withdraw_article",
    "write_article",
]
