"""The pages and the API on which somebody makes a roadmap their own."""

from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.clock import local_date
from planning.operations.blocks import BlockWish, add_block
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.operations import (
    add_own_step,
    hide_step,
    log_study,
    mark_step,
    remove_own_step,
    show_progress,
    write_note,
)
from roadmaps.overlay import OwnLink
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

PAGE = "/roadmaps/walking/own-version/"
API = "/api/v1/enrolments/walking"


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def words_of(browser: Client, page: str) -> str:
    return " ".join(browser.get(page).content.decode().split())


def act(browser: Client, what: str) -> str:
    return " ".join(browser.post(PAGE, {"act": what}, follow=True).content.decode().split())


def test_each_act_is_a_button_and_can_be_undone(browser: Client, enrolment: Enrolment) -> None:
    words = act(browser, "hide:step:middle")
    assert "is hidden. Its marks are kept." in words
    assert "Hidden by you (1)" in words
    assert "0 of 2 steps, 0 of 80 h" in words

    change = enrolment.changes.newest_first().first()
    assert change is not None
    browser.post(f"/roadmaps/walking/changes/{change.pk}/undo/")
    assert "Hidden by you" not in words_of(browser, PAGE)

    act(browser, "down:step:middle")
    page = words_of(browser, "/roadmaps/walking/?stages=open")
    assert page.index("Extra") < page.index("Middle")


def test_every_page_counts_the_same(browser: Client, enrolment: Enrolment, now: datetime) -> None:
    by = enrolment.learner
    key = add_own_step(enrolment=enrolment, milestone="m1", title="A paper", hours=5, by=by, now=now).key
    hide_step(enrolment=enrolment, key="middle", by=by, now=now)
    mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=by, now=now)

    for page in ("/roadmaps/", "/roadmaps/walking/", "/dashboard/", PAGE):
        assert "1 of 3 steps, 5 of 85 h" in words_of(browser, page)
    assert "1 added, 1 hidden" in words_of(browser, "/roadmaps/walking/")
    assert "A paper" in words_of(browser, "/roadmaps/walking/?view=graph")
    assert browser.get(f"{API}/").json()["progress"]["hours_total"] == 85
    assert "A paper" in words_of(browser, "/study/")


def test_a_step_of_ones_own_is_added_opened_changed_and_removed(
    browser: Client, enrolment: Enrolment
) -> None:
    links = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "links-0-url": "https://example.org/paper"}
    said = {"title": "A paper", "hours": 5, "milestone": "m1", "note": "Slowly.", **links}
    browser.post(f"{PAGE}steps/", said)
    enrolment.refresh_from_db()
    [own] = enrolment.own_overlay.own

    page = words_of(browser, f"/roadmaps/walking/steps/{own.key}/")
    assert "Slowly." in page
    assert "Everybody" not in page
    assert 'href="https://example.org/paper"' in page
    browser.post(f"/roadmaps/walking/steps/{own.key}/status/", {"status": "done"})
    browser.post(f"{PAGE}steps/{own.key}/", {**said, "hours": 6})
    assert "1 of 4 steps, 6 of 106 h" in words_of(browser, PAGE)

    removal = browser.post(f"{PAGE}steps/{own.key}/removal/")
    assert removal.headers["Location"] == f"{PAGE}?stage={own.stage}"
    assert "0 of 3 steps, 0 of 100 h" in words_of(browser, PAGE)
    assert browser.get(f"/roadmaps/walking/steps/{own.key}/").status_code == 404


def test_what_was_logged_planned_and_noted_about_a_removed_step_still_has_its_title(
    browser: Client, enrolment: Enrolment, now: datetime
) -> None:
    by, today = enrolment.learner, local_date(now, enrolment.learner.zone)
    key = add_own_step(enrolment=enrolment, milestone="m1", title="A paper", hours=5, by=by, now=now).key
    about: dict[str, Any] = {"roadmap": enrolment.roadmap, "key": key}
    log_study(learner=by, minutes=30, studied_on=today, now=now, **about)
    write_note(learner=by, text="Read twice.", now=now, **about)
    add_block(learner=by, week=today, wish=BlockWish(minutes=90, **about), now=now)
    remove_own_step(enrolment=enrolment, key=key, by=by, now=now)

    for page in ("/study/", "/plan/", "/dashboard/", "/notes/"):
        words = words_of(browser, page)
        assert "A paper" in words
        assert key not in words
    assert "its step is gone or hidden" in words_of(browser, "/notes/")


def test_an_address_of_another_kind_is_refused_in_one_sentence(browser: Client, enrolment: Enrolment) -> None:
    links = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "links-0-url": "ftp://example.org/paper"}
    said = {"title": "A paper", "hours": 5, "milestone": "m1", **links}

    page = browser.post(f"{PAGE}steps/", said).content.decode()
    assert page.count("Enter a valid URL.") == 1
    said = {
        "title": "A paper",
        "hours": 5,
        "milestone": "m1",
        "links": [{"title": "It", "url": "ftp://a.org"}],
    }
    answer = browser.post(f"{API}/own-steps/", said, content_type="application/json")
    assert answer.content.decode().count("Enter a valid URL.") == 1


def test_a_hidden_step_can_still_be_opened(browser: Client, enrolment: Enrolment) -> None:
    act(browser, "hide:step:middle")

    page = words_of(browser, "/roadmaps/walking/steps/middle/")
    assert "Hidden by you" in page
    assert "Show again" in page


def test_strangers_see_neither_the_page_nor_the_steps(
    client: Client, signed_in: SignIn, other_learner: User, enrolment: Enrolment, now: datetime
) -> None:
    by = enrolment.learner
    key = add_own_step(enrolment=enrolment, milestone="m1", title="A paper", hours=5, by=by, now=now).key

    assert client.get(f"/roadmaps/walking/steps/{key}/").status_code == 404
    assert signed_in(other_learner).get(PAGE).status_code == 404


def test_the_move_to_a_new_edition_says_what_does_not_come_along(
    browser: Client, enrolment: Enrolment, now: datetime
) -> None:
    hide_step(enrolment=enrolment, key="extra", by=enrolment.learner, now=now)
    hide_step(enrolment=enrolment, key="basics", by=enrolment.learner, now=now)
    published(step("basics", 10), step("middle", 30), step("summit", 70))

    offer = words_of(browser, "/roadmaps/walking/edition/")
    assert "Hidden by you, and gone there" in offer
    answer = browser.post("/roadmaps/walking/edition/", follow=True).content.decode()
    assert "1 thing that you hid is not in this edition" in answer
    assert "0 of 2 steps, 0 of 100 h" in " ".join(answer.split())


def test_others_see_that_it_is_an_own_version(
    client: Client, browser: Client, enrolment: Enrolment, now: datetime
) -> None:
    show_progress(learner=enrolment.learner, slugs=["walking"])
    hide_step(enrolment=enrolment, key="middle", by=enrolment.learner, now=now)

    badge = client.get(f"/people/{enrolment.learner.handle}/badges/walking.svg").content.decode()
    assert "0 added, 1 hidden" in badge


class TestApi:
    def test_it_hides_and_shows(self, browser: Client, enrolment: Enrolment) -> None:
        assert browser.get(f"{API}/hidden-steps/middle/").status_code == 404
        assert browser.put(f"{API}/hidden-steps/middle/").status_code == 200
        assert browser.put(f"{API}/hidden-milestones/m1/").status_code == 200
        overlay = browser.get(f"{API}/overlay/").json()
        assert (overlay["hidden_steps"], overlay["hidden_milestones"]) == (["middle"], ["m1"])
        assert browser.get(f"{API}/steps/").json() == []

        assert browser.delete(f"{API}/hidden-milestones/m1/").status_code == 204
        assert browser.delete(f"{API}/hidden-steps/middle/").status_code == 204
        assert len(browser.get(f"{API}/steps/").json()) == 5

    def test_it_adds_changes_marks_and_removes_own_steps(self, browser: Client, enrolment: Enrolment) -> None:
        wish = {"title": "A paper", "hours": 5, "milestone": "m1"}
        made = browser.post(f"{API}/own-steps/", wish, content_type="application/json")
        assert made.status_code == 201
        key = made.json()["key"]
        one = f"{API}/own-steps/{key}/"
        wish["links"] = [{"title": "It", "url": "https://example.org/"}]
        assert browser.put(one, wish, content_type="application/json").json()["links"] == wish["links"]
        marked = browser.put(
            f"{API}/steps/{key}/status/", {"status": "done"}, content_type="application/json"
        )
        assert marked.status_code == 200
        assert browser.get(f"{API}/progress/").json()["hours_done"] == 5

        assert browser.delete(one).status_code == 204
        assert browser.get(one).status_code == 404

    def test_it_orders(self, browser: Client, enrolment: Enrolment) -> None:
        order = f"{API}/step-orders/m1/"
        keys = browser.get(order).json()["keys"]
        answer = browser.put(order, {"keys": keys[::-1]}, content_type="application/json")
        assert answer.json() == {"keys": keys[::-1]}
        refused = browser.put(order, {"keys": keys[1:]}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_these_steps")


def test_the_search_finds_own_steps_for_their_learner_alone(
    browser: Client, signed_in: SignIn, other_learner: User, enrolment: Enrolment, now: datetime
) -> None:
    links = [OwnLink("Slow reading", "https://example.org/")]
    add: Any = partial(
        add_own_step, enrolment=enrolment, milestone="m1", hours=5, by=enrolment.learner, now=now
    )
    add(title="A class")
    noted = add(title="Reading group", note="Papers on attention.", links=links)

    assert "Reading group" in words_of(browser, "/search/?q=pap+ATT")
    assert "Reading group" in words_of(browser, "/search/?q=slow")
    assert "Nothing matches" in words_of(browser, "/search/?q=pap+class")
    [found] = browser.get("/api/v1/search/?q=papers").json()
    assert (found["kind"], found["count"]) == ("own_steps", 1)
    assert found["items"][0]["url"].endswith(f"/roadmaps/walking/steps/{noted.key}/")
    assert "Nothing matches" in words_of(signed_in(other_learner), "/search/?q=papers")


def test_an_own_step_that_was_removed_elsewhere_keeps_what_was_typed(
    browser: Client, enrolment: Enrolment, now: datetime
) -> None:
    by = enrolment.learner
    key = add_own_step(enrolment=enrolment, milestone="m1", title="A paper", hours=5, by=by, now=now).key
    remove_own_step(enrolment=enrolment, key=key, by=by, now=now)

    links = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "links-0-url": "https://example.org/paper"}
    said = {"title": "Two papers", "hours": 9, "milestone": "m1", "note": "Slowly.", **links}
    answer = browser.post(f"{PAGE}steps/{key}/", said)
    page = " ".join(answer.content.decode().split())

    assert answer.status_code == 409
    assert "removed meanwhile" in page
    assert "Two papers" in page
    assert "https://example.org/paper" in page
    assert "Add this step" in page
    added = browser.post(f"{PAGE}steps/", said, follow=True).content.decode()
    assert "Two papers" in added
    assert browser.get(f"{PAGE}steps/{key}/").status_code == 404
    gone = browser.post(f"{PAGE}steps/{key}/removal/", follow=True).content.decode()
    assert "is removed already" in gone


def test_an_undo_that_came_too_late_offers_what_has_to_be_undone_first(
    browser: Client, enrolment: Enrolment
) -> None:
    act(browser, "hide:step:middle")
    act(browser, "down:step:basics")
    second, first, _enrolled = enrolment.changes.newest_first()

    late = browser.post(f"/roadmaps/walking/changes/{first.pk}/undo/", follow=True).content.decode()
    assert "Something else changed since: “Steps in another order”. Undo that first." in late
    assert f"/roadmaps/walking/changes/{second.pk}/undo/" in late

    browser.post(f"/roadmaps/walking/changes/{second.pk}/undo/")
    twice = browser.post(f"/roadmaps/walking/changes/{second.pk}/undo/", follow=True).content.decode()
    assert "This is undone already." in twice
