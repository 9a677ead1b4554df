"""Mira as a mentor with an account at a real CalDAV server: a calendar at work, and one at home."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from calendars.models import AccountCalendar, CalendarAccount
from calendars.operations import choose_calendars, connect_account
from mentoring.models import Booking, Mentor, SessionType
from tests.calendars.radicale_server import RadicaleServer, running_radicale
from tests.mentoring.builders import a_booking, a_mentor, a_session_type

Book = Callable[[str], Booking]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RadicaleServer]:
    """One for all tests of a worker: it takes a second to start."""
    with running_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def radicale(running: RadicaleServer, settings: Settings) -> RadicaleServer:
    """With two empty calendars, whatever a test before has done."""
    settings.OUTGOING_LOOPBACK = True
    running.begin_anew()
    running.make_calendar("home")
    running.make_calendar("work")
    return running


@pytest.fixture
def mentor(mentor_user: User) -> Mentor:
    return a_mentor(mentor_user)


@pytest.fixture
def call(mentor: Mentor) -> SessionType:
    return a_session_type(mentor)


@pytest.fixture
def book(call: SessionType, learner: User, now: datetime) -> Book:
    """`book("10:00")` is Lena's session tomorrow."""
    return lambda at: a_booking(call, learner, at, now=now)


@pytest.fixture
def account(mentor: Mentor, radicale: RadicaleServer, now: datetime) -> CalendarAccount:
    """Connected, and nothing chosen."""
    return connect_account(
        person=mentor.user, url=radicale.url, username="mira", password="app-password", now=now
    )


@pytest.fixture
def work(account: CalendarAccount) -> AccountCalendar:
    return account.calendars.get(name="work")


@pytest.fixture
def home(account: CalendarAccount) -> AccountCalendar:
    return account.calendars.get(name="home")


@pytest.fixture
def chosen(
    account: CalendarAccount, work: AccountCalendar, home: AccountCalendar, now: datetime
) -> CalendarAccount:
    """Sessions go to work; both calendars keep Mira busy."""
    choose_calendars(account=account, busy=[work, home], sessions=work, now=now)
    account.refresh_from_db()
    return account


@pytest.fixture
def browser(mentor: Mentor, signed_in: Callable[[User], Client], now: datetime) -> Client:
    return signed_in(mentor.user)
