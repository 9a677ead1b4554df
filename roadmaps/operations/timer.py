"""A timer for study. It is a row, so it goes on whatever becomes of the browser."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock import local_date
from core.refusals import Refusal
from roadmaps.models import Roadmap, StudyEntry, StudyTimer
from roadmaps.operations.marks import NoSuchStep
from roadmaps.operations.study import log_study
from roadmaps.overlaid_contents import sees_step

LONGEST = timedelta(hours=12)


class TimerRunsAlready(Refusal):
    code, message = "timer_runs_already", _("Your timer runs already. Stop it first.")


class NoTimer(Refusal):
    code, message = "no_timer", _("No timer runs. Start one, or log the time by hand.")


class TimerForgotten(Refusal):
    code, message = (
        "timer_forgotten",
        _("The timer ran for more than 12 hours. Say how many minutes you really studied."),
    )


@transaction.atomic
def start_timer(*, learner: User, now: datetime, roadmap: Roadmap | None = None, key: str = "") -> StudyTimer:
    """Begin to count, about a step that the learner sees if one is named.

    Raises NoSuchStep or TimerRunsAlready.
    """
    if key and not sees_step(learner, roadmap, key):
        raise NoSuchStep
    timer, is_new = StudyTimer.objects.get_or_create(
        learner=learner, defaults={"roadmap": roadmap if key else None, "key": key, "started_at": now}
    )
    if not is_new:
        raise TimerRunsAlready
    return timer


@transaction.atomic
def stop_timer(*, learner: User, now: datetime, minutes: int | None = None) -> StudyEntry:
    """Log the time that it ran, at least a minute, on the day on which it began; `minutes` corrects it.

    Raises NoTimer, TimerForgotten, and what log_study does; the timer goes on then.
    """
    timer = _lock(learner)
    ran_for = now - timer.started_at
    if minutes is None:
        if ran_for > LONGEST:
            raise TimerForgotten
        minutes = max(1, round(ran_for / timedelta(minutes=1)))
    timer.delete()
    return log_study(
        learner=learner,
        minutes=minutes,
        studied_on=min(local_date(timer.started_at, learner.zone), local_date(now, learner.zone)),
        roadmap=timer.roadmap,
        key=timer.key if timer.roadmap else "",
        now=now,
    )


@transaction.atomic
def discard_timer(*, learner: User) -> None:
    """Log nothing. Raises NoTimer."""
    _lock(learner).delete()


def _lock(learner: User) -> StudyTimer:
    timer = StudyTimer.objects.select_for_update(of=("self",)).filter(learner=learner).first()
    if timer is None:
        raise NoTimer
    return timer
