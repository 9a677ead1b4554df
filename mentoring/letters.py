"""The letters that a session owes: invitations, cancellations and reminders, to both people.

What a letter says is built when it is sent, from the booking as it is then; if that no longer
fits the letter (cancelled, moved, begun), the letter is dropped.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.http import absolute
from core.templatetags.ui import moment as format_moment
from mailing import operations as outbox
from mailing.models import Letter, LetterKind
from mailing.registry import CalendarPart, Drop, Forward, Mail, builds
from mentoring.invitations import CalendarMethod, CalendarPerson, CalendarSession, build_calendar
from mentoring.models import Booking

INVITATION, CANCELLATION, REMINDER = "mentoring.invitation", "mentoring.cancellation", "mentoring.reminder"
REMINDERS = {"PT24H": timedelta(hours=24), "PT1H": timedelta(hours=1)}


def owe_for_booked(booking: Booking, *, now: datetime) -> None:
    """An invitation for each person, and those reminders whose time is still to come."""
    people = [each.person for each in booking.attendances.all()]
    reminders = {offset: booking.starts_at - ahead for offset, ahead in REMINDERS.items()}
    outbox.owe_each(
        [_letter(INVITATION, booking, person, due_at=now) for person in people]
        + [
            _letter(REMINDER, booking, person, due_at=due_at, offset=offset)
            for offset, due_at in reminders.items()
            if due_at > now
            for person in people
        ]
    )


def owe_for_cancelled(booking: Booking, *, by: User, now: datetime) -> None:
    outbox.owe_each(
        [
            _letter(CANCELLATION, booking, each.person, due_at=now, by=by.pk)
            for each in booking.attendances.all()
        ]
    )


def recall(booking: Booking, *, now: datetime) -> int:
    """Take back what has not been sent."""
    return outbox.recall(about=_about(booking), now=now)


def _about(booking: Booking) -> str:
    return f"booking:{booking.pk}"


def _letter(template: str, booking: Booking, person: User, *, due_at: datetime, **context: Any) -> Letter:
    """Keys read `booking:<uuid>:<sequence>:reminder:PT1H:<user id>`."""
    what = (template.partition(".")[2], context.get("offset"), person.pk)
    return Letter(
        key=":".join([_about(booking), str(booking.sequence), *(str(part) for part in what if part)]),
        kind=LetterKind.REMINDER if template == REMINDER else LetterKind.TRANSACTIONAL,
        template=template,
        to=person.email,
        recipient=person,
        due_at=due_at,
        context={"booking": str(booking.pk), "sequence": booking.sequence, **context},
        about=_about(booking),
    )


@builds(INVITATION)
def build_invitation(letter: Letter) -> Mail:
    booking = _current_booking(letter)
    if booking.ends_at <= timezone.now():
        raise Drop("The session is over.")
    return Mail(
        subject=_("Booked: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/invitation.html",
        context=_mail_context(letter, booking),
        calendar=_calendar(letter, booking, CalendarMethod.REQUEST),
    )


@builds(CANCELLATION)
def build_cancellation(letter: Letter) -> Mail:
    booking = Booking.objects.with_people().get(pk=letter.context["booking"])
    return Mail(
        subject=_("Cancelled: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/cancellation.html",
        context=_mail_context(letter, booking)
        | {"is_by_reader": letter.context["by"] == letter.recipient_id},
        calendar=_calendar(letter, booking, CalendarMethod.CANCEL),
    )


@builds(REMINDER)
def build_reminder(letter: Letter) -> Mail:
    booking = _current_booking(letter)
    if booking.starts_at <= timezone.now():
        raise Drop("The session has begun.")
    return Mail(
        subject=_("Coming up: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/reminder.html",
        context=_mail_context(letter, booking),
    )


def _current_booking(letter: Letter) -> Booking:
    booking = Booking.objects.with_people().filter(pk=letter.context["booking"]).first()
    if booking is None or booking.is_cancelled:
        raise Drop("The booking was cancelled.")
    if booking.sequence != letter.context["sequence"]:
        raise Drop("The booking has changed since.")
    return booking


def _reader(letter: Letter, booking: Booking) -> User:
    """The person whom the letter is for. Raises Forward when they have another address by now."""
    reader = next(each.person for each in booking.attendances.all() if each.person_id == letter.recipient_id)
    if reader.email != letter.to:
        raise Forward(reader.email)
    return reader


def _mail_context(letter: Letter, booking: Booking) -> dict[str, Any]:
    reader = _reader(letter, booking)
    return {
        "booking": booking,
        "about": booking.learner_attendance.about,
        "reader": reader,
        "other": booking.counterpart_of(reader).person,
        "reader_gives_it": booking.is_given_by(reader),
        "url": absolute(booking.get_absolute_url()),
        "mentors_url": absolute(reverse("mentoring:mentors")),
    }


def _calendar(letter: Letter, booking: Booking, method: CalendarMethod) -> CalendarPart:
    body = calendar_file(booking, method, reader=_reader(letter, booking))
    return CalendarPart(method=method, body=body)


def calendar_file(booking: Booking, method: CalendarMethod, *, reader: User) -> bytes:
    """The session as an iCalendar object, for a letter or to download.

    Only the reader is named as an attendee: no address is shown to the other side.
    """
    url = absolute(booking.get_absolute_url())
    details = [booking.learner_attendance.about, _("Everything about it: %(url)s") % {"url": url}]
    session = CalendarSession(
        uid=booking.uid,
        sequence=booking.sequence,
        title=_("%(title)s with %(other)s")
        % {"title": booking.title, "other": booking.counterpart_of(reader).person},
        description="\n\n".join(filter(None, details)),
        url=url,
        place=booking.meeting_url,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        stamp=timezone.now(),
        organizer=CalendarPerson(str(booking.mentor), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=[CalendarPerson(str(reader), reader.email)],
        is_cancelled=booking.is_cancelled,
    )
    return build_calendar(session, method)
