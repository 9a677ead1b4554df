"""Choosing when one is reminded of sessions."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.models import MOST_REMINDERS, REMINDABLE, Booking, ReminderChoice
from mentoring.operations import notices
from mentoring.operations.locks import lock_sessions_of


class TooManyReminders(Refusal):
    code, message = "too_many_reminders", _("Three reminders of a session are the most. Leave one out.")


class NoSuchReminder(Refusal):
    code, message = "no_such_reminder", _("Choose among the times that are offered.")


@retry_on_deadlock
def choose_reminders(*, person: User, minutes: Collection[int], now: datetime) -> ReminderChoice:
    """Be reminded so many minutes before each session from now on; of those that are booked too.

    Their sessions are locked, which may be moved, and their own row, which whoever books with them at this
    moment waits for or is waited for. Raises TooManyReminders or NoSuchReminder.
    """
    wanted = sorted(set(minutes), reverse=True)
    if len(wanted) > MOST_REMINDERS:
        raise TooManyReminders
    if not set(wanted) <= set(REMINDABLE):
        raise NoSuchReminder
    live = lock_sessions_of(person, now=now)
    choice, is_new = ReminderChoice.objects.get_or_create(
        person=person, defaults={"minutes": wanted, "version": 1}
    )
    if not is_new:
        ReminderChoice.objects.filter(person=person).update(minutes=wanted, version=F("version") + 1)
        choice.refresh_from_db()
    coming = Booking.objects.filter(pk__in=live).upcoming(now).with_people()
    notices.remind_anew(person, coming, now=now)
    return choice
