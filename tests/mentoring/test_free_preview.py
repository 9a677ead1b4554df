"""What learners somewhere else see of a mentor's free times, beside the hours."""

from datetime import datetime

from django.test import Client

from accounts.models import User
from availability.operations import add_schedule
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_booking, a_session_type, schedule_of

PREVIEW = "/mentoring/free-times/"


def test_two_weeks_on_the_clock_of_a_chosen_zone(browser: Client, call: SessionType) -> None:
    context = browser.get(PREVIEW, {"learners": "Asia/Kolkata"}).context
    assert (len(context["days"]), str(context["learners_zone"])) == (14, "Asia/Kolkata")
    first = context["days"][1].starts[0]
    assert first.astimezone(context["learners_zone"]).strftime("%H:%M") == "14:30"


def test_unless_said_it_is_the_zone_of_whoever_comes_next(
    browser: Client, call: SessionType, learner: User, now: datetime
) -> None:
    assert str(browser.get(PREVIEW).context["learners_zone"]) == "Europe/Warsaw"
    learner.zone = "America/Lima"
    learner.save()
    a_booking(call, learner, now=now)
    assert str(browser.get(PREVIEW).context["learners_zone"]) == "America/Lima"


def test_it_is_of_the_session_that_was_picked(browser: Client, call: SessionType, mentor: Mentor) -> None:
    a_session_type(mentor, slug="long", title="Long one", minutes=240)
    assert browser.get(PREVIEW).context["chosen"] == call
    assert browser.get(PREVIEW, {"type": "long"}).context["found"] < browser.get(PREVIEW).context["found"]


def test_htmx_gets_the_part_beside_the_hours(browser: Client, call: SessionType) -> None:
    part = browser.get(PREVIEW, headers={"HX-Request": "true"}).content.decode()
    assert part.count("<html") == 0
    assert "free starts in two weeks" in part


def test_without_a_session_type_it_says_what_to_do_first(browser: Client) -> None:
    assert "say first what can be booked" in browser.get(PREVIEW).content.decode()


def test_beside_other_hours_it_is_of_a_session_that_goes_by_them(
    browser: Client, call: SessionType, mentor: Mentor
) -> None:
    usual = schedule_of(mentor)
    evenings = add_schedule(user=mentor.user, name="Evenings", copied_from=usual)
    late = a_session_type(mentor, slug="late", minutes=60, schedule=evenings)
    assert browser.get(PREVIEW).context["chosen"] == call
    assert browser.get(PREVIEW, {"hours": evenings.pk}).context["chosen"] == late
    assert (
        f"{PREVIEW}?hours={evenings.pk}" in browser.get(f"/mentoring/hours/{evenings.pk}/").content.decode()
    )
