"""What the letters about a session say, to both people: from the request to the scorecard.

What a letter says is built when it is sent, from the booking as it is then; if that no longer
fits the letter (cancelled, moved, begun), the letter is dropped.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.formats import format_moment
from core.http import absolute
from core.languages import speaking
from mailing.models import Letter, LetterState
from mailing.registry import CalendarPart, Drop, Forward, Mail, builds
from mentoring.calendar_links import calendar_links
from mentoring.free_times import find_alternatives
from mentoring.invitations import CalendarMethod, CalendarPerson, CalendarSession, build_calendar
from mentoring.letter_actions import LetterAction, action_url
from mentoring.lifecycle import RELEASED_STATES, BookingEventKind, BookingState
from mentoring.models import ApplicationState, Booking, MentorApplication
from mentoring.notice_kinds import (
    ABSENCE_CONTESTED,
    ABSENCE_DECIDED,
    ABSENCE_REPORTED,
    ACTION_ITEMS_DUE,
    REVIEW_REPLIED,
    SCORECARD_ANSWERED,
    SCORECARD_DUE,
    SCORECARD_SHARED,
    SEAT_LEFT,
    SEAT_TAKEN,
    SESSION_NEAR,
    SESSION_REVIEWED,
    has_open_items,
    is_scorecard_missing,
    offered_until,
    write_follow_up,
)
from mentoring.payments import find_payment
from mentoring.weekly_times import find_clock_shifts
from notices.models import Channel
from notices.registry import NoticeKind
from notices.tokens import turn_off_url

INVITING = ("mentoring.invitation", "mentoring.move")  # with METHOD:REQUEST
MAY_HAVE_ARRIVED = (
    *(LetterState.SENDING, LetterState.UNCERTAIN),
    *(LetterState.SENT, LetterState.DELIVERED, LetterState.COMPLAINED),
)


@builds("mentoring.invitation")
def build_invitation(letter: Letter) -> Mail:
    booking = _current_booking(letter)
    if booking.ends_at <= timezone.now():
        raise Drop("The session is over.")
    return Mail(
        subject=_("Booked: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/invitation.html",
        context=_mail_context(letter, booking) | _calendar_context(letter, booking),
        calendar=_build_calendar_part(letter, booking, CalendarMethod.REQUEST),
    )


@builds("mentoring.move")
def build_move(letter: Letter) -> Mail:
    """The invitation once more, with the new time: a calendar moves the event that it has."""
    booking = _current_booking(letter)
    if booking.ends_at <= timezone.now():
        raise Drop("The session is over.")
    return Mail(
        subject=_("Moved: %(title)s, now %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/move.html",
        context=_mail_context(letter, booking)
        | _calendar_context(letter, booking)
        | {
            "is_by_reader": letter.context["by"] == letter.recipient_id,
            "old_starts_at": datetime.fromisoformat(letter.context["old_starts_at"]),
            "reason": booking.events.filter(kind=BookingEventKind.MOVED).latest().reason,
        },
        calendar=_build_calendar_part(letter, booking, CalendarMethod.REQUEST),
    )


@builds("mentoring.request")
def build_request(letter: Letter) -> Mail:
    """No calendar hears of a session that is only asked for (RFC 5546, 3.2.2)."""
    booking = _find_booking(letter)
    if not booking.is_requested(timezone.now()):
        raise Drop("The request has been answered or is over.")
    context = _mail_context(letter, booking)
    subject = (
        _("%(name)s asks for: %(title)s, %(when)s")
        if context["reader_gives_it"]
        else _("Asked for: %(title)s with %(name)s, %(when)s")
    )
    return Mail(
        subject=subject
        % {"title": booking.title, "name": context["other"], "when": format_moment(booking.starts_at)},
        template="mentoring/mail/request.html",
        context=context,
    )


@builds("mentoring.offer")
def build_offer(letter: Letter) -> Mail:
    """Nobody is offered what they have let go or booked."""
    offer = (
        Booking.objects.with_people()
        .select_related("session_type")
        .filter(pk=letter.context["booking"])
        .first()
    )
    until = offered_until(offer, letter.recipient_id) if offer else None
    if offer is None or until is None or until <= timezone.now():
        raise Drop("The time is no longer kept.")
    return Mail(
        subject=_("Free for you: %(title)s, %(when)s")
        % {"title": offer.title, "when": format_moment(offer.starts_at)},
        template="mentoring/mail/offer.html",
        context=_mail_context(letter, offer) | {"url": absolute(offer.form_url), "until": until},
    )


@builds("mentoring.request_ended")
def build_request_ended(letter: Letter) -> Mail:
    booking = _find_booking(letter)
    now, context = timezone.now(), _mail_context(letter, booking)
    return Mail(
        subject=_("Not booked: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/request_ended.html",
        context=context
        | {
            "is_by_reader": letter.context.get("by") == letter.recipient_id,
            "nearest": [] if context["reader_gives_it"] else find_alternatives(booking, now=now),
            "times_url": absolute(booking.again_url),
        },
    )


@builds("mentoring.weekly_requested")
def build_weekly_request(letter: Letter) -> Mail:
    """All weeks are asked for in one letter, and answered by one link."""
    bookings = _weekly_bookings(letter, [BookingState.REQUESTED])
    if not bookings[0].is_requested(timezone.now()):
        raise Drop("The request has been answered or is over.")
    context = _weekly_context(letter, bookings)
    subject = (
        _("%(name)s asks for: %(title)s every week from %(when)s")
        if context["reader_gives_it"]
        else _("Asked for: %(title)s with %(name)s every week from %(when)s")
    )
    return _build_weekly_mail(context, subject, "weekly_requested")


@builds("mentoring.weekly_booked")
def build_weekly_booking(letter: Letter) -> Mail:
    """One letter for all weeks, with an event for each.

    It publishes them: an invitation may hold one event alone, of one UID (RFC 5546, 3.2.2), and a rule of
    recurrence would tie together what is moved and cancelled one by one. What has been moved since has an
    invitation of its own.
    """
    bookings = _weekly_bookings(letter, [BookingState.CONFIRMED])
    unchanged = [each for each in bookings if each.sequence_for(letter.recipient_id) == 0]
    context = _weekly_context(letter, bookings)
    subject = _("Booked: %(title)s every week from %(when)s")
    return _build_weekly_mail(context, subject, "weekly_booked", published=unchanged)


@builds("mentoring.weekly_ended")
def build_weekly_end(letter: Letter) -> Mail:
    """Calendars are told of the events that they may have, as cancelled."""
    bookings = _weekly_bookings(letter, RELEASED_STATES)
    was_invited = has_weekly_invitation(letter.recipient_id, bookings[0])
    context = _weekly_context(letter, bookings) | {"was_invited": was_invited}
    subject = (
        _("Cancelled: %(title)s every week from %(when)s")
        if bookings[0].state == BookingState.CANCELLED
        else _("Not booked: %(title)s every week from %(when)s")
    )
    return _build_weekly_mail(context, subject, "weekly_ended", published=bookings if was_invited else ())


def _weekly_bookings(letter: Letter, states: Collection[str]) -> list[Booking]:
    """Those that the letter is about and of which it is still so, the first one first. Raises Drop."""
    about = Booking.objects.filter(pk__in=letter.context["bookings"], state__in=states)
    if letter.template != "mentoring.weekly_ended":
        about = about.filter(ends_at__gt=timezone.now())
    found = about.with_people().select_related("session_type__mentor__user").order_by("starts_at", "pk")
    if not found:
        raise Drop("None of the sessions is as it was told any more.")
    return list(found)


def _weekly_context(letter: Letter, bookings: list[Booking]) -> dict[str, Any]:
    reader = _find_reader(letter, bookings[0])
    pair = bookings[0].weekly_pair
    return _mail_context(letter, bookings[0]) | {
        "bookings": bookings,
        "shifts": find_clock_shifts(
            [(each.starts_at, each.attendance_of(each.mentor.user).zone) for each in bookings], reader.zone
        ),
        "is_by_reader": letter.context.get("by") == letter.recipient_id,
        "url": absolute(pair.get_absolute_url()) if pair else absolute(bookings[0].get_absolute_url()),
    }


def _build_weekly_mail(
    context: dict[str, Any], subject: str, name: str, *, published: Iterable[Booking] = ()
) -> Mail:
    """`published` are the sessions in the file that comes with it."""
    stamp, method = timezone.now(), CalendarMethod.PUBLISH
    sessions = [describe_for_calendar(each, reader=context["reader"], stamp=stamp) for each in published]
    first: Booking = context["booking"]
    return Mail(
        subject=subject
        % {
            "title": first.title,
            "name": context["other"],
            "when": format_moment(first.starts_at),
        },
        template=f"mentoring/mail/{name}.html",
        context=context,
        calendar=CalendarPart(method=method, body=build_calendar(sessions, method)) if sessions else None,
    )


def has_weekly_invitation(person_id: int | None, booking: Booking) -> bool:
    """Whether this person has been sent the letter with all sessions of a weekly pair, or may have been."""
    if booking.weekly_pair_id is None:
        return False
    sent = Letter.objects.about(f"weekly:{booking.weekly_pair_id}").filter(
        recipient=person_id, template="mentoring.weekly_booked"
    )
    return sent.in_state(*MAY_HAVE_ARRIVED).exists()


@builds("mentoring.scorecard_due")
def build_scorecard_due(letter: Letter) -> Mail:
    booking = _find_booking(letter)
    if not is_scorecard_missing(letter.context, booking):
        raise Drop("The scorecard is shared, or the interview was called off.")
    return _build_scorecard_mail(letter, booking, SCORECARD_DUE, _("Your notes on %(title)s with %(name)s"))


@builds("mentoring.scorecard_shared")
def build_scorecard_shared(letter: Letter) -> Mail:
    booking = _find_booking(letter)
    return _build_scorecard_mail(
        letter, booking, SCORECARD_SHARED, _("Your scorecard: %(title)s with %(name)s")
    )


@builds("mentoring.scorecard_answered")
def build_scorecard_answered(letter: Letter) -> Mail:
    booking = _find_booking(letter)
    return _build_scorecard_mail(
        letter, booking, SCORECARD_ANSWERED, _("%(name)s has answered your scorecard of %(title)s")
    )


def _build_scorecard_mail(letter: Letter, booking: Booking, kind: NoticeKind, subject: str) -> Mail:
    """It says that there is something to read or write, and never what: scores stay on the site."""
    context = _mail_context(letter, booking)
    return Mail(
        subject=subject % {"title": booking.title, "name": context["other"]},
        template=f"mentoring/mail/{kind.name.removeprefix('mentoring.')}.html",
        context=context | {"url": absolute(reverse("mentoring:scorecard", args=[booking.pk]))},
        unsubscribe_url=turn_off_url(_find_reader(letter, booking), kind),
    )


FOLLOW_UPS = {
    kind.name: (kind, subject)
    for kind, subject in (
        (ABSENCE_REPORTED, gettext_lazy("Were you there? %(title)s, %(when)s")),
        (ABSENCE_CONTESTED, gettext_lazy("Contested: %(title)s, %(when)s")),
        (ABSENCE_DECIDED, gettext_lazy("Decided: %(title)s, %(when)s")),
        (ACTION_ITEMS_DUE, gettext_lazy("Is it done? %(title)s with %(name)s")),
        (SESSION_REVIEWED, gettext_lazy("How was it? %(title)s with %(name)s")),
        (REVIEW_REPLIED, gettext_lazy("%(name)s has replied: %(title)s")),
        (SEAT_TAKEN, gettext_lazy("A seat is taken: %(title)s, %(when)s")),
        (SEAT_LEFT, gettext_lazy("A seat is free again: %(title)s, %(when)s")),
    )
}


def build_follow_up(letter: Letter) -> Mail:
    """What is to be said after a session, in the sentence of its notice."""
    kind, subject = FOLLOW_UPS[letter.template]
    booking, reader_id = _find_booking(letter), letter.recipient_id
    if kind == ACTION_ITEMS_DUE and not has_open_items(booking):
        raise Drop("Everything that was agreed is done.")
    context = _mail_context(letter, booking)
    is_optional = Channel.MAIL not in kind.always
    return Mail(
        subject=str(subject)
        % {
            "title": booking.title,
            "name": context["other"],
            "when": format_moment(booking.starts_at),
        },
        template="mentoring/mail/follow_up.html",
        context=context
        | {
            "sentence": write_follow_up(kind.name, booking, reader_id, letter.context.get("by")),
            "items": booking.action_items.filter(done_at=None) if kind == ACTION_ITEMS_DUE else [],
            "url": absolute(booking.after_url),
        },
        unsubscribe_url=turn_off_url(_find_reader(letter, booking), kind) if is_optional else "",
    )


for name in FOLLOW_UPS:
    builds(name)(build_follow_up)


@builds("mentoring.cancellation")
def build_cancellation(letter: Letter) -> Mail:
    """Calendars are told to drop the event only where one may have heard of it (RFC 5546, 3.2.5)."""
    booking = _find_booking(letter)
    was_invited = has_invitation(letter) or has_weekly_invitation(letter.recipient_id, booking)
    return Mail(
        subject=_("Cancelled: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/cancellation.html",
        context=_mail_context(letter, booking)
        | {"is_by_reader": letter.context["by"] == letter.recipient_id, "was_invited": was_invited},
        calendar=_build_calendar_part(letter, booking, CalendarMethod.CANCEL) if was_invited else None,
    )


def has_invitation(letter: Letter) -> bool:
    """Whether the reader has been sent an invitation to what this letter is about, or may have been.

    The outbox says so: a mail server was offered the invitation, or a move, and has not refused it. Of what
    is uncertain we rather send one cancellation too many, which a calendar passes over, than leave an event
    of a session that nobody comes to.
    """
    sent = Letter.objects.about(letter.about).filter(recipient=letter.recipient_id, template__in=INVITING)
    return sent.in_state(*MAY_HAVE_ARRIVED).exists()


@builds("mentoring.reminder")
def build_reminder(letter: Letter) -> Mail:
    booking = _current_booking(letter)
    now = timezone.now()
    if booking.starts_at <= now:
        raise Drop("The session has begun.")
    if _is_overtaken(letter, now=now):
        raise Drop("A later reminder of the session is due too.")
    reader = _find_reader(letter, booking)
    return Mail(
        subject=_("Coming up: %(title)s, %(when)s")
        % {"title": booking.title, "when": format_moment(booking.starts_at)},
        template="mentoring/mail/reminder.html",
        context=_mail_context(letter, booking)
        | {
            "can_be_cancelled": now < booking.changeable_until(reader),
            "reminders_url": absolute(reverse("mentoring:reminders")),
        },
        unsubscribe_url=turn_off_url(reader, SESSION_NEAR),
    )


def _is_overtaken(letter: Letter, *, now: datetime) -> bool:
    """Whether, after an outage, the next reminder is due by now: several at once say no more than one."""
    later = Letter.objects.about(letter.about).filter(template=letter.template, recipient=letter.recipient)
    due = later.filter(due_at__gt=letter.due_at, due_at__lte=now)
    return due.exclude(state__in=(LetterState.RECALLED, LetterState.DROPPED)).exists()


@builds("mentoring.application")
def build_application_answer(letter: Letter) -> Mail:
    """What staff answered. Dropped once it was answered otherwise, or sent again."""
    application = MentorApplication.objects.select_related("person").get(pk=letter.context["application"])
    if application.state != letter.context["state"]:
        raise Drop("It was answered otherwise since.")
    if application.person.email != letter.to:
        raise Forward(application.person.email)
    is_approved = application.state == ApplicationState.APPROVED
    return Mail(
        subject=str(APPLICATION_SUBJECTS[application.state]),
        template="mentoring/mail/application.html",
        context={
            "application": application,
            "subject": APPLICATION_SUBJECTS[application.state],
            "is_approved": is_approved,
            "is_refused": application.state == ApplicationState.REFUSED,
            "url": absolute(reverse("mentoring:mentor_admin" if is_approved else "mentoring:application")),
        },
    )


APPLICATION_SUBJECTS: dict[str, Any] = {
    ApplicationState.APPROVED: gettext_lazy("You are a mentor on Longroad"),
    ApplicationState.REFUSED: gettext_lazy("Your application to become a mentor"),
    ApplicationState.MORE_ASKED: gettext_lazy("Your application: we would like to know more"),
}


def _find_booking(letter: Letter) -> Booking:
    return (
        Booking.objects.with_people()
        .select_related("session_type__mentor__user")
        .get(pk=letter.context["booking"])
    )


def _current_booking(letter: Letter) -> Booking:
    booking = Booking.objects.with_people().filter(pk=letter.context["booking"]).first()
    if booking is None or booking.is_released:
        raise Drop("The booking was cancelled.")
    if booking.sequence_for(letter.recipient_id) != letter.context["sequence"]:
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
    part = booking.part_read_by(reader)
    return {
        "booking": booking,
        "about": part.about if part else "",
        "answers": part.answers if part else [],
        "document_url": part.document_url if part else "",
        "reader": reader,
        "other": booking.other_shown(reader),
        "reader_gives_it": booking.is_given_by(reader),
        "shows_room": booking.shows_room_to(reader),
        "payment": find_payment(booking, reader),
        "url": absolute(booking.get_absolute_url()),
        "mentors_url": absolute(reverse("mentoring:mentors")),
        "ics_url": absolute(reverse("mentoring:calendar", args=[booking.pk])),
        "move_url": absolute(reverse("mentoring:move", args=[booking.pk])),
        **{f"{each.value}_url": action_url(each, booking, reader) for each in LetterAction},
    }


def _calendar_context(letter: Letter, booking: Booking) -> dict[str, Any]:
    session = describe_for_calendar(booking, reader=_find_reader(letter, booking), stamp=timezone.now())
    return {"calendar_links": calendar_links(session)}


def _build_calendar_part(letter: Letter, booking: Booking, method: CalendarMethod) -> CalendarPart:
    body = build_calendar_file(booking, method, reader=_find_reader(letter, booking))
    return CalendarPart(method=method, body=body)


def build_calendar_file(booking: Booking, method: CalendarMethod | None, *, reader: User) -> bytes:
    """The session as an iCalendar object in the reader's language: for a letter, to download, or to store."""
    with speaking(reader):
        session = describe_for_calendar(booking, reader=reader, stamp=timezone.now())
    return build_calendar([session], method)


def describe_for_calendar(booking: Booking, *, reader: User, stamp: datetime) -> CalendarSession:
    """What the reader's calendar is told, in the language that is on.

    Only the reader is named as an attendee: no address is shown to the other side.
    """
    url = absolute(booking.get_absolute_url())
    part = booking.part_read_by(reader)
    way_here = _("Everything about it: %(url)s") % {"url": url}
    return CalendarSession(
        uid=booking.uid,
        sequence=booking.sequence_for(reader.pk),
        title=_("%(title)s with %(other)s") % {"title": booking.title, "other": booking.other_shown(reader)},
        description="\n\n".join(
            filter(None, [part.about if part else "", part.document_url if part else "", way_here])
        ),
        url=url,
        place=booking.room,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        stamp=stamp,
        organizer=CalendarPerson(str(booking.mentor), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=[CalendarPerson(str(reader), reader.email)],
        is_cancelled=booking.state_for(reader.pk) == BookingState.CANCELLED,
    )
