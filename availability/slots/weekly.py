"""The same hour of somebody's wall clock, week after week."""

from availability.slots.engine import Hours, clock_segments
from availability.slots.wall_clock import DAY, offset_at

WEEK_DAYS = 7


def weekly_instants(hours: Hours, first: int, weeks: int) -> list[tuple[int, int | None]]:
    """The day of each week, and when the clock of `hours` shows then what it shows at `first`.

    Days are counted as `day_number` does. The instant is None where the clock skips that time; where it shows
    it twice, the first one counts.
    """
    zone = hours.zone_at(first)
    first_day, second = divmod(first + offset_at(zone, first), DAY)
    segments = clock_segments(hours, first - 2 * DAY, first + (WEEK_DAYS * weeks + 2) * DAY)
    found: list[tuple[int, int | None]] = [(first_day, first)]
    for day in range(first_day + WEEK_DAYS, first_day + WEEK_DAYS * weeks, WEEK_DAYS):
        shown = (
            day * DAY + second - each.offset
            for each in segments
            if each.start <= day * DAY + second - each.offset < each.end
        )
        found.append((day, min(shown, default=None)))
    return found
