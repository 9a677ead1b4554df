"""What may become of a booking: its states, and the table of allowed transitions."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.CONFIRMED: frozenset({State.CANCELLED, State.COMPLETED, State.NO_SHOW}),
    State.CANCELLED: frozenset(),
    # The mentor may have clicked the wrong one of two buttons.
    State.COMPLETED: frozenset({State.NO_SHOW}),
    State.NO_SHOW: frozenset({State.COMPLETED}),
}

# A session that was held goes on holding its time: history can't overlap either.
HOLDING = (State.CONFIRMED, State.COMPLETED, State.NO_SHOW)


def sources_of(target: State) -> list[State]:
    """The states from which a booking may move to this one."""
    return [state for state, targets in TRANSITIONS.items() if target in targets]


def _check() -> None:
    """Every state has its row, and every one can be reached from a fresh booking."""
    reached, waiting = {State.CONFIRMED}, [State.CONFIRMED]
    while waiting:
        new = TRANSITIONS[waiting.pop()] - reached
        reached |= new
        waiting += new
    if set(TRANSITIONS) != set(State) or reached != set(State):
        raise AssertionError("A state of a booking is missing from its table of transitions.")


_check()
