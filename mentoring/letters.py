"""What the letters about a session say: invitations, cancellations and reminders, to both people.

What a letter says is built when it is sent, from the booking as it is then; if that no longer
fits the letter (cancelled, moved, begun), the letter is dropped.
"""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.formats import format_moment
from core.http import absolute
from core.languages import speaking
from mailing.models import Letter
from mailing.registry import CalendarPart, Drop, Forward, Mail, builds
from mentoring.invitations import CalendarMethod, CalendarPerson, CalendarSession, build_calendar
from mentoring.models import Booking
from mentoring.notice_kinds import SESSION_NEAR
from notices.tokens import turn_off_url


@builds("mentoring.invitation")
def build_invitation(letter: Letter) -> Mail:
    booking = _current_booking(letter)
    if booking.ends_at <= timezone.now():
        raise Drop("The session is over.")
    return Mail(
        subject=_("Booked: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/invitation.html",
        context=_mail_context(letter, booking),
        calendar=_build_calendar_part(letter, booking, CalendarMethod.REQUEST),
    )


@builds("mentoring.cancellation")
def build_cancellation(letter: Letter) -> Mail:
    booking = Booking.objects.with_people().get(pk=letter.context["booking"])
    return Mail(
        subject=_("Cancelled: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/cancellation.html",
        context=_mail_context(letter, booking)
        | {"is_by_reader": letter.context["by"] == letter.recipient_id},
        calendar=_build_calendar_part(letter, booking, CalendarMethod.CANCEL),
    )


@builds("mentoring.reminder")
def build_reminder(letter: Letter) -> Mail:
    booking = _current_booking(letter)
    if booking.starts_at <= timezone.now():
        raise Drop("The session has begun.")
    return Mail(
        subject=_("Coming up: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/reminder.html",
        context=_mail_context(letter, booking),
        unsubscribe_url=turn_off_url(_find_reader(letter, booking), SESSION_NEAR),
    )


def _current_booking(letter: Letter) -> Booking:
    booking = Booking.objects.with_people().filter(pk=letter.context["booking"]).first()
    if booking is None or booking.is_cancelled:
        raise Drop("The booking was cancelled.")
    if booking.sequence != letter.context["sequence"]:
        raise Drop("The booking has changed since.")
    return booking


def _find_reader(letter: Letter, booking: Booking) -> User:
    """The person whom the letter is for. Raises Forward when they have another address by now."""
    reader = next(each.person for each in booking.attendances.all() if each.person_id == letter.recipient_id)
    if reader.email != letter.to:
        raise Forward(reader.email)
    return reader


def _mail_context(letter: Letter, booking: Booking) -> dict[str, Any]:
    reader = _find_reader(letter, booking)
    return {
        "booking": booking,
        "about": booking.learner_attendance.about,
        "reader": reader,
        "other": booking.counterpart_of(reader).person,
        "reader_gives_it": booking.is_given_by(reader),
        "url": absolute(booking.get_absolute_url()),
        "mentors_url": absolute(reverse("mentoring:mentors")),
    }


def _build_calendar_part(letter: Letter, booking: Booking, method: CalendarMethod) -> CalendarPart:
    body = build_calendar_file(booking, method, reader=_find_reader(letter, booking))
    return CalendarPart(method=method, body=body)


def build_calendar_file(booking: Booking, method: CalendarMethod, *, reader: User) -> bytes:
    """The session as an iCalendar object in the reader's language, for a letter or to download.

    Only the reader is named as an attendee: no address is shown to the other side.
    """
    url = absolute(booking.get_absolute_url())
    with speaking(reader):
        session = CalendarSession(
            uid=booking.uid,
            sequence=booking.sequence,
            title=_("%(title)s with %(other)s")
            % {"title": booking.title, "other": booking.counterpart_of(reader).person},
            description="\n\n".join(
                filter(
                    None, [booking.learner_attendance.about, _("Everything about it: %(url)s") % {"url": url}]
                )
            ),
            url=url,
            place=booking.room,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            stamp=timezone.now(),
            organizer=CalendarPerson(str(booking.mentor), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
            attendees=[CalendarPerson(str(reader), reader.email)],
            is_cancelled=booking.is_cancelled,
        )
    return build_calendar(session, method)
