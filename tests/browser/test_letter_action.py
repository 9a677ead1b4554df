"""A mentor accepts a request by the link in a letter, without signing in."""

from uuid import UUID

from playwright.sync_api import Browser, expect

from accounts.models import User
from devtools.site import Site
from mentoring.letter_actions import LetterAction, action_url
from mentoring.models import Booking


def test_the_button_of_a_letters_page_is_obeyed(chromium: Browser, demo_site: Site) -> None:
    [(booking, mentor)] = demo_site.execute(
        "SELECT id, mentor_id FROM mentoring_booking WHERE state = 'requested' AND weekly_pair_id IS NULL"
        " ORDER BY id LIMIT 1"
    )
    link = action_url(LetterAction.DECLINE, Booking(pk=UUID(str(booking))), User(pk=int(str(mentor))))
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{demo_site.url}/sessions/{link.split('/sessions/')[1]}")
    page.get_by_role("button", name="Decline").press("Enter")
    expect(page.locator("main")).to_contain_text("This request was declined.")
