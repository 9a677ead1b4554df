"""What authors do with articles: drafts that lose nothing, revisions, publication."""

from articles.operations.addresses import AddressTaken
from articles.operations.arranging import PlaceTaken, arrange_article
from articles.operations.illustrating import (
    NoDescription,
    PictureInUse,
    TooManyPictures,
    add_picture,
    delete_picture,
    remove_picture,
)
from articles.operations.publishing import (
    NothingToPublish,
    TimeIsPast,
    cancel_publication,
    publish_article,
    publish_due_articles,
    render_article,
    schedule_publication,
    withdraw_article,
)
from articles.operations.reading import NotPublished, mark_article_read, mark_article_unread
from articles.operations.writing import (
    Conflict,
    lock_article,
    restore_revision,
    save_draft,
    save_revision,
    share_draft,
    unshare_draft,
    write_article,
)

__all__ = [
    "AddressTaken",
    "Conflict",
    "NoDescription",
    "NotPublished",
    "NothingToPublish",
    "PictureInUse",
    "PlaceTaken",
    "TimeIsPast",
    "TooManyPictures",
    "add_picture",
    "arrange_article",
    "cancel_publication",
    "delete_picture",
    "lock_article",
    "mark_article_read",
    "mark_article_unread",
    "publish_article",
    "publish_due_articles",
    "remove_picture",
    "render_article",
    "restore_revision",
    "save_draft",
    "save_revision",
    "schedule_publication",
    "share_draft",
    "unshare_draft",
    "withdraw_article",
    "write_article",
]  # fmt: skip
