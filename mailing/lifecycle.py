"""What may become of a letter: its kinds, its states, and the table of allowed transitions."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Why a letter is sent. The order here is the order in which a busy post office sends."""

    SECURITY = "security", _("Security")
    TRANSACTIONAL = "transactional", _("Transactional")
    REMINDER = "reminder", _("Reminder")
    NEWSLETTER = "newsletter", _("Newsletter")
    DIGEST = "digest", _("Digest")

    @property
    def priority(self) -> int:
        """0 goes first."""
        return list(Kind).index(self)

    @property
    def is_bulk(self) -> bool:
        """Whether the same letter goes to many: repeats annoy, and bounces and complaints suppress."""
        return self in BULK_KINDS

    @property
    def is_unsubscribable(self) -> bool:
        """Whether a reader may opt out (RFC 8058). Never of their own security or transactions."""
        return self not in ESSENTIAL_KINDS


ESSENTIAL_KINDS = frozenset({Kind.SECURITY, Kind.TRANSACTIONAL})
BULK_KINDS = frozenset({Kind.NEWSLETTER, Kind.DIGEST})


class State(models.TextChoices):
    OWED = "owed", _("Owed")
    CLAIMED = "claimed", _("Claimed")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    IN_DOUBT = "in_doubt", _("In doubt")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Dropped")
    RECALLED = "recalled", _("Recalled")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.OWED: frozenset({State.CLAIMED, State.RECALLED}),
    State.CLAIMED: frozenset({State.SENDING, State.OWED, State.DROPPED, State.RECALLED, State.FAILED}),
    State.SENDING: frozenset({State.SENT, State.OWED, State.IN_DOUBT, State.FAILED}),
    State.IN_DOUBT: frozenset({State.SENT, State.OWED}),
    State.FAILED: frozenset({State.OWED}),
    State.SENT: frozenset({State.DELIVERED, State.BOUNCED, State.COMPLAINED}),
    State.DELIVERED: frozenset({State.BOUNCED, State.COMPLAINED}),
    State.BOUNCED: frozenset(),
    State.COMPLAINED: frozenset(),
    State.DROPPED: frozenset(),
    State.RECALLED: frozenset(),
}


SPENT_STATES = frozenset({State.SENT, State.FAILED, State.DROPPED, State.RECALLED})
"""From here a letter has no more use for its secrets."""


def sources_of(state: State) -> frozenset[State]:
    """The states from which a letter may move to `state`."""
    return _SOURCES[state]


def _inverted(transitions: Mapping[State, frozenset[State]]) -> dict[State, frozenset[State]]:
    """The table read backwards. Raises TypeError when a state is forgotten or can't be reached."""
    sources = {
        state: frozenset(origin for origin, goals in transitions.items() if state in goals) for state in State
    }
    forgotten = set(State) - set(transitions)
    unreachable = {state for state, origins in sources.items() if not origins} - {State.OWED}
    if forgotten or unreachable:
        raise TypeError(f"Letter states without transitions: {sorted(forgotten | unreachable)}")
    return sources


_SOURCES = _inverted(TRANSITIONS)
