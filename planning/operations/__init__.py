"""What people do with the plan of a week: one function per act, all of it or none of it."""

from planning.operations.blocks import (
    AlreadyHappened,
    DayHasNotCome,
    NoSuchActionItem,
    PlanIsFull,
    add_block,
    change_block,
    log_block,
    remove_block,
)
from planning.operations.letters import choose_cadence, tell_of_weeks
from planning.operations.weeks import (
    NothingToPlan,
    NothingToRepeat,
    PlanExists,
    RestIsPlanned,
    TooFarAhead,
    WeekHasPassed,
    clear_week,
    propose_week,
    repeat_week,
    shift_plans,
    write_note,
)

__all__ = [
    "AlreadyHappened",
    "DayHasNotCome",
    "NoSuchActionItem",
    "NothingToPlan",
    "NothingToRepeat",
    "PlanExists",
    "PlanIsFull",
    "RestIsPlanned",
    "TooFarAhead",
    "WeekHasPassed",
    "add_block",
    "change_block",
    "choose_cadence",
    "clear_week",
    "log_block",
    "propose_week",
    "remove_block",
    "repeat_week",
    "shift_plans",
    "tell_of_weeks",
    "write_note",
]
