"""The mentor says whether a session was paid for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from mentoring.lifecycle import AttendanceRole
from mentoring.models import Attendance, Booking
from mentoring.payments import is_payable


class NothingToPay(Refusal):
    code, message = "nothing_to_pay", _("This session is free, not agreed yet, or called off.")


class NotInTheGroup(Refusal):
    code, message = "not_in_the_group", _("Say which learner of the group has paid.")


class NotTheMentor(Refusal):
    code, message = "not_the_mentor", _("Only the mentor of a session says that.")


@transaction.atomic
def mark_paid(*, booking: Booking, by: User, is_paid: bool, now: datetime, learner: str = "") -> None:
    """Said twice, the first time stays. In a group, `learner` is the handle of whoever paid.

    Raises NotTheMentor, NothingToPay or NotInTheGroup.
    """
    if not booking.is_given_by(by):
        raise NotTheMentor
    if not is_payable(booking):
        raise NothingToPay
    learners = Attendance.objects.filter(booking=booking, role=AttendanceRole.LEARNER)
    if booking.is_group:
        learners = learners.filter(person__handle=learner)
        if not learners.exists():
            raise NotInTheGroup
    if is_paid:
        learners.filter(paid_at=None).update(paid_at=now)
    else:
        learners.update(paid_at=None)
