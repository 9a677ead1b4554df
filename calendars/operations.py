"""What people do with calendar accounts, and what their calendars are owed when a session changes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import encrypt
from accounts.models import User
from calendars.dav import Server
from calendars.discovery import FoundCalendar, find_calendars
from calendars.failures import ReadOnly
from calendars.models import ACCOUNT_ONCE, AccountCalendar, CalendarAccount, SessionEvent
from calendars.tasks import read_soon, write_after_commit
from core.db import select_planned, violates
from core.outgoing import check_url
from core.refusals import Refusal
from mentoring.announcements import BookingChanged
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import Attendance
from mentoring.operations import add_account_calendar, remove_outside_calendar

MOST_ACCOUNTS = 5
# Of these no calendar hears: nothing is agreed yet, or only how it went was said.
UNHEARD = frozenset(
    {
        BookingEventKind.HELD,
        BookingEventKind.OFFERED,
        BookingEventKind.REQUESTED,
        BookingEventKind.COMPLETED,
        BookingEventKind.NO_SHOW,
    }
)


class TooManyAccounts(Refusal):
    code = "too_many_accounts"
    message = _("You have as many calendar accounts as there can be. Disconnect one first.")


class AlreadyConnected(Refusal):
    code = "already_connected"
    message = _("You have connected that account already.")


def connect_account(
    *, person: User, url: str, username: str, password: str, now: datetime
) -> CalendarAccount:
    """Find the calendars, then save. Nothing of them is used before it is chosen.

    Asks another server, for up to some tens of seconds. Raises an OutgoingRefused, TooManyAccounts or
    AlreadyConnected.
    """
    check_url(url)
    if person.calendar_accounts.count() >= MOST_ACCOUNTS:
        raise TooManyAccounts
    found = find_calendars(Server(url, username, password))
    try:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
            if person.calendar_accounts.count() >= MOST_ACCOUNTS:
                raise TooManyAccounts
            account = CalendarAccount.objects.create(
                person=person,
                server_url=url,
                username=username,
                encrypted_password=encrypt(password),
                connected_at=now,
                next_read_at=now,
            )
            _save_calendars(account, found)
    except IntegrityError as error:
        if violates(error, ACCOUNT_ONCE):
            raise AlreadyConnected from error
        raise
    return account


def replace_password(*, account: CalendarAccount, password: str, now: datetime) -> None:
    """Once the server has accepted it. What could not be written meanwhile is written now."""
    found = find_calendars(Server(account.server_url, account.username, password))
    with transaction.atomic():
        CalendarAccount.objects.filter(pk=account.pk).update(encrypted_password=encrypt(password))
        _ask_again(account, found, now=now)


def look_again(*, account: CalendarAccount, now: datetime) -> None:
    """Find calendars that are new, and read all at once."""
    found = find_calendars(account.server)
    with transaction.atomic():
        _ask_again(account, found, now=now)


def _ask_again(account: CalendarAccount, found: Iterable[FoundCalendar], *, now: datetime) -> None:
    _save_calendars(account, found)
    CalendarAccount.objects.filter(pk=account.pk).update(
        next_read_at=now, retry_at=None, failures=0, failed_at=None, failed_with="", told_at=None
    )
    SessionEvent.objects.filter(person=account.person_id, is_owed=True).update(due_at=now, attempts=0)
    transaction.on_commit(partial(read_soon, account.pk), robust=True)
    write_after_commit()


def _save_calendars(account: CalendarAccount, found: Iterable[FoundCalendar]) -> None:
    """Those that are gone stay while they are in use, and say so when they are asked."""
    AccountCalendar.objects.bulk_create(
        [
            AccountCalendar(
                account=account,
                person_id=account.person_id,
                url=each.url,
                name=each.name,
                is_writable=each.is_writable,
            )
            for each in found
        ],
        update_conflicts=True,
        unique_fields=["person", "account", "url"],
        update_fields=["name", "is_writable"],
    )
    unused = account.calendars.filter(outside=None, takes_sessions=False, events=None)
    unused.exclude(url__in=[each.url for each in found]).delete()


@transaction.atomic
def choose_calendars(
    *,
    account: CalendarAccount,
    busy: Collection[AccountCalendar],
    sessions: AccountCalendar | None,
    now: datetime,
) -> None:
    """Which of its calendars make their owner busy, and which one takes their sessions.

    One calendar of all accounts takes them: chosen here, they move here; with none, those that are in a
    calendar of this account are taken out of it. Raises ReadOnly or TooManyCalendars.
    """
    person = User.objects.select_for_update(no_key=True).only("pk").get(pk=account.person_id)
    for calendar in account.calendars.select_related("outside"):
        _count_as_busy(calendar, person=person, is_busy=calendar in busy, now=now)
    if sessions and not sessions.is_writable:
        raise ReadOnly
    mine = AccountCalendar.objects.filter(person=person, takes_sessions=True)
    was = mine.first()
    if sessions != was and (sessions or (was and was.account_id == account.pk)):
        mine.update(takes_sessions=False)
        if sessions:
            AccountCalendar.objects.filter(pk=sessions.pk).update(takes_sessions=True)
        _owe_all(person=person, now=now)
    CalendarAccount.objects.filter(pk=account.pk).update(next_read_at=now)
    transaction.on_commit(partial(read_soon, account.pk), robust=True)
    write_after_commit()


def _count_as_busy(calendar: AccountCalendar, *, person: User, is_busy: bool, now: datetime) -> None:
    if is_busy and calendar.outside is None:
        calendar.outside = add_account_calendar(person=person, name=calendar.name, now=now)
        calendar.ctag = ""
        calendar.save(update_fields=["outside", "ctag"])
    elif calendar.outside and not is_busy:
        remove_outside_calendar(calendar=calendar.outside)


@transaction.atomic
def disconnect_account(*, account: CalendarAccount) -> None:
    """The password is deleted, times from there are free again; what stands in the calendars stays there."""
    for calendar in account.calendars.exclude(outside=None).select_related("outside"):
        if calendar.outside:
            remove_outside_calendar(calendar=calendar.outside)
    account.delete()
    if not AccountCalendar.objects.filter(person=account.person_id, takes_sessions=True).exists():
        SessionEvent.objects.filter(person=account.person_id).delete()


# By hand, as it runs at every change of a session.
TAKES_SESSIONS = """
SELECT person_id FROM calendars_accountcalendar WHERE person_id = ANY(%(people)s::bigint[]) AND takes_sessions
"""


def owe_of_booking(event: BookingChanged) -> None:
    """What the calendars of its people are to say of it, in the transaction of the act."""
    if event.kind in UNHEARD:
        return
    concerned = {*event.person_ids, event.seat_of_id} - {None}
    people = select_planned(TAKES_SESSIONS, people=list(concerned))
    _owe({(person_id, event.booking_id) for (person_id,) in people}, now=event.at)


def _owe_all(*, person: User, now: datetime) -> None:
    """The sessions to come, and those that are in a calendar and may not stay there."""
    coming = Attendance.objects.filter(
        person=person, state=BookingState.CONFIRMED, booking__ends_at__gt=now
    ).values_list("booking", flat=True)
    placed = SessionEvent.objects.filter(Q(is_owed=True) | Q(booking__ends_at__gt=now), person=person)
    bookings = {*coming, *placed.values_list("booking", flat=True)}
    _owe({(person.pk, booking) for booking in bookings}, now=now)


def _owe(pairs: Collection[tuple[int, UUID]], *, now: datetime) -> None:
    """Once more, if it was owed before."""
    if not pairs:
        return
    made = [
        SessionEvent(person_id=person, booking_id=booking, due_at=now)
        for person, booking in sorted(pairs, key=str)
    ]
    SessionEvent.objects.bulk_create(made, ignore_conflicts=True)
    wanted = Q()
    for person, booking in pairs:
        wanted |= Q(person=person, booking=booking)
    known = SessionEvent.objects.filter(wanted).exclude(pk__in=[each.pk for each in made])
    known.update(is_owed=True, changes=F("changes") + 1, due_at=now, attempts=0)
    write_after_commit()


def owe_what_is_missing(*, now: datetime) -> None:
    """Sessions booked while their person chose a calendar, which saw neither the other."""
    people = AccountCalendar.objects.filter(takes_sessions=True).values("person")
    known = SessionEvent.objects.filter(person=OuterRef("person"), booking=OuterRef("booking"))
    missing = Attendance.objects.filter(
        ~Exists(known), person__in=people, state=BookingState.CONFIRMED, booking__ends_at__gt=now
    )
    _owe(set(missing.values_list("person", "booking")[:500]), now=now)


def read_due_accounts(*, now: datetime) -> None:
    """Each by a worker of its own: a slow server holds up no other account."""
    due = CalendarAccount.objects.due(now).filter(calendars__outside__isnull=False).distinct()
    for pk in due.order_by("next_read_at").values_list("pk", flat=True)[:500]:
        read_soon(pk)
