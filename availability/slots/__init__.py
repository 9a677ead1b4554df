"""When a person can be booked: wall-clock hours in, UTC starts out. Pure: no database, no clock.

Every instant is an integer, UTC seconds since the epoch. Every interval is half-open. A `day` is a
number, days since 1970-01-01 on the mentor's own calendar, so date arithmetic is integer arithmetic.

The steps, each a function in here:

1. `clock_segments`: cut the span where a journey begins or ends, then where the UTC offset changes.
2. `open_intervals`: the exact preimage of the wall-clock hours under each segment's offset. The minutes
   of a gap vanish and those of a fold count twice; nothing else in here knows about clock changes.
3. `add_buffers`: what is booked, with its own buffers, grown by the buffers of the session asked for.
4. `subtract`: the free intervals.
5. `starts_on_grid`: starts on a grid that depends on the free intervals and the mentor's midnights alone.
6. Notice, window, caps, the learner's own sessions and the query only filter; they never move the
   grid, so everyone sees the same one at any minute.

Cost: O(D + W log W + B log B + S) for days, hours rows, bookings and starts.
"""

from availability.slots.caps import Cap, CapPeriod, CountedSession
from availability.slots.engine import (
    Availability,
    BookingRules,
    Cause,
    Hours,
    TimeOff,
    Travel,
    clock_segments,
    compute_availability,
    grid_alignment,
    open_intervals,
    search_span,
)
from availability.slots.intervals import Interval, intersect, merge, subtract
from availability.slots.wall_clock import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    MinuteRange,
    day_begins,
    day_number,
    offset_segments,
    to_date,
    to_datetime,
    to_seconds,
)
from availability.slots.weekly import WEEK_DAYS, weekly_instants

__all__ = [
    "DAY",
    "DAY_MINUTES",
    "MINUTE",
    "WEEK_DAYS",
    "Availability",
    "BookingRules",
    "Cap",
    "CapPeriod",
    "Cause",
    "CountedSession",
    "Hours",
    "Interval",
    "MinuteRange",
    "TimeOff",
    "Travel",
    "clock_segments",
    "compute_availability",
    "day_begins",
    "day_number",
    "grid_alignment",
    "intersect",
    "merge",
    "offset_segments",
    "open_intervals",
    "search_span",
    "subtract",
    "to_date",
    "to_datetime",
    "to_seconds",
    "weekly_instants",
]
