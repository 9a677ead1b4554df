"""What people do in mentoring: one function for each act."""

from mentoring.operations.booking import (
    TO_ANSWER,
    About,
    NotBookable,
    NotForYourself,
    book_session,
)
from mentoring.operations.cancelling import TooLateToCancel, cancel_all, cancel_booking
from mentoring.operations.changes import AlreadySettled, release_expired
from mentoring.operations.moving import LearnerBusy, NotMovable, SameTime, TooLateToMove, move_booking
from mentoring.operations.outcomes import OUTCOME_AFTER, TooSoonToTell, record_outcome
from mentoring.operations.profile import (
    NotReady,
    become_mentor,
    list_profile,
    offer_session_type,
    unlist_profile,
    update_profile,
    update_session_type,
)
from mentoring.operations.requests import NotAsked, accept_request, decline_request, expire_unanswered
from mentoring.operations.scorecards import (
    AlreadyRated,
    AlreadyShared,
    DraftScore,
    NothingToAnswer,
    NothingToScore,
    NotWhole,
    ScorecardDraft,
    answer_scorecard,
    draft_scorecard,
    rate_oneself,
    share_scorecard,
)
from mentoring.operations.times import AlreadyBusy, DayFull, NotOpen, SlotTaken, TooFar, TooSoon

__all__ = [
    "OUTCOME_AFTER",
    "TO_ANSWER",
    "About",
    "AlreadyBusy",
    "AlreadyRated",
    "AlreadySettled",
    "AlreadyShared",
    "DayFull",
    "DraftScore",
    "LearnerBusy",
    "NotAsked",
    "NotBookable",
    "NotForYourself",
    "NotMovable",
    "NotOpen",
    "NotReady",
    "NotWhole",
    "NothingToAnswer",
    "NothingToScore",
    "SameTime",
    "ScorecardDraft",
    "SlotTaken",
    "TooFar",
    "TooLateToCancel",
    "TooLateToMove",
    "TooSoon",
    "TooSoonToTell",
    "accept_request",
    "answer_scorecard",
    "become_mentor",
    "book_session",
    "cancel_all",
    "cancel_booking",
    "decline_request",
    "draft_scorecard",
    "expire_unanswered",
    "list_profile",
    "move_booking",
    "offer_session_type",
    "rate_oneself",
    "record_outcome",
    "release_expired",
    "share_scorecard",
    "unlist_profile",
    "update_profile",
    "update_session_type",
]
