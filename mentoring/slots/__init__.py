"""When a mentor can be booked: wall-clock hours in, UTC starts out. Pure: no database, no clock.

Every instant is an integer, UTC seconds since the epoch. Every interval is half-open. A `day` is a
number, days since 1970-01-01 on the mentor's own calendar, so date arithmetic is integer arithmetic.

The steps, each a function in here:

1. `offset_segments`: cut the span where the zone's UTC offset changes.
2. `opened`: the exact preimage of the wall-clock hours under each segment's offset. The minutes of a
   gap vanish and those of a fold count twice; nothing else in here knows about clock changes.
3. `grown`: what is booked, with its own buffers, grown by the buffers of the session asked for.
4. `subtracted`: the free runs.
5. `on_grid`: starts on a grid that hangs on the free runs and on the mentor's midnights alone.
6. Notice, window, cap, the learner's own sessions and the query only filter; they never move the
   grid, so everyone sees the same one at any minute.

Cost: O(D + W log W + B log B + S) for days, hours rows, bookings and starts.
"""

from mentoring.slots.engine import Availability, Cause, Hours, Terms, alignment, availability, opened, reach
from mentoring.slots.intervals import Interval, merged, shared, subtracted
from mentoring.slots.wall_clock import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    Minutes,
    day_number,
    epoch,
    moment,
    offset_segments,
)

__all__ = [
    "DAY",
    "DAY_MINUTES",
    "MINUTE",
    "Availability",
    "Cause",
    "Hours",
    "Interval",
    "Minutes",
    "Terms",
    "alignment",
    "availability",
    "day_number",
    "epoch",
    "merged",
    "moment",
    "offset_segments",
    "opened",
    "reach",
    "shared",
    "subtracted",
]
