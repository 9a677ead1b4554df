"""The states of a booking and the table of allowed transitions; the roles in a session; kinds of events."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingState(models.TextChoices):
    HELD = "held", _("Held")  # while a form is filled in
    OFFERED = "offered", _("Offered")  # to somebody on the waiting list
    REQUESTED = "requested", _("Requested")  # until the mentor confirms
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")  # a request, by the mentor
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")


class AttendanceRole(models.TextChoices):
    MENTOR = "mentor", _("Mentor")
    LEARNER = "learner", _("Learner")
    OBSERVER = "observer", _("Observer")


class BookingEventKind(models.TextChoices):
    HELD = "held", _("Held")
    OFFERED = "offered", _("Offered")
    REQUESTED = "requested", _("Requested")
    BOOKED = "booked", _("Booked")
    MOVED = "moved", _("Moved")
    JOINED = "joined", _("Joined")  # a group session, by one more learner
    LEFT = "left", _("Left")  # a group session, which goes on with the others
    DECLINED = "declined", _("Declined")  # a request, by the mentor
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")


TRANSITIONS: Mapping[BookingState, frozenset[BookingState]] = {
    # What isn't made use of is deleted: no session came of it.
    BookingState.HELD: frozenset({BookingState.REQUESTED, BookingState.CONFIRMED}),
    BookingState.OFFERED: frozenset({BookingState.REQUESTED, BookingState.CONFIRMED}),
    BookingState.REQUESTED: frozenset(
        {BookingState.CONFIRMED, BookingState.DECLINED, BookingState.CANCELLED, BookingState.EXPIRED}
    ),
    BookingState.CONFIRMED: frozenset({BookingState.CANCELLED, BookingState.COMPLETED, BookingState.NO_SHOW}),
    BookingState.DECLINED: frozenset(),
    BookingState.CANCELLED: frozenset(),
    BookingState.EXPIRED: frozenset(),
    # The mentor may have clicked the wrong one of two buttons.
    BookingState.COMPLETED: frozenset({BookingState.NO_SHOW}),
    BookingState.NO_SHOW: frozenset({BookingState.COMPLETED}),
}
INITIAL_STATES = frozenset(
    {BookingState.HELD, BookingState.OFFERED, BookingState.REQUESTED, BookingState.CONFIRMED}
)

# These occupy the time of their people only until they expire.
PENDING_STATES = (BookingState.HELD, BookingState.OFFERED, BookingState.REQUESTED)

# A time that is kept for somebody and is no session yet: in no list and no history.
KEPT_STATES = (BookingState.HELD, BookingState.OFFERED)

# What somebody's part in a session is in, once it is one.
SESSION_STATES = tuple(state for state in BookingState if state not in KEPT_STATES)

# What is still to come of these.
LIVE_STATES = (BookingState.REQUESTED, BookingState.CONFIRMED)

# These free the time of their people; every other state occupies it. A session that took place keeps its
# time, so that history can't overlap either. `Attendance.holds_time` is derived from this alone.
RELEASED_STATES = (BookingState.DECLINED, BookingState.CANCELLED, BookingState.EXPIRED)

# What a move to a state is called in the history of a booking.
EVENT_KINDS: Mapping[BookingState, BookingEventKind] = {
    state: BookingEventKind.BOOKED if state == BookingState.CONFIRMED else BookingEventKind(state.value)
    for state in BookingState
}


def sources_of(target: BookingState) -> list[BookingState]:
    """The states from which a booking may move to this one."""
    return [state for state, targets in TRANSITIONS.items() if target in targets]


# A mock interview in one of these took place, or is taken to have.
TO_SCORE_STATES = (BookingState.CONFIRMED, BookingState.COMPLETED)

# In these the mentor says, or corrects, what came of it.
OUTCOME_SOURCES = frozenset({BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW})


def _check_table() -> None:
    """Every state has its row, and every one can be reached from a new booking."""
    reached, waiting = set(INITIAL_STATES), list(INITIAL_STATES)
    while waiting:
        new = TRANSITIONS[waiting.pop()] - reached
        reached |= new
        waiting += new
    if set(TRANSITIONS) != set(BookingState) or reached != set(BookingState):
        raise AssertionError("A state of a booking is missing from its table of transitions.")


_check_table()
