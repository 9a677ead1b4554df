"""What is promised within somebody's hours: upper apps say how it is found, edits what they would strand.

An app has it in its `commitments.py`, which is found when Django starts.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from accounts.models import User
from availability.models import HoursKey, Schedule
from availability.slots import Hours, Interval, clock_segments, open_intervals, subtract, to_seconds


class Commitment(NamedTuple):
    """A session of somebody, with the hours that it was booked by."""

    key: HoursKey
    starts_at: datetime
    ends_at: datetime
    title: str
    url: str

    @property
    def during(self) -> Interval:
        return to_seconds(self.starts_at), to_seconds(self.ends_at)


Find = Callable[[User, datetime], list[Commitment]]
Change = Callable[[HoursKey, Hours], Hours]

_finders: list[Find] = []


def register(find: Find) -> Find:
    """Declare how the coming commitments of a person are found."""
    _finders.append(find)
    return find


def find_stranded(user: User, change: Change, *, now: datetime) -> list[Commitment]:
    """What lies within the hours and would not any more, if each of them were changed so."""
    coming = [each for find in _finders for each in find(user, now)]
    if not coming:
        return []
    start, end = min(each.starts_at for each in coming), max(each.ends_at for each in coming)
    hours = Schedule.objects.hours_by_key({each.key for each in coming}, start=start, end=end)
    span = to_seconds(start), to_seconds(end)
    before = {key: open_intervals(each, clock_segments(each, *span)) for key, each in hours.items()}
    changed = {key: change(key, each) for key, each in hours.items()}
    after = {key: open_intervals(each, clock_segments(each, *span)) for key, each in changed.items()}
    return [
        each
        for each in coming
        if subtract([each.during], after[each.key]) and not subtract([each.during], before[each.key])
    ]
