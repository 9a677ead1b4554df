"""The next free time of each mentor, kept so that the directory can sort all of them by it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q

from availability.slots import to_datetime
from mentoring.free_times import find_free_times_of_each
from mentoring.lifecycle import PENDING_STATES
from mentoring.models import Booking, Mentor, NextFreeChange, SessionType

LOOKED_AHEAD = timedelta(days=30)
ASKED_AGAIN = timedelta(hours=1)  # when nothing is free, as the days that can be booked go on
AT_ONCE = 500  # mentors in a transaction


def mark_next_free(mentor_id: int) -> None:
    """In the transaction of an act that may move it: it is computed anew within a minute of the commit."""
    NextFreeChange.objects.create(mentor_id=mentor_id)


def mark_offer(mentor_id: int) -> None:
    """As `mark_next_free`, where what is offered has changed: that nothing was free says nothing any more."""
    mark_next_free(mentor_id)
    Mentor.objects.filter(pk=mentor_id, next_free_at=None).update(next_free_until=None)


def refresh_next_free(*, now: datetime) -> int:
    """Compute what acts or the clock have moved. How many mentors."""
    total = 0
    while count := _refresh_some(now=now):
        total += count
    return total


@transaction.atomic
def _refresh_some(*, now: datetime) -> int:
    """A change that is committed while this computes has a row of its own, which stays for the next time."""
    changes = dict(NextFreeChange.objects.order_by("pk").values_list("pk", "mentor")[:AT_ONCE])
    due = Mentor.objects.listed().filter(Q(next_free_until=None) | Q(next_free_until__lte=now))
    wanted = {*changes.values(), *due.values_list("pk", flat=True)[:AT_ONCE]}
    mentors = list(
        Mentor.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True, skip_locked=True)
    )
    locked = {mentor.pk for mentor in mentors}
    NextFreeChange.objects.filter(pk__in=[pk for pk, mentor in changes.items() if mentor in locked]).delete()
    found = _find(locked, now=now)
    for mentor in mentors:
        mentor.next_free_at, mentor.next_free_until = found.get(mentor.pk, (None, now + ASKED_AGAIN))
    Mentor.objects.bulk_update(mentors, ["next_free_at", "next_free_until"])
    return len(mentors)


def _find(mentor_ids: set[int], *, now: datetime) -> dict[int, tuple[datetime | None, datetime]]:
    """The next free start of each, and until when that holds if nobody acts.

    It holds until it is too soon for it, and until a time that is only kept for somebody may be free again.
    """
    types = list(SessionType.objects.bookable().filter(mentor__in=mentor_ids).select_related("mentor__user"))
    answers = find_free_times_of_each(types, start=now, end=now + LOOKED_AHEAD, now=now)
    pending = Booking.objects.filter(mentor__in=mentor_ids, state__in=PENDING_STATES, expires_at__gt=now)
    released = dict(pending.values_list("mentor").annotate(Min("expires_at")).order_by())
    found: dict[int, tuple[datetime | None, datetime]] = {}
    for each in types:
        never = (None, now + ASKED_AGAIN)
        at, until = found.get(each.mentor_id, never)
        for second in answers[each.pk].starts[:1]:
            start = to_datetime(second)
            if at is None or start < at:
                at, until = start, start - timedelta(hours=each.notice_hours)
        until = min(until, released.get(each.mentor_id, until))
        found[each.mentor_id] = at, max(until, now + timedelta(seconds=1))  # else it were due again at once
    return found
