"""A mentor in Kathmandu and a learner in New York, on phones, across the night in which one clock changes.

From opening hours to a scored mock interview. The site's clock is shifted to the days before the change, and
put on when the interview is due.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from availability.clock_changes import clock_changes
from devtools.site import Site, start_web, start_worker, temporary_site
from devtools.testing import faketime
from tests.browser.conftest import Meet, meet_at
from tests.browser.walker import Walker, be_approved, calendar_in, invitation
from tests.mailing.sink import Sink

KATHMANDU, NEW_YORK = ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/New_York")
OPENS = time(18)  # on the mentor's clock, which never changes
A_YEAR, A_DAY = timedelta(days=366), timedelta(days=1)
WORK = "/mentors/mina/sessions/theory-out-loud/"

needs_faketime = pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed")


@pytest.fixture(scope="session")
def change() -> datetime:
    """The next instant at which New York's clocks change."""
    now = datetime.now(UTC)
    return next(clock_changes(NEW_YORK, now + 5 * A_DAY, now + A_YEAR)).at


@pytest.fixture(scope="session")
def site_before_clock_change(mailbox: Sink, change: datetime) -> Iterator[Site]:
    with temporary_site("before_change", smtp_port=mailbox.port, data="roadmaps") as site:
        go_to(site, change - 4 * A_DAY)
        yield site


@pytest.fixture
def meet(chromium: Browser, site_before_clock_change: Site, mailbox: Sink) -> Iterator[Meet]:
    yield from meet_at(site_before_clock_change, chromium, mailbox)


@needs_faketime
def test_from_hours_to_a_scored_mock(meet: Meet, site_before_clock_change: Site, change: datetime) -> None:
    mentor = meet("mina@example.org", zone="Asia/Kathmandu")
    learner = meet("lee@example.org", zone="America/New_York")
    saturday, monday = change.date() - A_DAY, change.date() + A_DAY

    settle(mentor, "Mina")
    open_evenings(mentor)
    offer_mock(mentor)
    settle(learner, "Lee")

    assert first_times(learner, saturday) == on_both_clocks(saturday)
    assert first_times(learner, monday) == on_both_clocks(monday)
    assert first_times(learner, saturday)[0] != first_times(learner, monday)[0]

    book_by_keyboard(learner)
    starts_at = datetime.combine(monday, OPENS, KATHMANDU)
    for walker in (learner, mentor):
        assert starts_at == invitation(walker, "REQUEST").DTSTART
    learner.sees(on_both_clocks(monday)[0])
    learner.sees("For Mina")
    session = learner.page.url

    go_to(site_before_clock_change, starts_at - timedelta(minutes=50))
    learner.mail(lambda mail: "Theory out loud" in mail.text and calendar_in(mail) is None, "reminder")
    go_to(site_before_clock_change, starts_at + timedelta(minutes=20))
    rate_oneself(learner, session)
    score(mentor, session)
    read_scorecard(learner, session)


# --- The parts of the path ---


def go_to(site: Site, at: datetime) -> None:
    """Start the site anew with its clock at this instant."""
    site.stop()
    site.clock = faketime(at.astimezone(UTC).replace(tzinfo=None), "UTC", now=datetime.now(UTC))
    start_web(site)
    start_worker(site)


def on_both_clocks(on: date) -> tuple[str, str]:
    """What the learner's page shows of the mentor's first time on that date."""
    at = datetime.combine(on, OPENS, KATHMANDU)
    return f"{at.astimezone(NEW_YORK):%H:%M}", f"{OPENS:%H:%M} Kathmandu"


def settle(walker: Walker, name: str) -> None:
    """Sign up; the zone that the browser says stands in the form already."""
    walker.sign_up(name)
    walker.page.get_by_label("Data scientist").check()
    walker.press("Save and go on")


def open_evenings(mentor: Walker) -> None:
    mentor.open("/mentoring/profile/")
    mentor.fill(
        headline="Applied scientist in Kathmandu",
        bio="Mock interviews in the evening, my time.",
        meeting_url="https://meet.example.org/mina",
    )
    mentor.page.get_by_label("Maths").check()
    mentor.press("Save")
    mentor.open("/mentoring/hours/")
    mentor.page.get_by_role("button", name="Add hours on Monday").click()
    mentor.page.fill("[name='1-0-start']", f"{OPENS:%H:%M}")
    mentor.page.fill("[name='1-0-end']", "21:00")
    mentor.page.get_by_label("Copy Monday to other days").click()
    mentor.press("Every day")
    mentor.press("Save the week")
    mentor.sees("Your week is saved")


def offer_mock(mentor: Walker) -> None:
    mentor.open("/mentoring/session-types/new/")
    mentor.fill(title="Theory out loud", minutes="60")
    mentor.page.locator("[name=kind]").select_option("mock_interview")
    mentor.page.locator("[name=rubric_key]").select_option("ml-theory")
    mentor.press("Save")
    be_approved(mentor)
    mentor.open("/mentoring/")
    mentor.press("Join the directory")
    mentor.sees("You are in the directory.")


def first_times(learner: Walker, on: date) -> tuple[str, str]:
    """The first free time of a day: on the learner's clock, and what stands beside it of the mentor's."""
    learner.open(f"{WORK}?from={on}")
    label = learner.page.locator("label.time").first
    theirs = label.locator("small").inner_text()
    return label.inner_text().replace(theirs, "").strip(), " ".join(theirs.split())


def book_by_keyboard(learner: Walker) -> None:
    """From the times of a day to the booked session, without a pointer."""
    page = learner.page
    reach(learner, page.locator("label.time input").first)
    page.keyboard.press("Space")
    reach(learner, page.get_by_role("button", name="Continue with this time"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/booking/"))
    reach(learner, page.locator("[name=about]"))
    page.keyboard.type("Bias and variance, out loud.")
    reach(learner, page.get_by_role("button", name="Book this session"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/bookings/[0-9a-f-]{36}/"))


def reach(walker: Walker, wanted: Locator) -> None:
    """Press Tab until this has the focus, from the top of the page on."""
    wanted.wait_for()
    for _ in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        walker.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def rate_oneself(learner: Walker, session: str) -> None:
    learner.open(f"{session}scorecard/")
    for scale in learner.page.locator("fieldset.levels").all():
        scale.locator("label.level").nth(1).click()
    learner.press("Save how I rate myself")
    learner.sees("has not shared the scorecard yet")


def score(mentor: Walker, session: str) -> None:
    mentor.open(f"{session}scorecard/")
    dimensions = mentor.page.locator("fieldset.dimension").all()
    assert len(dimensions) >= 3
    for dimension in dimensions:
        dimension.locator("textarea").fill("Derived it on the board and named its limits.")
        dimension.locator("label.level").last.click()
    mentor.fill(keep="You say what you assume.", change="Draw before you talk.")
    mentor.press("Share with Lee")
    mentor.sees("Draw before you talk.")


def read_scorecard(learner: Walker, session: str) -> None:
    """Both sides beside each other, and the skill map has heard of it."""
    learner.open(f"{session}scorecard/")
    learner.sees("Derived it on the board")
    expect(learner.page.locator(".sides").first).to_contain_text("You thought")
    learner.open("/bookings/interviews/")
    learner.sees("ML theory")
