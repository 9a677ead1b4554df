"""Whether and when somebody wants to be asked."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.clock import local_date
from core.refusals import Refusal
from practice.models import PracticeChoice
from practice.operations.cards import keep_finished


class PauseInThePast(Refusal):
    code, message = "pause_in_the_past", _("Choose a day to come, or leave the pause out.")


@transaction.atomic
def choose_practice(
    *,
    learner: User,
    is_on: bool,
    paused_until: date | None = None,
    with_finished: bool = False,
    now: datetime,
) -> PracticeChoice:
    """Be asked, or not, or not until a day. `with_finished` keeps the questions of finished steps, too.

    Raises PauseInThePast.
    """
    if paused_until and paused_until <= local_date(now, learner.zone):
        raise PauseInThePast
    chosen = {"is_on": is_on, "paused_until": paused_until if is_on else None, "changed_at": now}
    choice, _is_new = PracticeChoice.objects.update_or_create(learner=learner, defaults=chosen)
    if is_on and with_finished:
        keep_finished(learner=learner, now=now)
    return choice
