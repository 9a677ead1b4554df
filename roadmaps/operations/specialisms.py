"""Choosing the specialisms of a roadmap that one goes deep in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.models import MOST_SPECIALISMS, Enrolment, EnrolmentEvent
from roadmaps.operations.enrolments import apply_change, known_specialisms, lock_enrolment


class NoSuchSpecialism(Refusal):
    code, message = "no_such_specialism", _("This edition has no such specialism. Choose from its own.")


class TooManySpecialisms(Refusal):
    code, message = (
        "too_many_specialisms",
        _("Three specialisms are the most. Leave one out, and change your choice whenever you like."),
    )


@transaction.atomic
def choose_specialisms(
    *, enrolment: Enrolment, keys: Collection[str], by: User, now: datetime
) -> EnrolmentEvent | None:
    """Count the steps of these specialisms, and of no others; every mark stays as it is.

    Without any, the roadmap counts as it was written. None if these are the learner's already.
    Raises NotEnrolled, NoSuchSpecialism or TooManySpecialisms.
    """
    lock_enrolment(enrolment)
    chosen = known_specialisms(enrolment.edition, keys)
    if set(keys) - set(chosen):
        raise NoSuchSpecialism
    if len(chosen) > MOST_SPECIALISMS:
        raise TooManySpecialisms
    if chosen == enrolment.specialisms:
        return None
    return apply_change(enrolment, EnrolmentEvent.Kind.SPECIALISED, specialisms=chosen, by=by, now=now)
