"""Connecting a calendar account: what is found, and what is said when nothing is."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.personal_data import all_rows
from calendars.failures import NoCalDav, WrongPassword
from calendars.models import AccountCalendar, CalendarAccount, SessionEvent
from calendars.operations import (
    AlreadyConnected,
    choose_calendars,
    connect_account,
    disconnect_account,
    look_again,
)
from core.outgoing import AddressNotAllowed, AddressNotPublic, NotReached
from mentoring.models import Mentor, OutsideCalendar
from tests.calendars.radicale_server import RadicaleServer
from tests.mentoring.test_outside_calendars import Elsewhere, elsewhere

__all__ = ["elsewhere"]
PAGE = "/settings/calendars/"
API = "/api/v1/me/calendar-accounts/"


def connect(person: User, url: str, now: datetime) -> CalendarAccount:
    return connect_account(person=person, url=url, username="mira", password="app-password", now=now)


def names(account: CalendarAccount) -> list[str]:
    return [each.name for each in account.calendars.all()]


@pytest.mark.parametrize("path", ["", "mira/", "mira/work/", ".well-known/caldav"])
def test_its_calendars_are_found_from_whatever_address_was_copied(
    mentor: Mentor, radicale: RadicaleServer, now: datetime, path: str
) -> None:
    assert {"home", "work"} >= set(names(connect(mentor.user, radicale.url + path, now))) >= {"work"}


def test_nothing_is_used_before_it_is_chosen(account: CalendarAccount) -> None:
    assert not account.calendars.exclude(outside=None, takes_sessions=False).exists()
    assert not OutsideCalendar.objects.exists()


def test_the_password_is_stored_encrypted_and_never_shown(account: CalendarAccount, browser: Client) -> None:
    assert account.server.password == "app-password"
    with connection.cursor() as cursor:
        cursor.execute("SELECT account::text FROM calendars_calendaraccount account")
        assert "app-password" not in cursor.fetchone()[0]
    for address in (PAGE, f"{PAGE}{account.pk}/", API):
        assert "app-password" not in browser.get(address).content.decode()


@pytest.mark.usefixtures("now")
def test_a_wrong_password_is_named_and_nothing_is_saved(
    browser: Client, radicale: RadicaleServer, mentor: Mentor
) -> None:
    typed = {"server_url": radicale.url, "username": "mira", "password": "wrong"}
    page = browser.post(PAGE, typed)
    assert page.status_code == 422
    assert "app password" in page.content.decode()
    assert radicale.url in page.content.decode()
    assert not CalendarAccount.objects.exists()
    answer = browser.post(API, typed, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, WrongPassword.code)


def test_a_server_without_calendars_is_named(mentor: Mentor, elsewhere: Elsewhere, now: datetime) -> None:
    with pytest.raises(NoCalDav):
        connect(mentor.user, elsewhere.url, now)


def test_a_server_that_is_down_is_named(mentor: Mentor, radicale: RadicaleServer, now: datetime) -> None:
    radicale.stop()
    with pytest.raises(NotReached):
        connect(mentor.user, radicale.url, now)


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "https://[::1]/", "https://127.0.0.1/"])
def test_a_private_network_is_never_asked(mentor: Mentor, now: datetime, url: str) -> None:
    with pytest.raises(AddressNotPublic):
        connect(mentor.user, url, now)


def test_a_password_never_travels_in_the_clear(
    mentor: Mentor, radicale: RadicaleServer, settings: Settings, now: datetime
) -> None:
    settings.OUTGOING_LOOPBACK = False
    with pytest.raises(AddressNotAllowed):
        connect(mentor.user, radicale.url, now)


def test_an_account_is_connected_once(
    account: CalendarAccount, radicale: RadicaleServer, mentor: Mentor, now: datetime
) -> None:
    with pytest.raises(AlreadyConnected):
        connect(mentor.user, radicale.url, now)


def test_a_calendar_that_is_new_there_is_found_later(
    account: CalendarAccount, radicale: RadicaleServer, now: datetime
) -> None:
    radicale.make_calendar("club")
    look_again(account=account, now=now)
    assert names(account) == ["club", "home", "work"]


def test_disconnecting_deletes_the_password_and_frees_its_times(
    chosen: CalendarAccount, now: datetime
) -> None:
    disconnect_account(account=chosen)
    for model in (CalendarAccount, AccountCalendar, SessionEvent, OutsideCalendar):
        assert not model._default_manager.exists()  # noqa: SLF001


def test_a_person_does_it_all_on_pages(browser: Client, radicale: RadicaleServer) -> None:
    typed = {"server_url": radicale.url, "username": "mira", "password": "app-password"}
    assert browser.post(PAGE, typed).status_code == 303
    account = CalendarAccount.objects.get()
    page = f"{PAGE}{account.pk}/"
    home, work = account.calendars.all()
    assert "None: don&#x27;t write sessions" in browser.get(page).content.decode()
    assert browser.post(page, {"busy": [home.pk], "sessions": work.pk}).status_code == 303
    work.refresh_from_db()
    assert work.takes_sessions
    assert browser.post(f"{page}reading/").status_code == 303
    assert browser.post(f"{page}password/", {"password": "wrong"}).status_code == 422
    assert browser.post(f"{page}password/", {"password": "app-password"}).status_code == 303
    assert browser.post(f"{page}removal/").status_code == 303
    assert not CalendarAccount.objects.exists()


def test_nobody_else_finds_it(
    account: CalendarAccount, learner: User, signed_in: Any, work: AccountCalendar
) -> None:
    lena = signed_in(learner)
    page = f"{PAGE}{account.pk}/"
    assert lena.get(page).status_code == 404
    for more in ("", "password/", "reading/", "removal/"):
        assert lena.post(page + more, {"sessions": work.pk}).status_code == 404
    assert lena.get(f"{API}{account.pk}/").status_code == 404
    assert lena.patch(f"/api/v1/me/account-calendars/{work.pk}/", {}, "application/json").status_code == 404


def test_another_persons_calendar_is_no_choice(
    chosen: CalendarAccount, radicale: RadicaleServer, learner: User, signed_in: Any, now: datetime
) -> None:
    own = connect(learner, radicale.url, now)
    theirs = chosen.calendars.get(name="work")
    answer = signed_in(learner).post(f"{PAGE}{own.pk}/", {"sessions": theirs.pk})
    assert answer.status_code == 422
    assert not AccountCalendar.objects.filter(person=learner, takes_sessions=True).exists()


def test_the_api_does_the_same(browser: Client, radicale: RadicaleServer) -> None:
    made = browser.post(
        API,
        {"server_url": radicale.url, "username": "mira", "password": "app-password"},
        "application/json",
    )
    assert made.status_code == 201
    assert "password" not in made.json()
    _home, work = made.json()["calendars"]
    one = f"/api/v1/me/account-calendars/{work['id']}/"
    changed = browser.patch(one, {"is_busy": True, "takes_sessions": True}, "application/json")
    assert changed.json() == work | {"is_busy": True, "takes_sessions": True}
    assert browser.patch(one, {"takes_sessions": False}, "application/json").json()["is_busy"]
    address = f"{API}{made.json()['id']}/"
    assert browser.post(f"{address}reading/").status_code == 202
    assert browser.post(f"{address}password/", {"password": "no"}, "application/json").status_code == 409
    assert browser.delete(address).status_code == 204


def test_a_calendar_is_listed_with_those_that_are_files_nowhere(
    chosen: CalendarAccount, browser: Client
) -> None:
    """Its page is among the settings; the mentor's list has those with an address of their own."""
    assert OutsideCalendar.objects.count() == 2
    assert browser.get("/api/v1/me/outside-calendars/").json()["results"] == []


def test_it_is_in_the_download_without_the_password_and_erased_with_the_person(
    chosen: CalendarAccount,
) -> None:
    [rows] = [each for each in all_rows() if each.model is CalendarAccount]
    assert rows.hidden == {"encrypted_password"}
    assert rows.of(chosen.person).count() == 1


def test_a_calendar_can_be_chosen_and_left(
    chosen: CalendarAccount, work: AccountCalendar, now: datetime
) -> None:
    choose_calendars(account=chosen, busy=[], sessions=None, now=now)
    work.refresh_from_db()
    assert not work.takes_sessions
    assert not OutsideCalendar.objects.exists()
