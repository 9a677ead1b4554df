"""Saying when the months of a gate began, and when they were over."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.clock import local_date
from core.refusals import Refusal
from roadmaps.announcements import GateChanged
from roadmaps.models import Enrolment, GateEvent, GateState
from roadmaps.months import months_after


class NoSuchGate(Refusal):
    code, message = "no_such_gate", _("There is no such gate in this roadmap.")


class GateInTheFuture(Refusal):
    code, message = "gate_in_the_future", _("That day has not come yet. Say it when it has.")


class GatePassedTooSoon(Refusal):
    """`data["earliest"]` is the first day on which the months are over."""

    code, message = (
        "gate_passed_too_soon",
        _("These months are not over yet. They count from the day you began."),
    )


class GateNotBegun(Refusal):
    code, message = "gate_not_begun", _("Say when these months began, then when they were over.")


@transaction.atomic
def set_gate(
    *,
    enrolment: Enrolment,
    key: str,
    begun_on: date | None,
    passed_on: date | None,
    by: User,
    now: datetime,
) -> GateEvent | None:
    """Say when the months began and when they were over, in dates where the learner lives.

    No `begun_on` takes back what was said. None if it was said already. Raises NoSuchGate, GateNotBegun,
    GateInTheFuture or GatePassedTooSoon.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    gate = enrolment.edition.gates.filter(key=key).first()
    if gate is None:
        raise NoSuchGate
    today = local_date(now, enrolment.learner.zone)
    if max(begun_on or today, passed_on or today) > today:
        raise GateInTheFuture
    if passed_on:
        if begun_on is None:
            raise GateNotBegun
        if passed_on < (earliest := months_after(begun_on, gate.months)):
            raise GatePassedTooSoon(earliest=earliest.isoformat())
    states = GateState.objects.filter(learner=enrolment.learner_id, enrolment=enrolment, key=key)
    state = states.first()
    if (begun_on, passed_on) == ((state.begun_on, state.passed_on) if state else (None, None)):
        return None
    if begun_on is None:
        states.delete()
    else:
        GateState.objects.update_or_create(
            learner_id=enrolment.learner_id,
            enrolment=enrolment,
            key=key,
            defaults={"begun_on": begun_on, "passed_on": passed_on},
        )
    event = GateEvent.objects.create(
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        key=key,
        begun_on=begun_on,
        passed_on=passed_on,
        at=now,
        by=by,
    )
    announce(GateChanged(event))
    return event
