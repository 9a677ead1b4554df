"""What people are told of their sessions: asked for, booked, moved, near, cancelled."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.formats import format_moment
from mailing.models import LetterKind
from mentoring.lifecycle import TO_SCORE_STATES, BookingState
from mentoring.models import ApplicationState, Booking, MentorApplication, WeeklyPair
from notices.models import Channel, Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

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


def describe_offers(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Two queries. What was let go, or is booked by now, is offered no longer."""
    found = (
        Booking.objects.with_people()
        .select_related("session_type")
        .in_bulk([notice.context["booking"] for notice in notices])
    )
    offers = {str(pk): booking for pk, booking in found.items()}
    return {
        notice.pk: Line(
            text=_("%(when)s is free for “%(title)s” with %(name)s, and kept for you until %(until)s.")
            % {
                "when": format_moment(offer.starts_at),
                "title": offer.title,
                "name": offer.mentor,
                "until": format_moment(until),
            },
            url=offer.form_url,
        )
        for notice in notices
        if (offer := offers.get(notice.context["booking"]))
        and (until := offered_until(offer, notice.person_id))
    }


def offered_until(offer: Booking, person_id: int | None) -> datetime | None:
    """Until when a time, or a seat in a group, is kept for somebody who waits; None when it is not."""
    parts = offer.attendances.all()
    part = next((each for each in parts if each.person_id == person_id), None)
    if part is None or part.state != BookingState.OFFERED:
        return None
    return part.kept_until or offer.expires_at


def describe_scorecards(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Two queries. Nobody is asked for a scorecard that is shared, or of an interview that was called off."""
    wanted = [notice.context["booking"] for notice in notices]
    found = Booking.objects.with_people().prefetch_related("scorecards").in_bulk(wanted)
    bookings = {str(pk): booking for pk, booking in found.items()}
    return {
        notice.pk: Line(
            text=str(SCORECARD_SENTENCES[notice.kind])
            % {
                "name": booking.mentor if notice.kind == SCORECARD_SHARED.name else booking.learner_shown,
                "title": booking.title,
            },
            url=reverse("mentoring:scorecard", args=[booking.pk]),
        )
        for notice in notices
        if (booking := bookings.get(notice.context["booking"]))
        and (notice.kind != SCORECARD_DUE.name or is_scorecard_missing(notice.context, booking))
    }


def is_scorecard_missing(context: Mapping[str, Any], booking: Booking) -> bool:
    """Whether the mentor is still to score the interview that this was about, at the time it had then."""
    is_shared = any(each.shared_at for each in booking.scorecards.all())
    return booking.sequence == context["sequence"] and booking.state in TO_SCORE_STATES and not is_shared


def describe_follow_ups(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Three queries. Nobody is asked about what is done by now."""
    wanted = [notice.context["booking"] for notice in notices]
    found = Booking.objects.with_people().prefetch_related("action_items").in_bulk(wanted)
    bookings = {str(pk): booking for pk, booking in found.items()}
    return {
        notice.pk: Line(
            text=write_follow_up(notice.kind, booking, notice.person_id, notice.context.get("by")),
            url=booking.get_absolute_url() if notice.kind in SEATS else booking.after_url,
        )
        for notice in notices
        if (booking := bookings.get(notice.context["booking"]))
        and (notice.kind != ACTION_ITEMS_DUE.name or has_open_items(booking))
    }


def has_open_items(booking: Booking) -> bool:
    """Whether something that was agreed is still to do; of a session that takes place or did."""
    return not booking.is_released and any(each.done_at is None for each in booking.action_items.all())


def write_follow_up(kind: str, booking: Booking, reader_id: int | None, by_id: int | None) -> str:
    """The sentence of such a notice, for one of the session's people; of a group it names who did it."""
    people = {each.person_id: each.person for each in booking.attendances.all()}
    reader, by = people[reader_id or 0], people.get(by_id or 0)
    is_named = booking.is_group and by is not None and by != reader
    return str(FOLLOW_UP_SENTENCES[kind]) % {
        "name": booking.shown(by) if by and is_named else booking.other_shown(reader),
        "title": booking.title,
        "when": format_moment(booking.starts_at),
    }


def _still_holds(notice: Notice, booking: Booking) -> bool:
    is_current: bool = booking.sequence_for(notice.person_id) == notice.context["sequence"]
    return is_current and booking.state_for(notice.person_id) in HOLDS_WHILE[notice.kind]


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
        "name": booking.other_shown(reader),
        "title": booking.title,
        "when": format_moment(booking.starts_at),
    }


def describe_weekly(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """Three queries. Nobody is asked for an answer that was given, or told of what no longer takes place."""
    found = WeeklyPair.objects.with_bookings().in_bulk([notice.context["pair"] for notice in notices])
    pairs = {str(pk): pair for pk, pair in found.items()}
    told = {
        notice.pk: _find_told(notice, pairs[notice.context["pair"]])
        for notice in notices
        if notice.context["pair"] in pairs
    }
    return {
        notice.pk: Line(
            text=_write_weekly_sentence(notice, told[notice.pk][0]),
            url=pairs[notice.context["pair"]].get_absolute_url(),
        )
        for notice in notices
        if told.get(notice.pk)
    }


def _find_told(notice: Notice, pair: WeeklyPair) -> list[Booking]:
    """The sessions that it was about, as far as it is still so of them; the first one first."""
    states = WEEKLY_HOLDS_WHILE[notice.kind]
    return [
        each
        for each in pair.bookings.all()
        if str(each.pk) in notice.context["bookings"] and each.state in states
    ]


def _write_weekly_sentence(notice: Notice, first: Booking) -> str:
    reader = next(each.person for each in first.attendances.all() if each.person_id == notice.person_id)
    by = notice.context.get("by")
    is_own_act = by == reader.pk
    if notice.kind == WEEKLY_ENDED.name:
        sentence = WEEKLY_ENDINGS[BookingState(first.state), is_own_act]
    elif notice.kind == WEEKLY_BOOKED.name and by == first.mentor_id:
        sentence = WEEKLY_ACCEPTED[is_own_act]
    else:
        sentence = WEEKLY_SENTENCES[notice.kind, is_own_act]
    return str(sentence) % {
        "name": first.other_shown(reader),
        "title": first.title,
        "when": format_moment(first.starts_at),
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
TIME_OFFERED = register(
    NoticeKind(
        name="mentoring.time_offered",
        label=_("A time you wait for is free"),
        describe=describe_offers,
        letter=LetterTemplate("mentoring.offer", LetterKind.TRANSACTIONAL),
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
WEEKLY_REQUESTED = register(
    NoticeKind(
        name="mentoring.weekly_requested",
        label=_("Weekly sessions are asked for"),
        describe=describe_weekly,
        letter=LetterTemplate("mentoring.weekly_requested", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
WEEKLY_BOOKED = register(
    NoticeKind(
        name="mentoring.weekly_booked",
        label=_("Weekly sessions are booked"),
        describe=describe_weekly,
        letter=LetterTemplate("mentoring.weekly_booked", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)
WEEKLY_ENDED = register(
    NoticeKind(
        name="mentoring.weekly_ended",
        label=_("Weekly sessions are called off"),
        describe=describe_weekly,
        letter=LetterTemplate("mentoring.weekly_ended", LetterKind.TRANSACTIONAL),
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


def _register_follow_up(
    name: str,
    label: "_StrPromise",
    describe: Callable[[Sequence[Notice]], Mapping[UUID, Line]],
    *,
    always: frozenset[Channel] = frozenset(),
) -> NoticeKind:
    """A kind whose letter has its name; one that always comes by mail is no reminder."""
    kind = LetterKind.TRANSACTIONAL if always else LetterKind.REMINDER
    letter = LetterTemplate(name, kind)
    return register(NoticeKind(name=name, label=label, describe=describe, letter=letter, always=always))


SCORECARD_DUE = _register_follow_up(
    "mentoring.scorecard_due", _("A scorecard of yours is due"), describe_scorecards
)
SCORECARD_SHARED = _register_follow_up(
    "mentoring.scorecard_shared", _("A mentor shares a scorecard with you"), describe_scorecards
)
SCORECARD_ANSWERED = _register_follow_up(
    "mentoring.scorecard_answered", _("A learner answers your scorecard"), describe_scorecards
)
ABSENCE_REPORTED = _register_follow_up(
    "mentoring.absence_reported",
    _("Somebody says that you did not come"),
    describe_follow_ups,
    always=ALWAYS_BY_MAIL,
)
ABSENCE_CONTESTED = _register_follow_up(
    "mentoring.absence_contested", _("Somebody contests that they did not come"), describe_follow_ups
)
ABSENCE_DECIDED = _register_follow_up(
    "mentoring.absence_decided",
    _("It is decided who did not come"),
    describe_follow_ups,
    always=ALWAYS_BY_MAIL,
)
ACTION_ITEMS_DUE = _register_follow_up(
    "mentoring.action_items_due", _("What you agreed in a session is due"), describe_follow_ups
)
SESSION_REVIEWED = _register_follow_up(
    "mentoring.session_reviewed", _("Somebody says how a session was"), describe_follow_ups
)
REVIEW_REPLIED = _register_follow_up(
    "mentoring.review_replied", _("A mentor replies to your review"), describe_follow_ups
)
SEAT_TAKEN = _register_follow_up("mentoring.seat_taken", _("A learner joins a group"), describe_follow_ups)
SEAT_LEFT = _register_follow_up("mentoring.seat_left", _("A learner leaves a group"), describe_follow_ups)
SEATS = frozenset({SEAT_TAKEN.name, SEAT_LEFT.name})


def describe_applications(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """One query. An answer counts until the application is answered otherwise."""
    found = MentorApplication.objects.in_bulk([notice.context["application"] for notice in notices])
    states = {str(pk): application.state for pk, application in found.items()}
    return {
        notice.pk: Line(
            text=str(APPLICATION_SENTENCES[notice.context["state"]]), url=reverse("mentoring:application")
        )
        for notice in notices
        if states.get(notice.context["application"]) == notice.context["state"]
    }


APPLICATION_SENTENCES: Mapping[str, Promise] = {
    ApplicationState.APPROVED: _("You are a mentor now. Set your hours and join the directory."),
    ApplicationState.REFUSED: _("Your application to become a mentor was not accepted. Read why."),
    ApplicationState.MORE_ASKED: _("We would like to know more before you become a mentor."),
}
APPLICATION_ANSWERED = register(
    NoticeKind(
        name="mentoring.application_answered",
        label=_("Your application to become a mentor is answered"),
        describe=describe_applications,
        letter=LetterTemplate("mentoring.application", LetterKind.TRANSACTIONAL),
        always=ALWAYS_BY_MAIL,
    )
)

ENDS_WITHOUT = frozenset({BookingState.DECLINED, BookingState.CANCELLED, BookingState.EXPIRED})
TAKES_PLACE = frozenset({BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW})

HOLDS_WHILE: Mapping[str, frozenset[BookingState]] = {
    SESSION_REQUESTED.name: frozenset({BookingState.REQUESTED}),
    REQUEST_ENDED.name: ENDS_WITHOUT,
    SESSION_BOOKED.name: TAKES_PLACE,
    SESSION_MOVED.name: TAKES_PLACE,
    SESSION_NEAR.name: TAKES_PLACE,
    SESSION_CANCELLED.name: frozenset({BookingState.CANCELLED}),
}

WEEKLY_HOLDS_WHILE: Mapping[str, frozenset[BookingState]] = {
    WEEKLY_REQUESTED.name: frozenset({BookingState.REQUESTED}),
    WEEKLY_BOOKED.name: TAKES_PLACE,
    WEEKLY_ENDED.name: ENDS_WITHOUT,
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
SCORECARD_SENTENCES: Mapping[str, Promise] = {
    SCORECARD_DUE.name: _("%(name)s waits for your notes on “%(title)s”. Write the scorecard."),
    SCORECARD_SHARED.name: _("%(name)s has shared the scorecard of “%(title)s” with you."),
    SCORECARD_ANSWERED.name: _("%(name)s has answered your scorecard of “%(title)s”."),
}
FOLLOW_UP_SENTENCES: Mapping[str, Promise] = {
    ABSENCE_REPORTED.name: _(
        "%(name)s says that you did not come to “%(title)s” on %(when)s. If you did, say so within 48 hours."
    ),
    ABSENCE_CONTESTED.name: _(
        "%(name)s says that they did come to “%(title)s” on %(when)s. Staff look at it."
    ),
    ABSENCE_DECIDED.name: _("Staff have decided how “%(title)s” with %(name)s on %(when)s counts."),
    ACTION_ITEMS_DUE.name: _("In “%(title)s” with %(name)s you agreed to do something. Is it done?"),
    SESSION_REVIEWED.name: _("%(name)s has said how “%(title)s” was. Say how it was for you, too."),
    SEAT_TAKEN.name: _("%(name)s takes a seat in “%(title)s” on %(when)s."),
    SEAT_LEFT.name: _("%(name)s has left “%(title)s” on %(when)s. The seat is free again."),
    REVIEW_REPLIED.name: _("%(name)s has replied to what you said of “%(title)s”."),
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
# Of several sessions, of which the first one is named; by the kind, and whether the reader did it.
WEEKLY_SENTENCES: Mapping[tuple[str, bool], Promise] = {
    (WEEKLY_REQUESTED.name, True): _("You asked %(name)s for “%(title)s” every week, from %(when)s on."),
    (WEEKLY_REQUESTED.name, False): _(
        "%(name)s asks you for “%(title)s” every week, from %(when)s on. Accept or decline."
    ),
    (WEEKLY_BOOKED.name, True): _("You booked “%(title)s” with %(name)s every week, from %(when)s on."),
    (WEEKLY_BOOKED.name, False): _("%(name)s booked “%(title)s” with you every week, from %(when)s on."),
}
WEEKLY_ACCEPTED: Mapping[bool, Promise] = {
    True: _("You accepted “%(title)s” with %(name)s every week, from %(when)s on."),
    False: _("%(name)s accepted: “%(title)s” is booked every week, from %(when)s on."),
}
WEEKLY_ENDINGS: Mapping[tuple[BookingState, bool], Promise] = {
    (BookingState.EXPIRED, False): _(
        "Nobody answered in time: “%(title)s” with %(name)s every week, from %(when)s on, was not booked."
    ),
    (BookingState.DECLINED, True): _("You declined “%(title)s” with %(name)s every week, from %(when)s on."),
    (BookingState.DECLINED, False): _("%(name)s declined “%(title)s” every week, from %(when)s on."),
    (BookingState.CANCELLED, True): _(
        "You called off weekly sessions of “%(title)s” with %(name)s, the first on %(when)s."
    ),
    (BookingState.CANCELLED, False): _(
        "%(name)s called off weekly sessions of “%(title)s”, the first on %(when)s."
    ),
}
