"""Telling the people of a session what happens to it. In the transaction of the act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from types import MappingProxyType

from accounts.models import User
from mentoring.models import Booking, ReminderChoice
from mentoring.notice_kinds import (
    ABSENCE_CONTESTED,
    ABSENCE_DECIDED,
    ABSENCE_REPORTED,
    ACTION_ITEMS_DUE,
    REQUEST_ENDED,
    REVIEW_REPLIED,
    SCORECARD_ANSWERED,
    SCORECARD_DUE,
    SCORECARD_SHARED,
    SEAT_LEFT,
    SEAT_TAKEN,
    SESSION_BOOKED,
    SESSION_CANCELLED,
    SESSION_MOVED,
    SESSION_NEAR,
    SESSION_REQUESTED,
    SESSION_REVIEWED,
    TIME_OFFERED,
    WEEKLY_BOOKED,
    WEEKLY_ENDED,
    WEEKLY_REQUESTED,
)
from notices import operations as notices
from notices.operations import NewNotice
from notices.registry import NoticeKind

A_WEEK = timedelta(days=7)
IN_THE_MORNING = time(9)

# After a mock interview, while its scorecard is not shared; then nobody is asked any more.
SCORECARD_REMINDERS = {"PT0S": timedelta(0), "PT24H": timedelta(hours=24), "PT72H": timedelta(hours=72)}


def tell_of_booking(booking: Booking, *, by: User, now: datetime) -> None:
    """Both people, at once; and again at those times of a reminder that are still to come."""
    notices.tell_each(
        [
            _build_notice(SESSION_BOOKED, "invitation", booking, person, at=now, by=by)
            for person in _people(booking)
        ]
        + _build_reminders(booking, _find_choices(booking), now=now),
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
        + _build_reminders(booking, _find_choices(booking), now=now),
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


def tell_of_seat(booking: Booking, *, by: User, now: datetime) -> None:
    """Who has taken a seat in a group, as of a booking; and the mentor, who has an invitation already."""
    mentor = booking.mentor.user
    choice = ReminderChoice.objects.for_each([by])[by.pk]
    notices.tell_each(
        [
            _build_notice(SESSION_BOOKED, "invitation", booking, by, at=now, by=by),
            _build_notice(SEAT_TAKEN, f"seat:{_seat(booking, by)}", booking, mentor, at=now, by=by),
            *_build_reminders_of(booking, choice, now=now),
        ],
        now=now,
    )


def tell_of_leaving(booking: Booking, *, person: User, by: User, now: datetime) -> None:
    """Who has left a group, of whom nothing more is owed of it; and the mentor."""
    notices.take_back(about=_name_booking(booking), person=person, now=now)
    mentor, seat = booking.mentor.user, _seat(booking, person)
    who = {"by": person.pk}
    notices.tell_each(
        [
            _build_notice(SESSION_CANCELLED, "cancellation", booking, person, at=now, by=by),
            _build_notice(SEAT_LEFT, f"left:{seat}", booking, mentor, at=now, by=by, more=who),
        ],
        now=now,
    )


def _seat(booking: Booking, person: User) -> str:
    """Names what one learner has done in a group, once."""
    return f"{person.pk}:{booking.sequence_for(person.pk)}"


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


def tell_of_weekly_booking(bookings: Sequence[Booking], *, by: User, now: datetime) -> None:
    """Both people, once of all; and again before each session, as they chose."""
    choices = ReminderChoice.objects.for_each(_people(bookings[0])).values()
    reminders = [each for booking in bookings for each in _build_reminders(booking, choices, now=now)]
    told = _build_weekly_notices(WEEKLY_BOOKED, "booked", bookings, at=now, by=by)
    notices.tell_each(told + reminders, now=now)


def tell_of_weekly_request(bookings: Sequence[Booking], *, by: User, now: datetime) -> None:
    """The mentor, who answers all at once, and the learner, who waits."""
    notices.tell_each(_build_weekly_notices(WEEKLY_REQUESTED, "requested", bookings, at=now, by=by), now=now)


def tell_of_weekly_acceptance(bookings: Sequence[Booking], *, by: User, now: datetime) -> None:
    """As of a booking; nobody is asked for an answer any more."""
    notices.take_back(about=_name_pair(bookings[0]), now=now)
    tell_of_weekly_booking(bookings, by=by, now=now)


def tell_of_weekly_end(bookings: Sequence[Booking], *, by: User | None, now: datetime) -> None:
    """Both people, once of all that no longer take place: called off, declined, or never answered."""
    for booking in bookings:
        notices.take_back(about=_name_booking(booking), now=now)
    letter = f"ended:{now:%Y%m%dT%H%M%S}"
    notices.tell_each(_build_weekly_notices(WEEKLY_ENDED, letter, bookings, at=now, by=by), now=now)


def _build_weekly_notices(
    kind: NoticeKind, letter: str, bookings: Sequence[Booking], *, at: datetime, by: User | None
) -> list[NewNotice]:
    """One for each of the two people, about several sessions of one pair."""
    about = _name_pair(bookings[0])
    context = {
        "pair": str(bookings[0].weekly_pair_id),
        "bookings": [str(each.pk) for each in bookings],
        **({"by": by.pk} if by else {}),
    }
    return [
        NewNotice(
            person=person,
            kind=kind,
            about=about,
            at=at,
            context=context,
            is_news=person != by,
            letter_key=f"{about}:{letter}:{person.pk}",
        )
        for person in _people(bookings[0])
    ]


def _name_pair(booking: Booking) -> str:
    return f"weekly:{booking.weekly_pair_id}"


def tell_of_offer(offer: Booking, *, person: User, now: datetime) -> None:
    """Whose turn it is on a waiting list. A seat in a group may be offered to them more than once."""
    letter = f"offer:{now:%Y%m%dT%H%M%S}" if offer.is_group else "offer"
    notices.tell_each([_build_notice(TIME_OFFERED, letter, offer, person, at=now)], now=now)


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


def tell_of_absence(booking: Booking, *, person: User, by: User, now: datetime) -> None:
    """Whoever is said not to have come, while they may still contest it."""
    notices.tell_each([_build_notice(ABSENCE_REPORTED, "absence", booking, person, at=now, by=by)], now=now)


def tell_of_contest(booking: Booking, *, person: User, by: User, now: datetime) -> None:
    """Whoever said that the other did not come."""
    notices.tell_each([_build_notice(ABSENCE_CONTESTED, "contest", booking, person, at=now, by=by)], now=now)


def tell_of_decision(booking: Booking, *, by: User, now: datetime) -> None:
    """Both people, what staff decided."""
    notices.tell_each(
        [
            _build_notice(ABSENCE_DECIDED, "decision", booking, person, at=now, by=by)
            for person in _people(booking)
        ],
        now=now,
    )


def tell_of_action_items(booking: Booking, *, now: datetime) -> None:
    """The learner, on the morning when something is due and a week later; without a date, after a week.

    Told again for the same morning it is told once; whether anything is open is looked at then.
    """
    learner = booking.learner
    zone = booking.learner_attendance.zone
    a_week_on = (booking.ends_at + A_WEEK).astimezone(zone).date()
    due = {each.due_on or a_week_on for each in booking.action_items.filter(done_at=None)}
    mornings = {
        datetime.combine(on, IN_THE_MORNING, zone) + later for on in due for later in (timedelta(0), A_WEEK)
    }
    notices.tell_each(
        [
            _build_notice(ACTION_ITEMS_DUE, f"items:{at:%Y-%m-%d}", booking, learner, at=at)
            for at in sorted(mornings)
            if at > now
        ],
        now=now,
    )


def tell_of_review(booking: Booking, *, by: User, now: datetime) -> None:
    """The other side, that they may say how it was too."""
    other = booking.counterpart_of(by).person
    notices.tell_each([_build_notice(SESSION_REVIEWED, "review", booking, other, at=now, by=by)], now=now)


def tell_of_reply(booking: Booking, *, person: User, by: User, now: datetime) -> None:
    """The learner, that the mentor has replied to their review."""
    notices.tell_each([_build_notice(REVIEW_REPLIED, "reply", booking, person, at=now, by=by)], now=now)


def remind_anew(person: User, bookings: Iterable[Booking], *, now: datetime) -> None:
    """Take back what this person would have been reminded of, and tell it at the times they chose now."""
    notices.take_back_coming(person=person, kind=SESSION_NEAR, now=now)
    choice = ReminderChoice.objects.for_each([person])[person.pk]
    notices.tell_each(
        [each for booking in bookings for each in _build_reminders_of(booking, choice, now=now)], now=now
    )


def _build_reminders_of(booking: Booking, choice: ReminderChoice, *, now: datetime) -> list[NewNotice]:
    """At those times before the session that this person chose and that are still to come."""
    return [
        _build_notice(SESSION_NEAR, f"reminder:{name}", booking, choice.person, at=booking.starts_at - ahead)
        for name, ahead in choice.offsets().items()
        if booking.starts_at - ahead > now
    ]


def _find_choices(booking: Booking) -> Iterable[ReminderChoice]:
    return ReminderChoice.objects.for_each(_people(booking)).values()


def _build_reminders(
    booking: Booking, choices: Iterable[ReminderChoice], *, now: datetime
) -> list[NewNotice]:
    """Of the session, to each as they chose; and of its scorecard."""
    return [each for choice in choices for each in _build_reminders_of(booking, choice, now=now)] + [
        _build_notice(
            SCORECARD_DUE, f"scorecard:{after}", booking, booking.mentor.user, at=booking.ends_at + delay
        )
        for after, delay in SCORECARD_REMINDERS.items()
        if booking.rubric_key
    ]


def _people(booking: Booking) -> list[User]:
    return [each.person for each in booking.people]


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
    more: Mapping[str, str | int] = MappingProxyType({}),
) -> NewNotice:
    """Keys of letters read `booking:<uuid>:<sequence>:reminder:PT1H:<user id>`.

    With the sequence in it, a letter is owed once for each time that calendars know of.
    """
    about, sequence = _name_booking(booking), booking.sequence_for(person.pk)
    return NewNotice(
        person=person,
        kind=kind,
        about=about,
        at=at,
        context={
            "booking": str(booking.pk),
            "sequence": sequence,
            **({"by": by.pk} if by else {}),
            **more,
        },
        is_news=person != by,
        letter_key=f"{about}:{sequence}:{letter}:{person.pk}",
    )
