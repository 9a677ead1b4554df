"""The order of row locks: mentors, then sessions, then their people, each by their keys.

An act that frees time of a mentor offers it to the waiting list in the same transaction, under the lock of
the mentor's row. So such an act takes that lock before it changes a session: taken after, two acts could
each wait for what the other has.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from mentoring.models import Booking, Mentor


def lock_mentors(mentor_ids: Collection[int]) -> None:
    """Until the transaction ends. People who are no mentors have no row, and are passed over."""
    rows = Mentor.objects.filter(pk__in=mentor_ids).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk"))


def lock_booking(booking: Booking) -> bool:
    """Lock the session, after its mentor. False when it is gone, or is not as the caller saw it any more."""
    seen = Booking.objects.filter(pk=booking.pk, state=booking.state, version=booking.version)
    return bool(seen.select_for_update(no_key=True).values_list("pk"))


def lock_sessions_of(person: User, *, now: datetime) -> set[UUID]:
    """Lock what is still to come of somebody, and that nothing comes to it, until the transaction ends."""
    live = Booking.objects.of(person).live(now).order_by("pk")
    while True:
        savepoint = transaction.savepoint()
        locked = {each.pk for each in live.select_for_update(of=("self",))}
        User.objects.select_for_update().only("pk").get(pk=person.pk)
        if locked.issuperset(live.values_list("pk", flat=True)):
            return locked
        transaction.savepoint_rollback(savepoint)  # one came meanwhile: all again, in the same order
