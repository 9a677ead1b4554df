"""Somebody who walks through a site with a browser and a mailbox, and what they read there."""

import re
import time
from collections.abc import Callable

import icalendar
from playwright.sync_api import BrowserContext, expect

from devtools.site import Site
from tests.mailing.sink import Received, Sink

PASSWORD = "seven miles by moonlight"
MAIL_WITHIN = 180  # seconds: a worker boots slowly on a busy machine


class Walker:
    """Somebody with a browser and a mailbox."""

    def __init__(self, context: BrowserContext, site: Site, mailbox: Sink, email: str) -> None:
        self.page = context.new_page()
        self.site, self.mailbox, self.email = site, mailbox, email

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.site.url + path)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").first.fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def mail(self, having: Callable[[Received], bool], what: str) -> Received:
        """The newest mail of theirs that fits; waits for it to arrive."""
        give_up_at = time.monotonic() + MAIL_WITHIN
        while time.monotonic() < give_up_at:
            for received in reversed(self.mailbox.to(self.email)):
                if having(received):
                    return received
            time.sleep(0.1)
        subjects = [received.subject for received in self.mailbox.to(self.email)]
        raise AssertionError(f"{self.email} got no {what} within {MAIL_WITHIN} s, only {subjects}")

    def sign_up(self, name: str) -> None:
        self.open("/accounts/signup/")
        self.fill(display_name=name, email=self.email, password1=PASSWORD)
        self.press("Create an account")
        letter = self.mail(lambda mail: code_in(mail) is not None, "code")
        self.fill(code=code_in(letter) or "")
        self.press("Continue")
        self.sees("Welcome")


def be_approved(mentor: Walker) -> None:
    """Staff read the application in the admin, behind a second factor: tests/mentoring walks that."""
    mentor.site.execute(
        "UPDATE mentoring_mentor SET approved_at = now()"
        " WHERE user_id = (SELECT id FROM accounts_user WHERE email = %s)",
        mentor.email,
    )


def invitation(walker: Walker, method: str) -> icalendar.Event:
    """The event that a mailed invitation carries."""
    letter = walker.mail(lambda mail: calendar_in(mail) is not None, "invitation")
    calendar = icalendar.Calendar.from_ical(calendar_in(letter) or b"")
    assert calendar["METHOD"] == method
    return calendar.events[0]


def code_in(mail: Received) -> str | None:
    found = re.search(r"^\s*([A-Z0-9]{3,5}-?[A-Z0-9]{3,5})\s*$", mail.text, re.MULTILINE)
    return found[1] if found else None


def calendar_in(mail: Received) -> bytes | None:
    parts = (part for part in mail.mail.walk() if part.get_content_type() == "text/calendar")
    found = next((part.get_payload(decode=True) for part in parts), None)
    return found if isinstance(found, bytes) else None


def link_in(mail: Received, path: str) -> str:
    found = re.search(rf"https?://[^\s\"<>)]*{re.escape(path)}[^\s\"<>)\]]*", mail.text)
    assert found, f"no {path} in {mail.text}"
    return found[0]
