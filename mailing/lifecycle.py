"""What may become of a letter: its kinds, its states, and the table of allowed transitions."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """Why a letter is sent. The order here is the order in which letters that are due are sent."""

    SECURITY = "security", _("Security")
    TRANSACTIONAL = "transactional", _("Transactional")
    REMINDER = "reminder", _("Reminder")
    NEWSLETTER = "newsletter", _("Newsletter")
    DIGEST = "digest", _("Digest")

    @property
    def priority(self) -> int:
        """0 goes first."""
        return list(LetterKind).index(self)

    @property
    def is_bulk(self) -> bool:
        """Whether the same letter goes to many: repeats annoy, and bounces and complaints suppress."""
        return self in BULK_KINDS

    @property
    def is_unsubscribable(self) -> bool:
        """Whether a reader may opt out (RFC 8058). Never of their own security or transactions."""
        return self not in ESSENTIAL_KINDS


ESSENTIAL_KINDS = frozenset({LetterKind.SECURITY, LetterKind.TRANSACTIONAL})
BULK_KINDS = frozenset({LetterKind.NEWSLETTER, LetterKind.DIGEST})


class LetterState(models.TextChoices):
    OWED = "owed", _("Owed")
    CLAIMED = "claimed", _("Claimed")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Dropped")
    RECALLED = "recalled", _("Recalled")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")


class DropReason(models.TextChoices):
    """Why a letter was not sent, though it was owed."""

    NO_LONGER_TRUE = "no_longer_true", _("What it would say is no longer so")
    UNSUBSCRIBED = "unsubscribed", _("The reader does not want such letters")
    SUPPRESSED = "suppressed", _("The address is suppressed")
    NO_READER = "no_reader", _("There is no such reader any more")
    EXPIRED = "expired", _("Its code has expired")


OWED, CLAIMED, SENDING, SENT = (
    LetterState.OWED,
    LetterState.CLAIMED,
    LetterState.SENDING,
    LetterState.SENT,
)
UNCERTAIN, FAILED, DROPPED, RECALLED = (
    LetterState.UNCERTAIN,
    LetterState.FAILED,
    LetterState.DROPPED,
    LetterState.RECALLED,
)
DELIVERED, BOUNCED, COMPLAINED = OUTCOMES = (
    LetterState.DELIVERED,
    LetterState.BOUNCED,
    LetterState.COMPLAINED,
)
"""What the provider says after a letter was sent. A letter moves to the right only, and never back."""

TRANSITIONS: Final[Mapping[LetterState, frozenset[LetterState]]] = {
    OWED: frozenset({CLAIMED, RECALLED}),
    CLAIMED: frozenset({SENDING, OWED, DROPPED, RECALLED, FAILED}),
    SENDING: frozenset({SENT, OWED, UNCERTAIN, FAILED, *OUTCOMES}),
    UNCERTAIN: frozenset({SENT, OWED, *OUTCOMES}),
    FAILED: frozenset({OWED}),
    SENT: frozenset(OUTCOMES),
    DELIVERED: frozenset({BOUNCED, COMPLAINED}),
    BOUNCED: frozenset({COMPLAINED}),
    COMPLAINED: frozenset(),
    DROPPED: frozenset(),
    RECALLED: frozenset(),
}
SPENT_STATES = frozenset({SENT, FAILED, DROPPED, RECALLED, *OUTCOMES})
"""From here a letter has no more use for its secrets."""


def sources_of(state: LetterState) -> frozenset[LetterState]:
    """The states from which a letter may move to `state`."""
    return _SOURCES[state]


def _inverted(
    transitions: Mapping[LetterState, frozenset[LetterState]],
) -> dict[LetterState, frozenset[LetterState]]:
    """The table read backwards. Raises TypeError when a state is forgotten or can't be reached."""
    sources = {
        state: frozenset(origin for origin, goals in transitions.items() if state in goals)
        for state in LetterState
    }
    forgotten = set(LetterState) - set(transitions)
    unreachable = {state for state, origins in sources.items() if not origins} - {OWED}
    if forgotten or unreachable:
        raise TypeError(f"Letter states without transitions: {sorted(forgotten | unreachable)}")
    return sources


_SOURCES = _inverted(TRANSITIONS)
