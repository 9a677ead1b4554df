"""What people of the demo do first."""

from playwright.sync_api import Page

from accounts.demo import PASSWORD


def sign_in(page: Page, url: str, email: str) -> None:
    """On the site at `url`, until the dashboard is there."""
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{url}/dashboard/")
