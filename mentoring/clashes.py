"""Sessions that stay booked although the mentor's hours no longer cover them."""

from collections.abc import Sequence

from availability.models import HoursKey, Schedule
from availability.slots import clock_segments, open_intervals, subtract, to_seconds
from mentoring.models import Booking


def find_outside_hours(upcoming: Sequence[Booking]) -> list[Booking]:
    """Those that lie, in whole or in part, outside the schedule of their type. One query.

    They bring their session type.
    """
    if not upcoming:
        return []
    start, end = min(each.starts_at for each in upcoming), max(each.ends_at for each in upcoming)
    keys = {hours_key_of(each) for each in upcoming}
    hours = Schedule.objects.hours_by_key(keys, start=start, end=end)
    span = to_seconds(start), to_seconds(end)
    covered = {key: open_intervals(of_key, clock_segments(of_key, *span)) for key, of_key in hours.items()}
    return [
        each
        for each in upcoming
        if subtract([(to_seconds(each.starts_at), to_seconds(each.ends_at))], covered[hours_key_of(each)])
    ]


def hours_key_of(booking: Booking) -> HoursKey:
    """By which schedule it was booked: that of its type, or the default one if the type is gone."""
    return booking.session_type.hours_key if booking.session_type else HoursKey(booking.mentor_id)
