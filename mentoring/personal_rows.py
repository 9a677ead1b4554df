"""What mentoring knows about people (accounts.personal_data), and each session as a file for calendars."""

from collections.abc import Iterator

from django.db.models import Q

from accounts.models import User
from accounts.personal_data import (
    Erasure,
    File,
    PersonalRows,
    Rows,
    blank,
    delete,
    keep,
    register,
    register_by,
    register_files,
)
from mentoring.invitations import CalendarMethod
from mentoring.letters import build_calendar_file
from mentoring.lifecycle import AttendanceRole
from mentoring.models import (
    Absence,
    ActionItem,
    Attendance,
    Block,
    Booking,
    BookingEvent,
    CalendarFeed,
    Favourite,
    InterviewPlan,
    Mentor,
    MentorApplication,
    OutsideBusy,
    OutsideCalendar,
    PlannedMock,
    ReminderChoice,
    Review,
    Score,
    Scorecard,
    SessionType,
    WaitingEntry,
    WeeklyPair,
)


def leave_directory(rows: Rows, erasure: Erasure) -> None:
    """The row stays for the sessions that were held, and says nothing about anybody."""
    for mentor in rows:
        mentor.areas.clear()
    rows.update(headline="", bio="", languages=[], specialisms=[], meeting_url="", is_listed=False)


register_by("user", Mentor, erase=leave_directory)
register_by("person", MentorApplication, erase=delete)
register(
    PersonalRows(
        model=SessionType, of=lambda person: SessionType.objects.filter(mentor=person.pk), erase=delete
    )
)
register(
    PersonalRows(
        model=Booking,
        of=lambda person: Booking.objects.filter(mentor=person.pk),
        erase=blank(meeting_url=""),
    )
)
register_by(
    "person",
    Attendance,
    erase=blank(about="", document_url="", answers=[], step_roadmap="", step_key="", zone="UTC"),
)
register_by(
    "by",
    BookingEvent,
    erase=keep("It is the other person's history too."),
)


register_by("learner", ActionItem, erase=delete)
register_by("person", CalendarFeed, erase=delete)
register_by("person", WaitingEntry, erase=delete)
register_by("learner", InterviewPlan, erase=delete)
register(
    PersonalRows(
        model=PlannedMock, of=lambda person: PlannedMock.objects.filter(plan=person.pk), erase=delete
    )
)
register_by("learner", WeeklyPair, erase=keep("It says which sessions belong together, to the mentor too."))
register_by("person", ReminderChoice, erase=delete)
register_by("person", OutsideCalendar, erase=delete)
register_by("person", OutsideBusy, erase=delete)
register_by("person", Favourite, erase=delete)
register_by("blocker", Block, erase=delete)
register_by("person", Absence, erase=blank(contest=""))
register_by("author", Review, erase=blank(words="", is_public=False))
# What a mentor has drafted and not shared is nobody's to download yet.
register(
    PersonalRows(
        model=Scorecard,
        of=lambda person: Scorecard.objects.filter(learner=person),
        erase=delete,
        downloaded=lambda rows: rows.exclude(shared_at=None),
    )
)
register(
    PersonalRows(
        model=Score,
        of=lambda person: Score.objects.filter(learner=person),
        erase=delete,
        downloaded=lambda rows: rows.filter(
            Q(side=AttendanceRole.LEARNER) | Q(scorecard__shared_at__isnull=False)
        ),
    )
)


@register_files
def calendars_of(person: User) -> Iterator[File]:
    for booking in Booking.objects.of(person).with_people().order_by("starts_at", "pk"):
        body = build_calendar_file(booking, CalendarMethod.PUBLISH, reader=person)
        yield f"sessions/{booking.starts_at:%Y-%m-%d}-{booking.pk}.ics", body
