"""Telling the people of a session what happens to it. In the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from accounts.models import User
from mentoring.models import Booking
from mentoring.notice_kinds import (
    REQUEST_ENDED,
    SCORECARD_ANSWERED,
    SCORECARD_DUE,
    SCORECARD_SHARED,
    SESSION_BOOKED,
    SESSION_CANCELLED,
    SESSION_MOVED,
    SESSION_NEAR,
    SESSION_REQUESTED,
)
from notices import operations as notices
from notices.operations import NewNotice
from notices.registry import NoticeKind

REMINDERS = {"PT24H": timedelta(hours=24), "PT1H": timedelta(hours=1)}
# After a mock interview, while its scorecard is not shared; then nobody is asked any more.
SCORECARD_REMINDERS = {"PT0S": timedelta(0), "PT24H": timedelta(hours=24), "PT72H": timedelta(hours=72)}


def tell_of_booking(booking: Booking, *, by: User, now: datetime) -> None:
    """Both people, at once; and again at those times of a reminder that are still to come."""
    notices.tell_each(
        [
            _build_notice(SESSION_BOOKED, "invitation", booking, person, at=now, by=by)
            for person in _people(booking)
        ]
        + _build_reminders(booking, now=now),
        now=now,
    )


def tell_of_move(booking: Booking, *, by: User, old_starts_at: datetime, now: datetime) -> None:
    """Both people; what was told of the old time and is not read or sent yet is taken back."""
    notices.take_back(about=_name_booking(booking), now=now)
    was = {"old_starts_at": old_starts_at.isoformat()}
    notices.tell_each(
        [
            _build_notice(SESSION_MOVED, "move", booking, person, at=now, by=by, more=was)
            for person in _people(booking)
        ]
        + _build_reminders(booking, now=now),
        now=now,
    )


def tell_of_cancellation(booking: Booking, *, by: User, now: datetime) -> None:
    """Both people; what nobody has read or been sent yet of the session before is taken back."""
    notices.take_back(about=_name_booking(booking), now=now)
    notices.tell_each(
        [
            _build_notice(SESSION_CANCELLED, "cancellation", booking, person, at=now, by=by)
            for person in _people(booking)
        ],
        now=now,
    )


def tell_of_request(booking: Booking, *, by: User, now: datetime) -> None:
    """The mentor, who has to answer it, and the learner, who waits."""
    notices.tell_each(
        [
            _build_notice(SESSION_REQUESTED, "request", booking, person, at=now, by=by)
            for person in _people(booking)
        ],
        now=now,
    )


def tell_of_acceptance(booking: Booking, *, by: User, now: datetime) -> None:
    """As of a booking; nobody is asked for an answer any more."""
    notices.take_back(about=_name_booking(booking), now=now)
    tell_of_booking(booking, by=by, now=now)


def tell_of_request_ended(booking: Booking, *, by: User | None, now: datetime) -> None:
    """Both people: declined, taken back, or never answered (`by` is None then)."""
    notices.take_back(about=_name_booking(booking), now=now)
    notices.tell_each(
        [
            _build_notice(REQUEST_ENDED, "request-ended", booking, person, at=now, by=by)
            for person in _people(booking)
        ],
        now=now,
    )


def tell_of_scorecard(booking: Booking, *, by: User, now: datetime) -> None:
    """The learner, that the scorecard of their mock interview is there."""
    notices.tell_each(
        [_build_notice(SCORECARD_SHARED, "scorecard", booking, booking.learner, at=now, by=by)], now=now
    )


def tell_of_answer(booking: Booking, *, by: User, now: datetime) -> None:
    """The mentor, that the learner has answered their scorecard."""
    notices.tell_each(
        [_build_notice(SCORECARD_ANSWERED, "answer", booking, booking.mentor.user, at=now, by=by)], now=now
    )


def _build_reminders(booking: Booking, *, now: datetime) -> list[NewNotice]:
    """At those times that are still to come."""
    return [
        _build_notice(SESSION_NEAR, f"reminder:{offset}", booking, person, at=booking.starts_at - ahead)
        for offset, ahead in REMINDERS.items()
        if booking.starts_at - ahead > now
        for person in _people(booking)
    ] + [
        _build_notice(
            SCORECARD_DUE, f"scorecard:{after}", booking, booking.mentor.user, at=booking.ends_at + delay
        )
        for after, delay in SCORECARD_REMINDERS.items()
        if booking.rubric_key
    ]


def _people(booking: Booking) -> list[User]:
    return [each.person for each in booking.attendances.all()]


def _name_booking(booking: Booking) -> str:
    return f"booking:{booking.pk}"


def _build_notice(
    kind: NoticeKind,
    letter: str,
    booking: Booking,
    person: User,
    *,
    at: datetime,
    by: User | None = None,
    more: Mapping[str, str] = MappingProxyType({}),
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
        context={
            "booking": str(booking.pk),
            "sequence": booking.sequence,
            **({"by": by.pk} if by else {}),
            **more,
        },
        is_news=person != by,
        letter_key=f"{about}:{booking.sequence}:{letter}:{person.pk}",
    )
