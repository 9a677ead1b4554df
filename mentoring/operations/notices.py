"""Telling the people of a session: booked, soon to begin, cancelled. In the transaction of the act."""

from datetime import datetime, timedelta

from accounts.models import User
from mentoring.models import Booking
from mentoring.notice_kinds import SESSION_BOOKED, SESSION_CANCELLED, SESSION_NEAR
from notices import operations as notices
from notices.operations import NewNotice
from notices.registry import NoticeKind

REMINDERS = {"PT24H": timedelta(hours=24), "PT1H": timedelta(hours=1)}


def tell_of_booking(booking: Booking, *, by: User, now: datetime) -> None:
    """Both people, at once; and again at those times of a reminder that are still to come."""
    people = [each.person for each in booking.attendances.all()]
    reminders = {offset: booking.starts_at - ahead for offset, ahead in REMINDERS.items()}
    notices.tell_each(
        [_build_notice(SESSION_BOOKED, "invitation", booking, person, at=now, by=by) for person in people]
        + [
            _build_notice(SESSION_NEAR, f"reminder:{offset}", booking, person, at=at)
            for offset, at in reminders.items()
            if at > now
            for person in people
        ],
        now=now,
    )


def tell_of_cancellation(booking: Booking, *, by: User, now: datetime) -> None:
    """Both people; what nobody has read or been sent yet of the session before is taken back."""
    notices.take_back(about=_name_booking(booking), now=now)
    notices.tell_each(
        [
            _build_notice(SESSION_CANCELLED, "cancellation", booking, each.person, at=now, by=by)
            for each in booking.attendances.all()
        ],
        now=now,
    )


def _name_booking(booking: Booking) -> str:
    return f"booking:{booking.pk}"


def _build_notice(
    kind: NoticeKind, letter: str, booking: Booking, person: User, *, at: datetime, by: User | None = None
) -> NewNotice:
    """Keys of letters read `booking:<uuid>:<sequence>:reminder:PT1H:<user id>`.

    With the sequence in it, a letter is owed once for each time that calendars know of.
    """
    about = _name_booking(booking)
    return NewNotice(
        person=person,
        kind=kind,
        about=about,
        at=at,
        context={"booking": str(booking.pk), "sequence": booking.sequence} | ({"by": by.pk} if by else {}),
        is_news=person != by,
        letter_key=f"{about}:{booking.sequence}:{letter}:{person.pk}",
    )
