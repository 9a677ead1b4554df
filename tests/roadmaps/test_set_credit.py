"""Credit for what somebody knew before: apart from what is done here, and out of what is open."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, EnrolmentEvent
from roadmaps.next_step import next_step
from roadmaps.operations import (
    NoSuchStep,
    change_track,
    mark_step,
    set_credit,
    undo_enrolment_change,
    undo_mark,
)
from roadmaps.progress import Progress, progress_of
from tests.conftest import SignIn

PAGE = "/roadmaps/walking/credit/"


def credit(enrolment: Enrolment, now: datetime, *keys: str) -> EnrolmentEvent | None:
    return set_credit(enrolment=enrolment, keys=keys, by=enrolment.learner, now=now)


def known(enrolment: Enrolment) -> set[str]:
    return set(enrolment.states.filter(is_credit=True).values_list("key", flat=True))


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def test_it_leaves_what_is_open_and_is_no_work_done_here(enrolment: Enrolment, now: datetime) -> None:
    credit(enrolment, now, "basics", "middle")

    progress = progress_of(enrolment)
    assert (progress.hours_total, progress.hours_done, progress.hours_credited) == (70, 0, 30)
    assert (progress.steps_total, progress.steps_done, progress.steps_credited) == (1, 0, 2)
    assert progress.percent_hours == progress.percent_steps == 0


def test_what_was_known_needs_no_doing_first(enrolment: Enrolment, now: datetime) -> None:
    credit(enrolment, now, "basics")

    advice = next_step(enrolment)

    assert advice is not None
    assert advice.step.key == "middle"


def test_the_list_as_a_whole_is_what_counts(enrolment: Enrolment, now: datetime) -> None:
    credit(enrolment, now, "basics", "middle")
    credit(enrolment, now, "middle")

    assert known(enrolment) == {"middle"}
    assert enrolment.status_of("basics") == StepStatus.PENDING


def test_a_step_done_here_stays_done_here(enrolment: Enrolment, learner: User, now: datetime) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    assert credit(enrolment, now, "basics") is None
    assert progress_of(enrolment).hours_done == 10


def test_saying_it_twice_is_saying_it_once(enrolment: Enrolment, now: datetime) -> None:
    credit(enrolment, now, "basics")

    assert credit(enrolment, now, "basics") is None


def test_all_of_it_is_undone_at_once_but_for_what_was_marked_since(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="middle", to=StepStatus.IN_PROGRESS, by=learner, now=now)
    event = credit(enrolment, now, "basics", "middle", "summit")
    assert event is not None
    mark_step(enrolment=enrolment, key="summit", to=StepStatus.NEEDS_REVIEW, by=learner, now=now)

    undo_enrolment_change(event=event, by=learner, now=now)

    states = dict(enrolment.states.values_list("key", "status"))
    assert states == {"basics": "pending", "middle": "in_progress", "summit": "needs_review"}
    assert not known(enrolment)


def test_undoing_a_removal_credits_again(enrolment: Enrolment, learner: User, now: datetime) -> None:
    credit(enrolment, now, "basics")
    event = credit(enrolment, now)
    assert event is not None

    undo_enrolment_change(event=event, by=learner, now=now)

    assert known(enrolment) == {"basics"}


def test_undoing_a_mark_of_a_known_step_credits_it_again(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    credit(enrolment, now, "basics")
    mark = mark_step(enrolment=enrolment, key="basics", to=StepStatus.NEEDS_REVIEW, by=learner, now=now)
    assert mark is not None
    assert not known(enrolment)

    undo_mark(event=mark, by=learner, now=now)

    assert known(enrolment) == {"basics"}


def test_a_known_step_can_be_done_here_after_all(enrolment: Enrolment, learner: User, now: datetime) -> None:
    credit(enrolment, now, "basics")

    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    assert progress_of(enrolment).hours_done == 10
    assert not known(enrolment)


def test_refuses_a_step_of_another_roadmap(enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(NoSuchStep):
        credit(enrolment, now, "basics", "elsewhere")
    assert not known(enrolment)


def test_a_roadmap_known_whole_is_complete_but_for_its_gate(enrolment: Enrolment, now: datetime) -> None:
    credit(enrolment, now, "basics", "middle", "summit")

    progress = progress_of(enrolment)
    assert (progress.percent_hours, progress.no_step_is_left, progress.is_complete) == (100, True, False)


def test_a_roadmap_skipped_whole_is_not_walked(enrolment: Enrolment, browser: Client, now: datetime) -> None:
    for key in ("basics", "middle", "summit", "extra"):
        mark_step(enrolment=enrolment, key=key, to=StepStatus.SKIPPED, by=enrolment.learner, now=now)

    progress: Progress = progress_of(enrolment)
    assert (progress.percent_hours, progress.percent_steps, progress.is_complete) == (0, 0, False)
    page = browser.get("/roadmaps/walking/").content.decode()
    assert "You skipped every step" in page
    assert 'class="meter" max="100"' not in page


def test_the_page_credits_a_whole_stage_and_offers_to_undo(browser: Client, enrolment: Enrolment) -> None:
    page = browser.post(PAGE, {"stage": "s1"}, follow=True).content.decode()

    assert known(enrolment) == {"basics", "middle", "extra", "summit"}
    event = enrolment.changes.get(kind="credited")
    undo = f"/roadmaps/walking/changes/{event.pk}/undo/"
    assert undo in page
    assert "Nothing to do here" in page
    browser.post(undo)
    assert not known(enrolment)


def test_the_page_credits_a_milestone_or_steps(browser: Client, enrolment: Enrolment) -> None:
    browser.post(PAGE, {"step": ["basics", "extra"]})
    assert known(enrolment) == {"basics", "extra"}
    assert browser.get(PAGE).content.decode().count(" checked>") == 2

    browser.post(PAGE, {"milestone": ["m1"]})
    assert known(enrolment) == {"basics", "middle", "extra", "summit"}


def test_the_page_keeps_what_is_known_of_another_track(
    browser: Client, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)
    credit(enrolment, now, "bridge")
    change_track(enrolment=enrolment, track="from_ds", by=learner, now=now)

    browser.post(PAGE, {"step": "basics"})

    assert known(enrolment) == {"basics", "bridge"}


@pytest.mark.parametrize("data", [{"step": "elsewhere"}, {"stage": "s9"}, {"milestone": "\x00"}])
def test_the_page_refuses_what_it_did_not_offer(
    browser: Client, enrolment: Enrolment, data: dict[str, str]
) -> None:
    assert browser.post(PAGE, data).status_code == 422
    assert not known(enrolment)


def test_only_those_who_follow_the_roadmap_find_the_page(
    signed_in: SignIn, other_learner: User, enrolment: Enrolment
) -> None:
    assert signed_in(other_learner).get(PAGE).status_code == 404


def test_nobody_undoes_a_change_of_somebody_else(
    signed_in: SignIn, other_learner: User, enrolment: Enrolment, now: datetime
) -> None:
    event = credit(enrolment, now, "basics")
    assert event is not None

    response = signed_in(other_learner).post(f"/roadmaps/walking/changes/{event.pk}/undo/")

    assert response.status_code == 404
    assert known(enrolment) == {"basics"}


def test_i_know_this_is_credit_and_not_work(browser: Client, enrolment: Enrolment) -> None:
    browser.post("/roadmaps/walking/steps/basics/status/", {"status": "known", "seen": "pending"})

    assert known(enrolment) == {"basics"}
    assert "Known before" in browser.get("/roadmaps/walking/").content.decode()
    assert "Known before" in browser.get("/roadmaps/walking/steps/basics/").content.decode()


def test_programs_credit_and_undo(browser: Client, enrolment: Enrolment) -> None:
    url = "/api/v1/enrolments/walking"
    said = browser.put(f"{url}/credit/", {"keys": ["basics"]}, content_type="application/json").json()
    assert said == browser.get(f"{url}/credit/").json() == {"keys": ["basics"]}
    progress = browser.get(f"{url}/progress/").json()
    assert (progress["hours_credited"], progress["hours_total"]) == (10, 90)
    steps = browser.get(f"{url}/steps/").json()
    assert [step["key"] for step in steps if step["is_credit"]] == ["basics"]

    change = browser.get(f"{url}/changes/").json()["results"][0]
    undone = browser.post(f"{url}/changes/{change['id']}/undo/")

    assert (change["kind"], undone.status_code, undone.json()["undoes"]) == ("credited", 201, change["id"])
    assert not known(enrolment)
    answer = browser.put(f"{url}/credit/", {"keys": ["elsewhere"]}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_step")


def test_programs_credit_only_what_is_done(browser: Client, enrolment: Enrolment) -> None:
    data = {"status": "skipped", "is_credit": True}
    url = "/api/v1/enrolments/walking/steps/basics/status/"

    assert browser.put(url, data, content_type="application/json").status_code == 400


def test_the_page_counts_only_hours_that_leave_what_is_ahead(
    signed_in: SignIn, enrolment: Enrolment, learner: User
) -> None:
    page = " ".join(signed_in(learner).get(PAGE).content.decode().split())

    assert "4 steps · 100 h · 1 optional" in page
    assert "7 h · optional" in page
