"""A subscriber opens the link of a letter, marks, undoes, and says that letters may know their step."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from devtools.site import Site
from newsletter.tokens import Purpose, make_token


@pytest.fixture
def page(chromium: Browser) -> Page:
    """A phone whose owner is not signed in."""
    return chromium.new_page(viewport={"width": 320, "height": 640})


def test_a_letters_links_do_one_thing_each(demo_site: Site, page: Page) -> None:
    [(subscriber, issue, roadmap, key)] = demo_site.execute(
        "SELECT reader.id, issue.id, linked.roadmap_id, linked.step_key FROM newsletter_subscriber reader"
        " JOIN newsletter_issue issue ON issue.state = 'sent'"
        " JOIN articles_articlestep linked ON linked.article_id = issue.article_id"
        " JOIN roadmaps_enrolment walk ON walk.roadmap_id = linked.roadmap_id"
        " AND walk.learner_id = reader.user_id AND walk.left_at IS NULL"
        " JOIN roadmaps_step step ON step.edition_id = walk.edition_id AND step.key = linked.step_key"
        " LEFT JOIN roadmaps_stepstate state ON state.enrolment_id = walk.id AND state.key = step.key"
        " WHERE coalesce(state.status, 'pending') = 'pending' ORDER BY reader.email, issue.id LIMIT 1"
    )
    reader = UUID(str(subscriber))
    step = (int(str(roadmap)), str(key))
    token = make_token(Purpose.READ, subscriber=reader, topic=int(str(issue)), step=step)

    page.goto(f"{demo_site.url}/newsletter/read/{token}/")
    expect(page.locator("main")).to_contain_text("will be marked done")
    page.get_by_role("button", name="Mark both").press("Enter")
    expect(page.locator("h1")).to_contain_text("Read, and the step is done")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name="Mark both")).to_be_visible()

    token = make_token(Purpose.PREFERENCES, subscriber=reader)
    page.goto(f"{demo_site.url}/newsletter/preferences/{token}/")
    consent = page.get_by_role("checkbox", name="Use what I have read here")
    before = consent.is_checked()
    consent.set_checked(not before)
    page.locator("form", has=consent).get_by_role("button", name="Save").click()
    expect(consent).to_be_checked(checked=not before)
    page.close()
