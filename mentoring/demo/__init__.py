"""The mentoring part of the demo: twelve mentors, their hours, sixty sessions, interviews scored."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.demo import DOMAIN, DemoPeople
from accounts.encryption import encrypt
from accounts.models import User
from availability.models import Schedule
from availability.operations import (
    WeeklyRow,
    add_schedule,
    override_date,
    plan_travel,
    set_weekly_hours,
    take_time_off,
)
from availability.slots import DAY_MINUTES, to_datetime
from core.refusals import Refusal
from mentoring.booking_forms import find_step
from mentoring.demo.afterwards import follow_up, report_absences, score_interviews
from mentoring.free_times import find_free_times
from mentoring.intake import QuestionKind
from mentoring.lifecycle import EVENT_KINDS, AttendanceRole, BookingEventKind, BookingState
from mentoring.models import (
    Attendance,
    Booking,
    BookingEvent,
    InterviewRole,
    Mentor,
    OutsideBusy,
    OutsideCalendar,
    SessionKind,
    SessionType,
)
from mentoring.operations import (
    About,
    apply_as_mentor,
    ask_for_more,
    become_mentor,
    book_session,
    book_weekly,
    can_be_anonymous,
    choose_reminders,
    join_waiting_list,
    list_profile,
    offer_session_type,
    pause_mentoring,
    plan_interview,
    refresh_next_free,
    save_mentor,
)
from mentoring.operations.booking import draft_attendances, draft_booking
from mentoring.weekly_times import ClockShift, WeeklyTime, find_clock_shifts, find_weekly_times
from roadmaps.models import Area

ROADMAP = "ml-engineer"
WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "mentors.yaml").read_text())
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PAST, COMING = 36, 24
MOCK_HOURS = ("Mon-Thu 17:00-19:30", "Sat 10:00-12:00")
OUTCOMES = (
    *[BookingState.COMPLETED] * 9,
    BookingState.CANCELLED,
    BookingState.COMPLETED,
    BookingState.NO_SHOW,
)
ANSWERS = {
    QuestionKind.LINE: "ML engineer in a small team",
    QuestionKind.CHOICE: "Up to ten",
}


def seed(people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Mira's coming week is full; Lena meets her tomorrow and has a mock interview the week after."""
    areas = {area.slug: area for area in Area.objects.all()}
    mentors = [
        _make_mentor(user, words, areas, now=now)
        for user, words in zip(people.mentors, WORDS["mentors"], strict=True)
    ]
    _go_away(mentors, now=now)
    topics = {fitting: cycle(map(_make_about, said)) for fitting, said in WORDS["topics"].items()}
    _past_sessions(mentors, people.learners, topics, now=now, rng=rng)
    choose_reminders(person=people.learners[0], minutes=[24 * 60, 60, 10], now=now)
    choose_reminders(person=people.mentors[0], minutes=[60], now=now)
    plan_interview(
        learner=people.learners[0],
        role=InterviewRole.ML_ENGINEER,
        interview_on=(now + timedelta(days=27)).date(),
        now=now,
    )
    _coming_sessions(mentors, people.learners, topics, now=now, rng=rng)
    _meet_in_a_group(mentors[1], people.learners, now=now, rng=rng)
    _meet_every_week(mentors[1], people.learners[1], now=now)
    _wait(mentors, people.learners, now=now)
    _keep_another_calendar(mentors[0], now=now)
    pause_mentoring(mentor=mentors[5], until=(now + timedelta(days=24)).date(), now=now)
    _apply(people, areas, now=now)
    save_mentor(person=people.learners[0], mentor=mentors[2])
    refresh_next_free(now=now)


def _apply(people: DemoPeople, areas: dict[str, Area], *, now: datetime) -> None:
    """Two learners would like to help, too: one waits for staff, of one staff want to know more."""
    for number, words in enumerate(WORDS["applications"]):
        application = apply_as_mentor(
            person=people.learners[14 + number],
            headline=words["headline"],
            experience=words["experience"],
            areas=[areas[slug] for slug in words["areas"] if slug in areas],
            specialisms=words["specialisms"],
            languages=words["languages"],
            links=words["links"],
            accepts_rules=True,
            now=now - timedelta(days=3 + number),
        )
        if answer := words.get("answer"):
            ask_for_more(application=application, by=people.staff, answer=answer, now=now - timedelta(days=1))


def remove() -> None:
    """Remove the sessions of the demo's people, who could not be removed otherwise."""
    theirs = Attendance.objects.filter(person__email__endswith=f"@{DOMAIN}").values("booking")
    Booking.objects.filter(pk__in=theirs).delete()


def _make_mentor(user: User, words: dict[str, Any], areas: dict[str, Area], *, now: datetime) -> Mentor:
    mentor = become_mentor(
        user=user,
        headline=words["headline"],
        bio="\n\n".join(words["bio"]),
        areas=[areas[slug] for slug in words["areas"] if slug in areas],
        specialisms=words.get("specialisms", ()),
        languages=words["languages"],
        meeting_url=f"https://video.example.org/{user.handle}",
    )
    schedule = Schedule.objects.default().get(user=user)
    rows = [row for line in words["hours"] for row in _parse_hours(line)]
    set_weekly_hours(schedule=schedule, zone=user.zone, rows=rows)
    override_date(schedule=schedule, on=(now + timedelta(days=17)).date(), note="A day for myself")
    for name, price in words["offers"].items():
        amount, _space, currency = price.partition(" ")
        offer_session_type(
            mentor=mentor,
            price_amount=Decimal(amount) if amount else None,
            price_currency=currency,
            payment_url=f"https://pay.example.org/{user.handle}" if amount else "",
            window_days=45,
            **WORDS["offers"][name],
        )
    Mentor.objects.filter(pk=mentor.pk).update(approved_at=now - timedelta(days=118))  # letters long sent
    list_profile(mentor=mentor)
    mentor.refresh_from_db()
    return mentor


def _go_away(mentors: Sequence[Mentor], *, now: datetime) -> None:
    """Mira travels and has hours of her own for mock interviews; a colleague is off, and Mira stands in."""

    def in_days(number: int) -> date:
        return (now + timedelta(days=number)).date()

    mira, resting = mentors[0], mentors[3]
    plan_travel(user=mira.user, first_on=in_days(19), last_on=in_days(25), zone=ZoneInfo("America/New_York"))
    take_time_off(
        user=mira.user,
        first_on=in_days(33),
        last_on=in_days(40),
        reason="Skiing",
        public_note="Back and rested after.",
    )
    take_time_off(
        user=resting.user,
        first_on=in_days(-2),
        last_on=in_days(9),
        reason="Moving house",
        public_note="I am moving house, and answer again when the boxes are open.",
        stand_in=mira.user,
    )
    usual = Schedule.objects.default().get(user=mira.user)
    mocks = add_schedule(user=mira.user, name="Mock interviews", copied_from=usual)
    rows = [row for line in MOCK_HOURS for row in _parse_hours(line)]
    set_weekly_hours(schedule=mocks, zone=usual.zone, rows=rows)
    mira.session_types.filter(kind=SessionKind.MOCK_INTERVIEW).update(schedule=mocks)


def _keep_another_calendar(mira: Mentor, *, now: datetime) -> None:
    """A calendar elsewhere, as if it had just been read: dinner with the family on Mondays and Wednesdays."""
    calendar = OutsideCalendar.objects.create(
        person=mira.user,
        name="Family",
        encrypted_url=encrypt("https://calendar.example.org/family.ics"),
        next_read_at=now + timedelta(days=3650),
        read_at=now,
    )
    coming = [(now + timedelta(days=each)).astimezone(mira.user.zone).date() for each in range(2, 12)]
    for on in [each for each in coming if each.weekday() in {0, 2}]:
        starts_at = datetime.combine(on, time(18), mira.user.zone)
        during = DateTimeTZRange(starts_at, starts_at + timedelta(minutes=45))
        OutsideBusy.objects.create(calendar=calendar, person=mira.user, during=during)


def _parse_hours(line: str) -> Iterator[WeeklyRow]:
    """`Mon-Thu 17:30-20:30` is four rows; `Sun-Thu` goes round the end of the week."""
    days, hours = line.split()
    first, _, last = days.partition("-")
    start, end = (_parse_minute(text) for text in hours.split("-"))
    begin = WEEKDAYS.index(first)
    for number in range((WEEKDAYS.index(last or first) - begin) % 7 + 1):
        yield WeeklyRow((begin + number) % 7 + 1, start, end if end > start else end + DAY_MINUTES)


def _parse_minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _make_about(topic: dict[str, str]) -> About:
    step = find_step(ROADMAP, topic["step"], reader=None)
    return About(topic["words"], *((ROADMAP, step.key) if step else ("", "")))


def _next_about(topics: Mapping[str, Iterator[About]], session_type: SessionType) -> About:
    """Words that fit the interview, or else the kind of session."""
    about = next(topics.get(session_type.rubric_key) or topics[session_type.kind])
    if session_type.kind == SessionKind.RESUME_REVIEW:
        return about._replace(document_url="https://docs.example.org/my-resume")
    return about


def _past_sessions(
    mentors: Sequence[Mentor],
    learners: Sequence[User],
    topics: Mapping[str, Iterator[About]],
    *,
    now: datetime,
    rng: Random,
) -> None:
    """Settled long ago: rows without letters, at times that were on offer then."""
    bookings: list[Booking] = []
    attendances: list[Attendance] = []
    events: list[BookingEvent] = []
    for number in range(PAST):
        # Each mentor and each learner once in a window of their own, so none of them overlap.
        days_ago = 3 + 2 * number
        offered = sorted(
            mentors[number % len(mentors)].session_types.all(), key=lambda each: (each.rubric_key, each.pk)
        )
        if number == 2 * len(mentors):  # Mira's latest: one that she confirms
            session_type = next(each for each in offered if each.needs_confirmation)
        else:  # mock interviews, if they have any
            session_type = rng.choice(offered) if number % 4 == 3 else offered[-1]
        learner = learners[0] if number % 7 == 0 else learners[(number * 5) % len(learners)]
        booked_at = now - timedelta(days=days_ago + 7)
        start = _pick_start(session_type, learner, days=(3, 7), now=booked_at, rng=rng)
        if start is None:
            continue
        booking = draft_booking(session_type, start, now=booked_at, pk=_make_uuid7(booked_at, rng))
        booking.state, booking.expires_at = OUTCOMES[number % len(OUTCOMES)], None
        bookings.append(booking)
        attendances += draft_attendances(
            booking,
            learner=learner,
            about=_next_about(topics, session_type),
            mentor_zone=session_type.mentor.user.zone,
        )
        events += _make_history(booking, learner, answered_after=timedelta(hours=1 + number % 5))
    Booking.objects.bulk_create(bookings)
    Attendance.objects.bulk_create(attendances)
    BookingEvent.objects.bulk_create(events)
    score_interviews(bookings, attendances, rng=rng)
    follow_up(bookings, attendances)
    report_absences(bookings, attendances)


def _make_history(booking: Booking, learner: User, *, answered_after: timedelta) -> Iterator[BookingEvent]:
    """Where the mentor confirms each session, it was asked for, and accepted so much later."""
    asked = booking.session_type is not None and booking.session_type.needs_confirmation
    if asked:
        yield BookingEvent(
            mentor_id=booking.mentor_id,
            booking=booking,
            kind=BookingEventKind.REQUESTED,
            at=booking.booked_at,
            by=learner,
            side=AttendanceRole.LEARNER,
            new_starts_at=booking.starts_at,
        )
    yield BookingEvent(
        mentor_id=booking.mentor_id,
        booking=booking,
        kind=BookingEventKind.BOOKED,
        at=booking.booked_at + answered_after if asked else booking.booked_at,
        by=booking.mentor.user if asked else learner,
        side=AttendanceRole.MENTOR if asked else AttendanceRole.LEARNER,
        new_starts_at=booking.starts_at,
    )
    is_cancelled = booking.state == BookingState.CANCELLED
    if is_cancelled:
        booking.cancel_reason = "A deadline moved into this evening. Sorry."
        booking.sequence = 1
    booking.version = 1
    yield BookingEvent(
        mentor_id=booking.mentor_id,
        booking=booking,
        kind=EVENT_KINDS[BookingState(booking.state)],
        at=booking.starts_at - timedelta(days=1) if is_cancelled else booking.ends_at,
        by=learner if is_cancelled else booking.mentor.user,
        side=AttendanceRole.LEARNER if is_cancelled else AttendanceRole.MENTOR,
        old_starts_at=booking.starts_at,
        new_starts_at=None if is_cancelled else booking.starts_at,
        reason=booking.cancel_reason,
    )


def _coming_sessions(
    mentors: Sequence[Mentor],
    learners: Sequence[User],
    topics: Mapping[str, Iterator[About]],
    *,
    now: datetime,
    rng: Random,
) -> None:
    """Booked through the act itself, so invitations and reminders are owed as they would be."""
    lena, mira = learners[0], mentors[0]
    talk = mira.session_types.get(slug="first-talk")
    theory = mentors[-1].session_types.get(kind=SessionKind.MOCK_INTERVIEW)  # Hannah's: Lena's own language
    design = mira.session_types.get(slug="mock-interview-ml-system-design")
    planned = [
        (talk, lena, (1, 4)),  # from Friday evening too there is a day on which Mira works
        (design, learners[12], (4, 8)),  # which Mira has still to accept
        (theory, lena, (7, 13)),
        *((rng.choice(list(mira.session_types.all())), learners[n], (1, 7)) for n in range(1, 10)),
        *(
            (rng.choice(list(mentor.session_types.all())), learners[10 + number], (2, 14))
            for number, mentor in enumerate([*mentors[1:], *mentors[1:]][: COMING - 12])
        ),
    ]
    for session_type, learner, days in planned:
        booked_at = now - timedelta(minutes=rng.randint(20, 900))
        start = _pick_start(session_type, learner, days=days, now=booked_at, rng=rng)
        about = _next_about(topics, session_type)
        if session_type == design and learner == learners[12] and can_be_anonymous(learner):
            about = about._replace(is_anonymous=True)
        if start is not None:
            book_session(
                learner=learner,
                session_type=session_type,
                starts_at=start,
                now=booked_at,
                about=about,
                answers={each.key: ANSWERS[each.kind] for each in session_type.intake},
            )


def _meet_in_a_group(mentor: Mentor, learners: Sequence[User], *, now: datetime, rng: Random) -> None:
    """Four share office hours; offered last, so that whatever else is drawn stays as it is."""
    offer = WORDS["offers"]["office-hours"]
    group = offer_session_type(mentor=mentor, window_days=45, **offer)
    group.mentor = mentor
    start = _pick_start(group, learners[16], days=(3, 12), now=now, rng=rng)
    if start is None:
        return
    for number, (learner, words) in enumerate(zip(learners[16:20], WORDS["questions"], strict=False)):
        with suppress(Refusal):  # who has another session then
            book_session(
                learner=learner,
                session_type=group,
                starts_at=start,
                now=now - timedelta(hours=9 - number),
                about=About(words),
            )


def _meet_every_week(mentor: Mentor, learner: User, *, now: datetime) -> None:
    """Twelve weeks across a change of clocks on different dates, if one is near enough to be booked."""
    session_type = mentor.session_types.select_related("mentor__user").get(slug="work-through-it-together")
    plans = []
    for days in (2, 16, 30, 37):
        start, end = now + timedelta(days=days), now + timedelta(days=days + 7)
        free = find_free_times(session_type, start=start, end=end, now=now, learner=learner).starts
        if free:
            first = to_datetime(free[0])
            plans.append(find_weekly_times(session_type, first=first, weeks=12, now=now, learner=learner))
    if not plans:
        return
    chosen = next((times for times in plans if _shifts_of(times, learner)), plans[0])
    book_weekly(
        learner=learner,
        session_type=session_type,
        starts=[each.starts_at for each in chosen if each.starts_at and each.cause is None],
        now=now - timedelta(hours=3),
        about=About(WORDS["weekly"]),
        answers={each.key: ANSWERS[each.kind] for each in session_type.intake},
    )


def _shifts_of(times: Sequence[WeeklyTime], learner: User) -> Sequence[ClockShift]:
    sessions = [(each.starts_at, each.zone) for each in times if each.starts_at and each.cause is None]
    return find_clock_shifts(sessions, learner.zone)


def _wait(mentors: Sequence[Mentor], learners: Sequence[User], *, now: datetime) -> None:
    """Three wait for the mentor who is away; nothing is offered to anybody yet."""
    session_type = mentors[3].session_types.select_related("mentor__user").order_by("pk")[0]
    for number, learner in enumerate((learners[0], learners[6], learners[8])):
        join_waiting_list(
            person=learner,
            session_type=session_type,
            from_on=now.astimezone(learner.zone).date(),
            until_on=now.astimezone(learner.zone).date() + timedelta(days=6 + number),
            zone=learner.zone,
            now=now - timedelta(hours=30 - number),
        )


def _pick_start(
    session_type: SessionType, learner: User, *, days: tuple[int, int], now: datetime, rng: Random
) -> datetime | None:
    """A free start between so many days from now, seldom the very first."""
    start, end = (now + timedelta(days=number) for number in days)
    free = find_free_times(session_type, start=start, end=end, now=now, learner=learner).starts
    return to_datetime(rng.choice(free)) if free else None


def _make_uuid7(at: datetime, rng: Random) -> UUID:
    """A key that sorts by the time of the booking, and is the same in every run."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    )
