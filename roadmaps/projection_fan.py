"""The picture of a projection: hours done until today, and the ways on at one's own paces. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.charts import Fan, fan
from roadmaps.months import months_after
from roadmaps.projection import TEN_HOURS, Basis, Projection

LONGEST_MONTHS = 120  # from the beginning; what takes longer leaves the picture


def draw_fan(
    projection: Projection,
    *,
    finished: Iterable[tuple[date, int]],
    goal_minutes: int,
    started_on: date,
    today: date,
) -> Fan | None:
    """`finished` are the days on which steps were done, with their hours. None where there is no range.

    A line ends where the last gate that is open lets it: first it rises to all hours, then it waits.
    """
    if not projection.hours_open or projection.basis == Basis.TOO_LITTLE:
        return None
    done_by = sorted(finished)
    done = sum(hours for _day, hours in done_by)
    most = done + projection.hours_open
    dates = (projection.five_years, projection.latest, projection.gates_until)
    last_on = min(max(day for day in dates if day), months_after(started_on, LONGEST_MONTHS))
    end = (max(last_on, today + timedelta(weeks=4)) - started_on).days

    def x_of(day: date) -> float:
        return min(max(0, (day - started_on).days), end)

    now = x_of(today)

    def go_on(minutes: float) -> list[tuple[float, float]]:
        """From today at so many minutes a week: up to all hours and on to the last gate, or to the edge."""
        hours_a_day = minutes / 60 / 7
        reached = now + projection.hours_open / hours_a_day if hours_a_day else end + 1.0
        if reached > end:
            return [(now, done), (end, done + hours_a_day * (end - now))]
        waited = x_of(projection.gates_until) if projection.gates_until else 0
        return [(now, done), (reached, most), *([(waited, most)] if waited > reached else [])]

    past, so_far = [(0.0, 0.0)], 0
    for day, hours in done_by:
        past += [(x_of(day), so_far), (x_of(day), so_far + hours)]
        so_far += hours
    pace = projection.pace
    own = {"high": pace.high, "middle": pace.middle, "low": pace.low} if pace else {"middle": goal_minutes}
    years = range(started_on.year + 1, last_on.year + 1)
    return fan(
        past=[*past, (now, done)],
        lines={name: go_on(minutes) for name, minutes in {**own, "ten": TEN_HOURS}.items()},
        between=("high", "low") if pace else None,
        end=end,
        most=most,
        uprights=[(x_of(projection.two_years), _("2 years")), (x_of(projection.five_years), _("5 years"))],
        flags=[(x_of(gate.earliest), gate.title) for gate in projection.gates],
        ticks=[(x_of(date(year, 1, 1)), str(year)) for year in years],
    )
