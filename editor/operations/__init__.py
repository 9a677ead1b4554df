"""What people do with drafts of roadmaps: one function per act, all of it or none of it."""

from editor.operations.drafts import (
    DraftTooLarge,
    NothingToRedo,
    NothingToUndo,
    PartIsGone,
    change_draft,
    copy_roadmap,
    discard_draft,
    redo_change,
    start_roadmap,
    undo_change,
)
from editor.operations.imports import (
    NotUnderstood,
    accept_import,
    delete_old_imports,
    discard_import,
    read_import,
    report_of,
)
from editor.operations.publishing import (
    Effect,
    NothingToPublish,
    NotReady,
    Vanished,
    check_ready,
    find_vanished,
    preview_effect,
    publish_draft,
)

__all__ = [
    "DraftTooLarge",
    "Effect",
    "NotReady",
    "NotUnderstood",
    "NothingToPublish",
    "NothingToRedo",
    "NothingToUndo",
    "PartIsGone",
    "Vanished",
    "accept_import",
    "change_draft",
    "check_ready",
    "copy_roadmap",
    "delete_old_imports",
    "discard_draft",
    "discard_import",
    "find_vanished",
    "preview_effect",
    "publish_draft",
    "read_import",
    "redo_change",
    "report_of",
    "start_roadmap",
    "undo_change",
]
