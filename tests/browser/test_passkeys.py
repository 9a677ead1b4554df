"""A passkey from end to end, with Chromium's virtual authenticator, under the site's strict CSP."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.demo import PASSWORD
from devtools.site import Site
from tests.browser.people import sign_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(demo_site: Site) -> str:
    """By its name: browsers refuse passkeys on an IP address."""
    return demo_site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def laptop(chromium: Browser) -> Iterator[Page]:
    """A browser on a machine with a fingerprint reader."""
    context = chromium.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def test_somebody_adds_a_passkey_and_signs_in_with_nothing_else(laptop: Page, site: str) -> None:
    complaints: list[str] = []
    laptop.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(laptop, site, "ingrid@example.org")
    laptop.goto(f"{site}/accounts/2fa/webauthn/add/")
    laptop.get_by_label("Your password").fill(PASSWORD)
    laptop.get_by_role("button", name="Continue").click()
    laptop.get_by_label("A name for it").fill("Laptop")
    laptop.get_by_label("It may replace my password").check()
    laptop.get_by_role("button", name="Add this passkey").click()
    expect(laptop.get_by_role("heading", name="Recovery codes")).to_be_visible()

    laptop.context.clear_cookies()
    laptop.goto(f"{site}/accounts/login/")
    laptop.get_by_role("button", name="Sign in with a passkey").click()

    expect(laptop).to_have_url(f"{site}/dashboard/")
    assert complaints == []


def test_who_has_no_passkey_here_is_told_so(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{site}/accounts/login/")
    expect(page.get_by_text("This browser is too old for passkeys.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_disabled()
    page.close()
