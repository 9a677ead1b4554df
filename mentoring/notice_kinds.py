"""What people are told of their sessions: booked, near, cancelled."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_moment
from mailing.models import LetterKind
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
    return is_current and booking.is_cancelled == (notice.kind == SESSION_CANCELLED.name)


def _write_sentence(notice: Notice, booking: Booking) -> str:
    reader = next(each.person for each in booking.attendances.all() if each.person_id == notice.person_id)
    is_own_act = notice.context.get("by") == reader.pk
    if notice.kind == SESSION_NEAR.name:
        sentence = _("You meet %(name)s for “%(title)s” on %(when)s.")
    elif notice.kind == SESSION_CANCELLED.name and is_own_act:
        sentence = _("You cancelled “%(title)s” with %(name)s, planned for %(when)s.")
    elif notice.kind == SESSION_CANCELLED.name:
        sentence = _("%(name)s cancelled “%(title)s” with you, planned for %(when)s.")
    elif is_own_act:
        sentence = _("You booked “%(title)s” with %(name)s for %(when)s.")
    else:
        sentence = _("%(name)s booked “%(title)s” with you for %(when)s.")
    return sentence % {
        "name": booking.counterpart_of(reader).person,
        "title": booking.title,
        "when": format_moment(booking.starts_at),
    }


SESSION_BOOKED = register(
    NoticeKind(
        name="mentoring.session_booked",
        label=gettext_lazy("A session is booked"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.invitation", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
SESSION_CANCELLED = register(
    NoticeKind(
        name="mentoring.session_cancelled",
        label=gettext_lazy("A session is cancelled"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.cancellation", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
SESSION_NEAR = register(
    NoticeKind(
        name="mentoring.session_near",
        label=gettext_lazy("Reminder of a session"),
        describe=describe_sessions,
        letter=LetterTemplate("mentoring.reminder", LetterKind.REMINDER),
    )
)
