"""The mentor says whether a session was paid for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from mentoring.lifecycle import AttendanceRole
from mentoring.models import Attendance, Booking
from mentoring.payments import find_payment


class NothingToPay(Refusal):
    code, message = "nothing_to_pay", _("This session is free, not agreed yet, or called off.")


class NotTheMentor(Refusal):
    code, message = "not_the_mentor", _("Only the mentor of a session says that.")


@transaction.atomic
def mark_paid(*, booking: Booking, by: User, is_paid: bool, now: datetime) -> None:
    """Said twice, the first time stays. Raises NotTheMentor or NothingToPay."""
    if not booking.is_given_by(by):
        raise NotTheMentor
    if find_payment(booking) is None:
        raise NothingToPay
    learners = Attendance.objects.filter(booking=booking, role=AttendanceRole.LEARNER)
    if is_paid:
        learners.filter(paid_at=None).update(paid_at=now)
    else:
        learners.update(paid_at=None)
