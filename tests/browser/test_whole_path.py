"""The one path through all of the product, walked by four people in a real browser.

Sign up, follow the roadmap, log study; a mentor opens hours; a session is booked, invited to and
reminded of; an article is written, published and mailed to whoever confirmed. The mails come from a
real Celery worker through a real SMTP server, and their links are opened.
"""

import re

from playwright.sync_api import expect

from devtools.site import Site
from tests.browser.conftest import Meet
from tests.browser.walker import Walker, be_approved, calendar_in, invitation, link_in


def test_the_whole_path(meet: Meet, empty_site: Site) -> None:
    learner, mentor = meet("lena@example.org"), meet("mira@example.org")
    author, reader = meet("noor@example.org"), meet("reader@example.org")

    learner.sign_up("Lena")
    learner.page.get_by_label("Data scientist").check()
    learner.press("Save and go on")
    follow_the_roadmap(learner)
    mark_a_step_and_take_it_back(learner)
    log_study(learner)

    mentor.sign_up("Mira")
    open_for_bookings(mentor)

    book(learner, "I stop at the chain rule.")
    invitations = {walker.email: invitation(walker, "REQUEST") for walker in (learner, mentor)}
    assert invitations[learner.email]["UID"] == invitations[mentor.email]["UID"]
    be_reminded(learner, empty_site)

    author.sign_up("Noor")
    subscribe(reader)
    publish_and_send(author, empty_site)
    read_and_leave(reader)


def test_the_path_without_a_script(meet: Meet) -> None:
    """Signing up, marking a step and booking are plain forms."""
    mentor = meet("marek@example.org", javascript=False)
    learner = meet("luis@example.org", javascript=False)

    mentor.sign_up("Marek")
    open_for_bookings(mentor)
    learner.sign_up("Luis")
    follow_the_roadmap(learner)
    learner.open("/roadmaps/ml-engineer/steps/py-core/")
    learner.press("Done")
    expect(learner.page.get_by_role("button", name="Done", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    book(learner, "Where do I begin?", mentor="marek")

    assert invitation(learner, "REQUEST")["SEQUENCE"] == 0


# --- The parts of the path ---


def follow_the_roadmap(learner: Walker) -> None:
    learner.open("/roadmaps/ml-engineer/enrolment/")
    learner.page.get_by_label(re.compile("data scien", re.IGNORECASE)).first.check()
    learner.press("Follow this roadmap")
    learner.follow("None of it: to the road")
    learner.sees("of 1,619 h")


def mark_a_step_and_take_it_back(learner: Walker) -> None:
    learner.open("/roadmaps/ml-engineer/steps/py-core/")
    done = learner.page.get_by_role("button", name="Done", exact=True)
    done.click()
    expect(done).to_have_attribute("aria-pressed", "true")
    learner.open("/roadmaps/ml-engineer/")
    learner.sees("40 of 1,619 h")
    learner.open("/roadmaps/ml-engineer/steps/py-core/")
    learner.page.locator("details:has-text('mark so far') summary").click()
    learner.press("Undo")
    learner.open("/roadmaps/ml-engineer/")
    learner.sees("0 of 1,619 h")


def log_study(learner: Walker) -> None:
    learner.open("/dashboard/")
    learner.press("30 min")
    learner.sees("0.5 h")


def open_for_bookings(mentor: Walker) -> None:
    mentor.open("/mentoring/profile/")
    mentor.fill(
        headline="ML engineer, eight years",
        bio="I help with the maths behind the models.",
        meeting_url="https://meet.example.org/mentor",
    )
    mentor.page.get_by_label("Maths").check()
    mentor.press("Save")
    mentor.open("/mentoring/hours/")
    mentor.page.get_by_role("button", name="Add hours on Monday").click()
    for field in ("1-0-start", "1-0-end"):
        mentor.page.fill(f"[name='{field}']", "00:00")
    mentor.page.get_by_label("Copy Monday to other days").click()
    mentor.press("Every day")
    mentor.press("Save the week")
    mentor.sees("Your week is saved")
    mentor.open("/mentoring/session-types/new/")
    mentor.fill(title="A first call", notice_hours="48")
    mentor.press("Save")
    be_approved(mentor)
    mentor.open("/mentoring/")
    mentor.press("Join the directory")
    mentor.sees("You are in the directory.")


def book(learner: Walker, about: str, mentor: str = "mira") -> None:
    learner.open(f"/mentors/{mentor}/")
    learner.page.locator("a[href*='/sessions/']").first.click()
    learner.page.locator("label.time").first.click()
    learner.press("Continue with this time")
    learner.fill(about=about)
    learner.press("Book this session")
    learner.page.wait_for_url(re.compile("/bookings/[0-9a-f-]{36}/"))
    learner.sees(about)


def be_reminded(learner: Walker, site: Site) -> None:
    """A day passes: what was due later is due now."""
    [(reminders,)] = site.execute(
        "SELECT count(*) FROM mailing_letter WHERE kind = 'reminder' AND \"to\" = %s AND state = 'owed'",
        learner.email,
    )
    assert reminders == 2
    site.execute(
        "UPDATE mailing_letter SET due_at = now() WHERE id = (SELECT id FROM mailing_letter"
        " WHERE kind = 'reminder' AND \"to\" = %s ORDER BY due_at LIMIT 1)",
        learner.email,
    )
    learner.mail(lambda mail: "A first call" in mail.text and calendar_in(mail) is None, "reminder")


def subscribe(reader: Walker) -> None:
    reader.open("/newsletter/")
    reader.fill(email=reader.email)
    reader.press("Subscribe")
    letter = reader.mail(lambda mail: "/newsletter/confirmation/" in mail.text, "confirmation")
    reader.open(link_in(letter, "/newsletter/confirmation/"))
    reader.press("Yes, subscribe me")
    reader.sees("You are subscribed")


def publish_and_send(author: Walker, site: Site) -> None:
    site.run(
        "manage.py",
        "shell",
        "--verbosity=0",
        "--command=from accounts.models import User; from articles.models import Author;"
        "Author.objects.create(user=User.objects.get(email='noor@example.org'))",
    )
    author.open("/writing/new/")
    author.fill(title="One hour at a time")
    author.press("Begin")
    author.fill(summary="What an hour is good for.", source="## Begin\n\nAn hour is **enough** for $x^2$.")
    expect(author.page.locator("#preview strong")).to_have_text("enough")
    author.press("Save")
    author.page.locator(".publish-menu > summary").click()
    author.press("Continue")
    author.press("Publish")
    author.page.locator("#sharing > summary").click()
    author.page.locator("#sharing").get_by_role("link", name="Newsletter").click()
    author.press("Send me a test")
    author.press("Send it to 1 reader")
    author.press("Send it")
    author.sees("The first letter leaves in")
    # The minute in which it can be undone passes.
    site.execute("UPDATE newsletter_issue SET leaves_at = now()")
    site.execute(
        "UPDATE mailing_letter SET due_at = now() WHERE state = 'owed' AND due_at < now() + '1 hour'"
    )


def read_and_leave(reader: Walker) -> None:
    letter = reader.mail(lambda mail: "One hour at a time" in mail.subject, "newsletter")
    assert "enough" in letter.text
    assert letter.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    reader.open(link_in(letter, "/articles/"))
    reader.sees("One hour at a time")
    reader.open(link_in(letter, "/newsletter/unsubscription/"))
    reader.press("Unsubscribe")
    reader.sees("You are unsubscribed")
