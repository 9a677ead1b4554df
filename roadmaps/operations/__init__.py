"""What people do with roadmaps: one function per act, all of it or none of it."""

from roadmaps.operations.editions import (
    AlreadyPublished,
    Circular,
    EmptyEdition,
    Loaded,
    load_roadmap,
    publish_edition,
)
from roadmaps.operations.enrolments import AlreadyEnrolled, NotPublished, change_track, enrol, first_track
from roadmaps.operations.marks import MarkedMeanwhile, NoSuchStep, NotTheLatestMark, mark_step, undo_mark
from roadmaps.operations.study import (
    NoTimeAtAll,
    NotYet,
    TooLateToChange,
    change_study,
    log_study,
    remove_study,
)

__all__ = [
    "AlreadyEnrolled",
    "AlreadyPublished",
    "Circular",
    "EmptyEdition",
    "Loaded",
    "MarkedMeanwhile",
    "NoSuchStep",
    "NoTimeAtAll",
    "NotPublished",
    "NotTheLatestMark",
    "NotYet",
    "TooLateToChange",
    "change_study",
    "change_track",
    "enrol",
    "first_track",
    "load_roadmap",
    "log_study",
    "mark_step",
    "publish_edition",
    "remove_study",
    "undo_mark",
]
