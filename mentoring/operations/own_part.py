"""What a learner says of their own part in a session: their name, and the document that it is about."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from mentoring.lifecycle import KEPT_STATES, RELEASED_STATES, AttendanceRole
from mentoring.models import Attendance, Booking, SessionKind


class NotFirstInterview(Refusal):
    code = "not_first_interview"
    message = _("Only your first mock interview can be without your name.")


class NotYours(Refusal):
    code, message = "not_yours", _("Only the learner of a session says that.")


def can_be_anonymous(learner: User) -> bool:
    """Whether they have had no mock interview so far, and none is booked. One query."""
    mocks = Attendance.objects.filter(
        person=learner, role=AttendanceRole.LEARNER, booking__kind=SessionKind.MOCK_INTERVIEW
    )
    return not mocks.exclude(state__in=(*RELEASED_STATES, *KEPT_STATES)).exists()


@transaction.atomic
def show_name(*, booking: Booking, by: User) -> None:
    """Let the mentor see who it is, for good. Raises NotYours."""
    _change_own(booking, by, is_anonymous=False)


@transaction.atomic
def attach_document(*, booking: Booking, by: User, url: str) -> None:
    """Name the document that the session is about, or another one, or none. Raises NotYours."""
    _change_own(booking, by, document_url=url)


def _change_own(booking: Booking, by: User, **changes: object) -> None:
    mine = Attendance.objects.filter(booking=booking, person=by, role=AttendanceRole.LEARNER)
    if not mine.update(**changes):
        raise NotYours
