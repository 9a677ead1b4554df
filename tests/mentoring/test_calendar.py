"""A mentor's calendar: one week as a table and as a list."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from availability.operations import WeeklyRow, override_date, plan_travel, set_weekly_hours, take_time_off
from mentoring.calendar import CalendarWeek
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_booking, schedule_of

CALENDAR = "/mentoring/calendar/"


def week_shown(browser: Client, query: str = "") -> CalendarWeek:
    week: CalendarWeek = browser.get(f"{CALENDAR}{query}").context["week"]
    return week


def test_the_table_has_a_row_for_each_half_hour_and_a_session_spans_its_own(
    browser: Client, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    page = browser.get(CALENDAR)
    rows = list(page.context["week"].rows)
    assert (rows[0][0].hour, rows[-1][0].hour, len(rows)) == (9, 16, 16)
    at_ten = next(cells for at, cells in rows if (at.hour, at.minute) == (10, 0))
    assert [cell.kind for cell in at_ten] == ["free", "free", "taken", "free", "free", "free", "free"]
    assert page.content.decode().count(booking.get_absolute_url()) == 2


def test_a_long_session_leaves_no_cell_in_the_rows_that_it_reaches_into(
    browser: Client, call: SessionType, learner: User, now: datetime
) -> None:
    call.minutes = 90
    call.save()
    a_booking(call, learner, "10:00", now=now)
    rows = list(week_shown(browser).rows)
    assert [len(cells) for at, cells in rows if at.hour in {10, 11}] == [7, 6, 6, 7]


def test_each_day_is_on_the_clock_of_where_the_mentor_is(browser: Client, mentor: Mentor) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    plan_travel(user=mentor.user, first_on=date(2026, 11, 26), last_on=date(2026, 11, 26), zone=tokyo)
    take_time_off(user=mentor.user, first_on=date(2026, 11, 27), last_on=date(2026, 11, 27))
    override_date(schedule=schedule_of(mentor), on=date(2026, 11, 28), ranges=[(600, 660)])
    days = week_shown(browser).days
    assert [day.is_away for day in days] == [False, False, False, True, False, False, False]
    assert [start.astimezone(tokyo).hour for start, _end in days[3].open] == [9]
    assert (days[4].is_off, days[4].open) == (True, [])
    assert (days[5].has_own_hours, sorted(days[5].free_minutes)) == (True, [600, 630])
    assert "In Tokyo" in browser.get(CALENDAR).content.decode()


def test_a_week_in_which_clocks_change_is_warned_of_and_skips_what_is_not_there(
    browser: Client, mentor: Mentor
) -> None:
    set_weekly_hours(
        schedule=schedule_of(mentor), zone=ZoneInfo("Europe/Warsaw"), rows=[WeeklyRow(7, 0, 300)]
    )
    page = browser.get(f"{CALENDAR}?from=2027-03-28")
    sunday = page.context["week"].days[6]
    assert sorted(sunday.free_minutes) == [0, 30, 60, 90, 180, 210, 240, 270]
    assert "the clocks in Warsaw go from 02:00 to 03:00" in page.content.decode()


def test_it_shows_one_of_several_schedules(browser: Client, mentor: Mentor) -> None:
    browser.post("/mentoring/schedules/new/", {"name": "Evenings"})
    other = mentor.user.schedules.get(name="Evenings")
    set_weekly_hours(schedule=other, zone=other.zone, rows=[])
    assert week_shown(browser).days[0].open
    assert not week_shown(browser, f"?hours={other.pk}").days[0].open


def test_any_date_leads_to_its_week_and_nonsense_to_this_one(browser: Client, mentor: Mentor) -> None:
    assert week_shown(browser, "?from=2027-01-01").first == date(2026, 12, 28)
    for query in ("?from=x", "?from=0001-01-01", "?from=9999-12-31", "?hours=x"):
        assert week_shown(browser, query).first == date(2026, 11, 23)


def test_dates_that_differ_are_those_of_the_schedule_that_is_shown(browser: Client, mentor: Mentor) -> None:
    browser.post("/mentoring/schedules/new/", {"name": "Evenings"})
    other = mentor.user.schedules.get(name="Evenings")
    answer = browser.post(f"/mentoring/dates/{other.pk}/new/", {"on": "2026-12-24", "note": "Christmas"})
    assert answer.headers["Location"] == f"{CALENDAR}?hours={other.pk}"
    assert "Christmas" not in browser.get(CALENDAR).content.decode()
    assert "Christmas" in browser.get(f"{CALENDAR}?hours={other.pk}").content.decode()
    browser.post(f"/mentoring/dates/{other.pk}/2026-12-24/removal/")
    assert not other.overrides.exists()


def test_a_week_costs_the_same_however_full_it_is(
    browser: Client, call: SessionType, learner: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for at in ("09:00", "10:00", "11:00", "12:00"):
        a_booking(call, learner, at, now=now)
    for day in (27, 28):
        override_date(schedule=schedule_of(call.mentor), on=date(2026, 11, day), ranges=[(600, 660)])
        take_time_off(user=call.mentor.user, first_on=date(2026, 12, day), last_on=date(2026, 12, day))
    browser.get(CALENDAR)  # the first request of a session writes it
    with django_assert_max_num_queries(8):
        browser.get(CALENDAR)


def test_somebody_without_hours_has_no_calendar(lena: Client) -> None:
    assert lena.get(CALENDAR).status_code == 404
