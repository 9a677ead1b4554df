"""The study log."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock import local_date
from core.refusals import Refusal
from roadmaps.models import CHANGEABLE_FOR, MINUTES_A_DAY, Roadmap, Step, StudyEntry
from roadmaps.operations.marks import NoSuchStep


class NotYet(Refusal):
    code, message = "not_yet", _("That day has not come yet. Log it when it has.")


class NoTimeAtAll(Refusal):
    code, message = "minutes_out_of_range", _("Log between 1 minute and 24 hours.")


class TooLateToChange(Refusal):
    code, message = "too_late_to_change", _("Entries can be changed for 14 days. This one stays as it is.")


def log_study(
    *,
    learner: User,
    minutes: int,
    studied_on: date,
    now: datetime,
    roadmap: Roadmap | None = None,
    key: str = "",
    note: str = "",
) -> StudyEntry:
    """Write down time spent on a date where the learner lives, about a step if one is named.

    Raises NoTimeAtAll, NotYet or NoSuchStep.
    """
    _check_time(learner, minutes, studied_on, now)
    if key and not (roadmap and Step.objects.filter(edition__roadmap=roadmap, key=key).exists()):
        raise NoSuchStep
    return StudyEntry.objects.create(
        learner=learner,
        minutes=minutes,
        studied_on=studied_on,
        logged_at=now,
        roadmap=roadmap,
        key=key,
        note=note,
    )


def change_study(
    *, entry: StudyEntry, minutes: int, studied_on: date, note: str, now: datetime
) -> StudyEntry:
    """Correct an entry. Raises NoTimeAtAll, NotYet or TooLateToChange."""
    _check_changeable(entry, now)
    _check_time(entry.learner, minutes, studied_on, now)
    entry.minutes, entry.studied_on, entry.note = minutes, studied_on, note
    entry.save(update_fields=["minutes", "studied_on", "note"])
    return entry


def remove_study(*, entry: StudyEntry, now: datetime) -> None:
    """Take an entry out of the log. Raises TooLateToChange."""
    _check_changeable(entry, now)
    entry.delete()


def _check_time(learner: User, minutes: int, studied_on: date, now: datetime) -> None:
    if not 1 <= minutes <= MINUTES_A_DAY:
        raise NoTimeAtAll
    if studied_on > local_date(now, learner.zone):
        raise NotYet


def _check_changeable(entry: StudyEntry, now: datetime) -> None:
    if now > entry.logged_at + CHANGEABLE_FOR:
        raise TooLateToChange
