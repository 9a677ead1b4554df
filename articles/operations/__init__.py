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
from articles.operations.importing import (
    FileNotUnderstood,
    NothingChosen,
    accept_article_file,
    delete_old_article_files,
    discard_article_file,
    read_article_file,
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
    "FileNotUnderstood",
    "NoDescription",
    "NotPublished",
    "NothingChosen",
    "NothingToPublish",
    "PictureInUse",
    "PlaceTaken",
    "TimeIsPast",
    "TooManyPictures",
    "accept_article_file",
    "add_picture",
    "arrange_article",
    "cancel_publication",
    "delete_old_article_files",
    "delete_picture",
    "discard_article_file",
    "lock_article",
    "mark_article_read",
    "mark_article_unread",
    "publish_article",
    "publish_due_articles",
    "read_article_file",
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
