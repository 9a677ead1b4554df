"""The mentor's desk: a profile, what can be booked, weekly hours and dates that differ."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mentoring.models import Mentor, SessionType
from mentoring.operations import (
    NotReady,
    become_mentor,
    list_profile,
    offer_session_type,
    override_date,
    set_weekly_hours,
)
from roadmaps.models import Area
from tests.mentoring.builders import a_booking, a_mentor, tomorrow


@pytest.fixture(autouse=True)
def _at_noon(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def mira(mentor, mentor_user, signed_in):
    return signed_in(mentor_user)


def rows(*typed, total=None, **more):
    """What the browser sends for rows of (weekday, start, end)."""
    data = {"form-TOTAL_FORMS": total or len(typed), "form-INITIAL_FORMS": 0, "zone": "Europe/Warsaw"}
    for number, (weekday, start, end) in enumerate(typed):
        data |= {
            f"form-{number}-weekday": weekday,
            f"form-{number}-start": start,
            f"form-{number}-end": end,
        }
    return data | more


def week_of(mentor):
    hours = mentor.schedules.get().weekly_hours.values_list("weekday", "start_minute", "end_minute")
    return list(hours)


class TestBecomingAMentor:
    def profile(self, **more):
        Area.objects.get_or_create(slug="maths", defaults={"title": "Maths"})
        area = Area.objects.get(slug="maths")
        return {"headline": "I teach.", "bio": "For years.", "areas": [area.pk], "languages": ["en"]} | more

    def test_the_desk_begins_with_a_profile(self, learner, signed_in):
        assert signed_in(learner).get("/mentoring/")["Location"] == "/mentoring/profile/"

    def test_a_new_profile_is_seen_by_nobody_yet(self, learner, signed_in):
        assert signed_in(learner).post("/mentoring/profile/", self.profile()).status_code == 303
        assert not Mentor.objects.get(user=learner).is_listed

    def test_the_week_begins_empty_in_ones_own_zone(self, learner, signed_in):
        signed_in(learner).post("/mentoring/profile/", self.profile())
        assert str(Mentor.objects.get(user=learner).schedules.get().zone) == "Europe/London"

    @pytest.mark.parametrize("wrong", [{"headline": ""}, {"languages": ["xx"]}, {"areas": []}, {"bio": "\0"}])
    def test_what_is_missing_or_wrong_is_asked_for_again(self, learner, signed_in, wrong):
        answer = signed_in(learner).post("/mentoring/profile/", self.profile(**wrong))
        assert answer.status_code == 422
        assert not Mentor.objects.exists()

    def test_nobody_joins_the_directory_with_nothing_to_book(self, learner):
        mentor = become_mentor(user=learner, headline="", bio="", areas=[], languages=[])
        offer_session_type(mentor=mentor, title="Talk")
        with pytest.raises(NotReady):
            list_profile(mentor=mentor)

    def test_leaving_the_directory_keeps_what_is_booked(self, call, learner, mira, now):
        booking = a_booking(call, learner, now=now)
        mira.post("/mentoring/listing/", {"listed": ""})
        call.mentor.refresh_from_db()
        booking.refresh_from_db()
        assert (call.mentor.is_listed, booking.state) == (False, "confirmed")


class TestWeeklyHours:
    def test_rows_replace_the_week(self, mira, mentor):
        mira.post("/mentoring/hours/", rows((2, "17:00", "20:00"), (4, "09:00", "10:30")))
        assert week_of(mentor) == [(2, 1020, 1200), (4, 540, 630)]

    @pytest.mark.parametrize(
        ("start", "end", "minutes"),
        [
            ("22:00", "02:00", (1320, 1560)),
            ("20:00", "00:00", (1200, 1440)),
            ("00:00", "00:00", (0, 1440)),
            ("09:00", "09:00", (540, 1980)),
        ],
    )
    def test_an_end_at_or_before_the_start_is_on_the_next_day(self, mira, mentor, start, end, minutes):
        mira.post("/mentoring/hours/", rows((5, start, end)))
        assert week_of(mentor) == [(5, *minutes)]

    def test_an_empty_row_is_nothing_and_a_removed_one_goes(self, mira, mentor):
        typed = rows((1, "09:00", "10:00"), ("", "", ""), (3, "09:00", "10:00"), **{"form-2-DELETE": "on"})
        mira.post("/mentoring/hours/", typed)
        assert week_of(mentor) == [(1, 540, 600)]

    def test_more_rows_keep_what_was_typed(self, mira, mentor):
        answer = mira.post("/mentoring/hours/", rows((1, "09:15", "10:00"), more="yes"))
        page = answer.content.decode()
        assert 'value="09:15"' in page
        assert 'name="form-3-weekday"' in page
        assert len(week_of(mentor)) == 7

    @pytest.mark.parametrize(
        "typed",
        [
            rows((1, "09:00", "")),
            rows((8, "09:00", "10:00")),
            rows((1, "25:00", "26:00")),
            rows((1, "09:00", "10:00"), zone="Moon/Crater"),
            {"zone": "Europe/Warsaw"},
            rows(total=100_000),
        ],
    )
    def test_what_makes_no_week_is_refused(self, mira, mentor, typed):
        assert mira.post("/mentoring/hours/", typed).status_code == 422
        assert len(week_of(mentor)) == 7

    def test_a_session_that_falls_outside_stays_booked_and_is_named(self, call, learner, mira, now):
        a_booking(call, learner, "10:00", now=now)
        assert "outside your hours" not in mira.get("/mentoring/").content.decode()
        schedule = call.mentor.schedules.get()
        set_weekly_hours(schedule=schedule, zone=schedule.zone, rows=[])
        assert "One session is outside your hours" in mira.get("/mentoring/").content.decode()


class TestDates:
    def test_a_date_may_be_off(self, mira, mentor):
        mira.post("/mentoring/dates/new/", {"on": "2026-12-24", "note": "Christmas"})
        override = mentor.schedules.get().overrides.get()
        assert (override.on, override.note, override.ranges.count()) == (date(2026, 12, 24), "Christmas", 0)

    def test_or_have_hours_of_its_own(self, mira, mentor):
        mira.post("/mentoring/dates/new/", {"on": "2026-12-24", "start": "20:00", "end": "01:00"})
        only = mentor.schedules.get().overrides.get().ranges.get()
        assert (only.start_minute, only.end_minute) == (1200, 1500)

    def test_saying_it_again_replaces_it(self, mentor):
        schedule = mentor.schedules.get()
        for ranges in ([(540, 600)], [(600, 660), (720, 780)]):
            override_date(schedule=schedule, on=date(2026, 12, 24), ranges=ranges)
        assert schedule.overrides.get().ranges.count() == 2

    @pytest.mark.parametrize(
        "typed", [{"on": ""}, {"on": "2020-01-01"}, {"on": "2026-12-24", "start": "09:00"}]
    )
    def test_what_makes_no_date_is_refused(self, mira, mentor, typed):
        assert mira.post("/mentoring/dates/new/", typed).status_code == 422
        assert not mentor.schedules.get().overrides.exists()

    def test_today_is_today_where_the_mentor_is(self, mira, mentor):
        schedule = mentor.schedules.get()
        set_weekly_hours(schedule=schedule, zone=ZoneInfo("America/Los_Angeles"), rows=[])
        override_date(schedule=schedule, on=date(2026, 11, 24), note="My birthday")
        with time_machine.travel(tomorrow("05:00"), tick=False):
            assert "My birthday" in mira.get("/mentoring/").content.decode()
        with time_machine.travel(tomorrow("09:00"), tick=False):
            assert "My birthday" not in mira.get("/mentoring/").content.decode()

    def test_it_can_be_removed(self, mira, mentor):
        override_date(schedule=mentor.schedules.get(), on=tomorrow("00:00").date())
        assert mira.post("/mentoring/dates/2026-11-25/removal/").status_code == 303
        assert mira.post("/mentoring/dates/never/removal/").status_code == 404
        assert not mentor.schedules.get().overrides.exists()


class TestSessionTypes:
    typed = {
        "title": "First talk",
        "kind": "call",
        "minutes": 30,
        "interval_minutes": 30,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 10,
        "notice_hours": 12,
        "window_days": 30,
        "cancel_hours": 12,
        "is_offered": "on",
    }

    def test_each_gets_an_address_from_its_title(self, mira, mentor):
        for _ in range(2):
            mira.post("/mentoring/session-types/new/", self.typed)
        slugs = mentor.session_types.order_by("pk").values_list("slug", flat=True)
        assert list(slugs) == ["first-talk", "first-talk-2"]

    def test_a_title_without_letters_gets_one_too(self, mentor):
        assert offer_session_type(mentor=mentor, title="!!!").slug == "session"

    def test_new_terms_hold_for_new_bookings_only(self, call, learner, mira, now):
        booking = a_booking(call, learner, now=now)
        mira.post("/mentoring/session-types/call/", self.typed | {"minutes": 60, "interval_minutes": 60})
        booking.refresh_from_db()
        call.refresh_from_db()
        assert (call.minutes, booking.minutes) == (60, 30)

    @pytest.mark.parametrize("wrong", [{"minutes": 5}, {"interval_minutes": 0}, {"window_days": 1_000}])
    def test_terms_that_make_no_sense_are_refused(self, mira, wrong):
        assert mira.post("/mentoring/session-types/new/", self.typed | wrong).status_code == 422
        assert not SessionType.objects.exists()

    def test_nobody_edits_what_is_not_theirs(self, call, learner, signed_in):
        a_mentor(learner)
        assert signed_in(learner).get("/mentoring/session-types/call/").status_code == 404


class TestTitles:
    def test_a_line_break_in_a_title_becomes_a_space(self, mira, call):
        terms = {
            field: getattr(call, field)
            for field in ("kind", "minutes", "interval_minutes", "buffer_before_minutes")
        } | {"buffer_after_minutes": 0, "notice_hours": 0, "window_days": 60, "cancel_hours": 12}
        for address in ("/mentoring/session-types/call/", "/mentoring/session-types/new/"):
            typed = terms | {"title": "Career\r\ncall", "is_offered": "on"}
            assert mira.post(address, typed).status_code == 303
        assert set(SessionType.objects.values_list("title", flat=True)) == {"Career call"}

    def test_a_title_that_nobody_can_see_is_asked_for_again(self, mira, call):
        assert mira.post("/mentoring/session-types/call/", {"title": "\x01\x02"}).status_code == 422
