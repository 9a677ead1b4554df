"""A week's plan that fits: the times somebody has, filled with the work ahead. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from statistics import median
from uuid import UUID

from planning.choices import Routine

QUARTER = 15
USUAL_SITTING = 120
LEAST_SITTING, LONGEST_SITTING = 30, 180
LONGEST_BLOCK = 12 * 60
# Which days are taken first by somebody about whom nothing is known, and when on them.
USUAL_DAYS = (2, 4, 6, 1, 3, 7, 5)
WEEKEND = (6, 7)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the week. `weekday` is 1 for Monday to 7, or None for any day."""

    weekday: int | None
    minutes: int
    routine: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Something to do, and how long it will still take: a step, something agreed, or neither."""

    minutes: int
    roadmap_id: int | None = None
    key: str = ""
    action_item_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block that is proposed."""

    slot: Slot
    work: Work


def usual_slots(goal_minutes: int) -> list[Slot]:
    """Evenings and weekend mornings that add up to the goal, in sittings of two hours if that is enough."""
    count = min(len(USUAL_DAYS), max(1, ceil(goal_minutes / USUAL_SITTING)))
    quarters, more = divmod(ceil(goal_minutes / QUARTER), count)
    days = USUAL_DAYS[:count]
    return sorted(
        (
            Slot(
                day,
                min(LONGEST_BLOCK, (quarters + (place < more)) * QUARTER),
                Routine.MORNING if day in WEEKEND else Routine.AFTER_WORK,
            )
            for place, day in enumerate(days)
        ),
        key=lambda slot: slot.weekday or 0,
    )


def habitual_slots(minutes_by_day: Mapping[date, int], weeks: int) -> list[Slot]:
    """The weekdays on which somebody studied in at least half of these weeks, as long as they usually do."""
    by_weekday: dict[int, list[int]] = defaultdict(list)
    for day, minutes in minutes_by_day.items():
        if minutes:
            by_weekday[day.isoweekday()].append(minutes)
    return [
        Slot(weekday, max(LEAST_SITTING, min(LONGEST_SITTING, _in_quarters(median(sittings)))))
        for weekday, sittings in sorted(by_weekday.items())
        if 2 * len(sittings) >= max(2, weeks)
    ]


def fit_slots(slots: Iterable[Slot], *, minutes: int, over: Collection[int] = ()) -> list[Slot]:
    """As many of these as make up so many minutes; the last one is cut to fit. `over` are weekdays past.

    While none is over, what they lack is added for any day; later nothing is made up for.
    """
    found: list[Slot] = []
    left = minutes
    for slot in slots:
        if slot.weekday in over:
            continue
        taken = min(slot.minutes, left)
        if taken < QUARTER:
            break
        found.append(replace(slot, minutes=taken))
        left -= taken
    while not over and left >= QUARTER:
        taken = min(USUAL_SITTING, left)
        found.append(Slot(None, taken))
        left -= taken
    return found


def fill_slots(slots: Sequence[Slot], work: Iterable[Work]) -> list[Draft]:
    """The work in its order into the times in theirs; a time in which nothing is left to do is hours alone.

    What is longer than a sitting goes on in the next; a sitting that has a quarter of an hour left over
    begins the next work.
    """
    ahead = [each for each in work if each.minutes > 0]
    drafts: list[Draft] = []
    for slot in slots:
        left = slot.minutes
        while left:
            if not ahead:
                drafts.append(Draft(replace(slot, minutes=left), Work(left)))
                break
            now = ahead[0]
            taken = min(left, now.minutes)
            if left - taken < QUARTER:
                taken = left
            drafts.append(Draft(replace(slot, minutes=taken), replace(now, minutes=taken)))
            left -= taken
            if now.minutes - taken < QUARTER:
                ahead.pop(0)
            else:
                ahead[0] = replace(now, minutes=now.minutes - taken)
    return drafts


def _in_quarters(minutes: float) -> int:
    return round(minutes / QUARTER) * QUARTER
