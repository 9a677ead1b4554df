"""What people are told of their sessions: asked for, booked, moved, near, cancelled."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.formats import format_moment
from mailing.models import LetterKind
from mentoring.lifecycle import BookingState
from mentoring.models import Booking
from notices.models import Channel, Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register

ALWAYS_BY_MAIL = frozenset({Channel.MAIL})


def describe_sessions(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Two queries. What was said of a session before it was cancelled or moved is said no longer."""
    found = Booking.objects.with_people().in_bulk([notice.context["booking"] for notice in notices])
    bookings = {str(pk): booking for pk, booking in found.items()}
    return {
        notice.pk: Line(text=_write_sentence(notice, booking), url=booking.get_absolute_url())
        for notice in notices
        if (booking := bookings.get(notice.context["booking"])) and _still_holds(notice, booking)
    }


def _still_holds(notice: Notice, booking: Booking) -> bool:
    is_current: bool = booking.sequence == notice.context["sequence"]
    return is_current and booking.state in HOLDS_WHILE[notice.kind]


def _write_sentence(notice: Notice, booking: Booking) -> str:
    reader = next(each.person for each in booking.attendances.all() if each.person_id == notice.person_id)
    by = notice.context.get("by")
    is_own_act = by == reader.pk
    if notice.kind == REQUEST_ENDED.name:
        sentence = ENDED[BookingState(booking.state), is_own_act]
    elif notice.kind == SESSION_BOOKED.name and by == booking.mentor_id:
        sentence = ACCEPTED[is_own_act]
    else:
        sentence = SENTENCES[notice.kind, is_own_act]
    return str(sentence) % {
        "name": booking.counterpart_of(reader).person,
        "title": booking.title,
        "when": format_moment(booking.starts_at),
    }


SESSION_BOOKED = register(
    NoticeKind(
        name="mentoring.session_booked",
        label=_("A session is booked"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.invitation", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
SESSION_MOVED = register(
    NoticeKind(
        name="mentoring.session_moved",
        label=_("A session is moved"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.move", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
SESSION_CANCELLED = register(
    NoticeKind(
        name="mentoring.session_cancelled",
        label=_("A session is cancelled"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.cancellation", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
SESSION_REQUESTED = register(
    NoticeKind(
        name="mentoring.session_requested",
        label=_("A session is asked for"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.request", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
REQUEST_ENDED = register(
    NoticeKind(
        name="mentoring.request_ended",
        label=_("A request for a session ends without a booking"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.request_ended", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
SESSION_NEAR = register(
    NoticeKind(
        name="mentoring.session_near",
        label=_("Reminder of a session"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.reminder", LetterKind.REMINDER),
    )
)

TAKES_PLACE = frozenset({BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW})

HOLDS_WHILE: Mapping[str, frozenset[BookingState]] = {
    SESSION_REQUESTED.name: frozenset({BookingState.REQUESTED}),
    REQUEST_ENDED.name: frozenset({BookingState.DECLINED, BookingState.CANCELLED, BookingState.EXPIRED}),
    SESSION_BOOKED.name: TAKES_PLACE,
    SESSION_MOVED.name: TAKES_PLACE,
    SESSION_NEAR.name: TAKES_PLACE,
    SESSION_CANCELLED.name: frozenset({BookingState.CANCELLED}),
}

# By the kind of notice, and whether the reader did it.
SENTENCES: Mapping[tuple[str, bool], Promise] = {
    (SESSION_NEAR.name, False): _("You meet %(name)s for “%(title)s” on %(when)s."),
    (SESSION_REQUESTED.name, True): _("You asked %(name)s for “%(title)s” on %(when)s."),
    (SESSION_REQUESTED.name, False): _("%(name)s asks you for “%(title)s” on %(when)s. Accept or decline."),
    (SESSION_BOOKED.name, True): _("You booked “%(title)s” with %(name)s for %(when)s."),
    (SESSION_BOOKED.name, False): _("%(name)s booked “%(title)s” with you for %(when)s."),
    (SESSION_MOVED.name, True): _("You moved “%(title)s” with %(name)s to %(when)s."),
    (SESSION_MOVED.name, False): _("%(name)s moved “%(title)s” with you to %(when)s."),
    (SESSION_CANCELLED.name, True): _("You cancelled “%(title)s” with %(name)s, planned for %(when)s."),
    (SESSION_CANCELLED.name, False): _("%(name)s cancelled “%(title)s” with you, planned for %(when)s."),
}
# A session that the mentor had to confirm; by whether the reader is the mentor.
ACCEPTED: Mapping[bool, Promise] = {
    True: _("You accepted “%(title)s” with %(name)s for %(when)s."),
    False: _("%(name)s accepted: “%(title)s” is booked for %(when)s."),
}
# How a request ended without a booking, and whether the reader did it.
ENDED: Mapping[tuple[BookingState, bool], Promise] = {
    (BookingState.EXPIRED, False): _(
        "Nobody answered in time: “%(title)s” with %(name)s on %(when)s was not booked."
    ),
    (BookingState.DECLINED, True): _("You declined “%(title)s” with %(name)s on %(when)s."),
    (BookingState.DECLINED, False): _("%(name)s declined “%(title)s” on %(when)s."),
    (BookingState.CANCELLED, True): _("You no longer ask %(name)s for “%(title)s” on %(when)s."),
    (BookingState.CANCELLED, False): _("%(name)s no longer asks for “%(title)s” on %(when)s."),
}
