"""Marking a step: an event and the state, together or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent, Roadmap
from roadmaps.operations import MarkedMeanwhile, NoSuchStep, enrol, mark_step
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.races import at_once
from tests.roadmaps.builders import published, step

URL = "/roadmaps/walking/steps/basics/status/"
QUESTION = "/roadmaps/walking/steps/basics/mark/"
BY_HTMX = {"HX-Request": "true", "HX-Target": "step-basics"}
OTHER_SITES = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]


def mark(
    enrolment: Enrolment, to: StepStatus, now: datetime, *, key: str = "basics", **more: Any
) -> ProgressEvent | None:
    return mark_step(enrolment=enrolment, key=key, to=to, by=enrolment.learner, now=now, **more)


@pytest.mark.parametrize(
    "to", [StepStatus.IN_PROGRESS, StepStatus.DONE, StepStatus.SKIPPED, StepStatus.NEEDS_REVIEW]
)
def test_every_status_is_an_event_and_a_state(enrolment: Enrolment, now: datetime, to: StepStatus) -> None:
    event = mark(enrolment, to, now, note="by heart")

    assert event is not None
    assert (event.from_status, event.to_status, event.by, event.at) == ("pending", to, enrolment.learner, now)
    assert (event.edition, event.note, event.source) == (enrolment.edition, "by heart", "learner")
    state = enrolment.states.get()
    assert (state.key, state.status, state.since) == ("basics", to, now)


def test_back_to_not_started_is_an_event_too(enrolment: Enrolment, now: datetime) -> None:
    mark(enrolment, StepStatus.DONE, now)

    event = mark(enrolment, StepStatus.PENDING, now)

    assert event is not None
    assert (event.from_status, event.to_status) == ("done", "pending")


def test_events_follow_one_another_without_a_gap(enrolment: Enrolment, now: datetime) -> None:
    for to in (StepStatus.IN_PROGRESS, StepStatus.NEEDS_REVIEW, StepStatus.DONE):
        mark(enrolment, to, now)

    events = list(enrolment.events.order_by("at", "pk"))
    assert [event.to_status for event in events[:-1]] == [event.from_status for event in events[1:]]


def test_the_same_mark_twice_is_one_event(enrolment: Enrolment, now: datetime) -> None:
    first = mark(enrolment, StepStatus.DONE, now)

    assert mark(enrolment, StepStatus.DONE, now + timedelta(minutes=1)) == first
    assert enrolment.events.count() == 1


def test_pending_from_the_start_is_nothing_new(enrolment: Enrolment, now: datetime) -> None:
    assert mark(enrolment, StepStatus.PENDING, now) is None


def test_prerequisites_advise_and_never_lock(enrolment: Enrolment, now: datetime) -> None:
    event = mark(enrolment, StepStatus.DONE, now, key="summit")

    assert event is not None
    assert event.to_status == "done"


def test_refuses_a_page_that_is_out_of_date(enrolment: Enrolment, now: datetime) -> None:
    mark(enrolment, StepStatus.DONE, now)

    with pytest.raises(MarkedMeanwhile) as refusal:
        mark(enrolment, StepStatus.IN_PROGRESS, now, seen=StepStatus.PENDING)

    assert refusal.value.data == {"status": "done"}
    assert enrolment.states.get().status == "done"


def test_refuses_a_step_of_another_roadmap(enrolment: Enrolment, now: datetime) -> None:
    published(step("elsewhere"), slug="other")

    with pytest.raises(NoSuchStep):
        mark(enrolment, StepStatus.DONE, now, key="elsewhere")
    assert not ProgressEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_marks_at_once_leave_an_unbroken_chain(now: datetime) -> None:
    learner = User.objects.create_user(email="lena@example.org", display_name="Lena")
    roadmap = published(step("basics")).roadmap
    enrolment = enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)

    def attempt(to: StepStatus) -> Callable[[], ProgressEvent | None]:
        return lambda: mark(Enrolment.objects.get(pk=enrolment.pk), to, now)

    for _ in range(3):
        at_once(*map(attempt, [*StepStatus, *StepStatus]))

    events = list(enrolment.events.order_by("at", "pk"))
    assert events[0].from_status == "pending"
    assert [event.to_status for event in events[:-1]] == [event.from_status for event in events[1:]]
    assert enrolment.states.get().status == events[-1].to_status


def test_without_a_script_the_page_comes_back_at_the_step(
    signed_in: SignIn, learner: User, enrolment: Enrolment
) -> None:
    response = signed_in(learner).post(URL, {"status": "done"})

    assert (response.status_code, response["Location"]) == (303, "/roadmaps/walking/#step-basics")


def test_with_a_script_row_progress_rail_and_undo_come_back(
    signed_in: SignIn, learner: User, enrolment: Enrolment
) -> None:
    response = signed_in(learner).post(URL, {"status": "done", "seen": "pending"}, headers=BY_HTMX)

    page = response.content.decode()
    assert '<li class="trail-stop done" id="step-basics">' in page
    assert 'id="road-head" hx-swap-oob="true"' in page
    assert "1 of 3 steps, 10 of 100\N{NO-BREAK SPACE}h" in page
    assert 'id="rail"' in page
    assert "/roadmaps/walking/marks/" in page


def test_a_page_that_is_out_of_date_is_told_so_and_shows_what_is(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    mark(enrolment, StepStatus.DONE, now)

    response = signed_in(learner).post(
        URL,
        {"status": "skipped", "seen": "pending"},
        headers=BY_HTMX,
    )

    assert "marked elsewhere meanwhile" in response.content.decode()
    assert enrolment.states.get().status == "done"


def test_a_strangers_mark_is_kept_through_signing_in(
    client: Client, signed_in: SignIn, learner: User, roadmap: Roadmap
) -> None:
    response = client.post(URL, {"status": "needs_review"})
    assert response["Location"] == (
        "/accounts/login/?next=/roadmaps/walking/steps/basics/mark/%3Fto%3Dneeds_review"
    )

    page = signed_in(learner).get(f"{QUESTION}?to=needs_review").content.decode()
    assert 'value="needs_review" checked' in page


def test_a_session_that_ended_meanwhile_leads_the_whole_page_to_signing_in(
    client: Client, roadmap: Roadmap
) -> None:
    response = client.post(URL, {"status": "done"}, headers=BY_HTMX)

    assert response.status_code == 204
    assert response["HX-Redirect"].endswith("mark/%3Fto%3Ddone")


def test_somebody_who_does_not_follow_yet_is_asked_on_which_track(
    signed_in: SignIn, learner: User, roadmap: Roadmap
) -> None:
    response = signed_in(learner).post(URL, {"status": "done"})

    assert (response.status_code, response["Location"]) == (303, f"{QUESTION}?to=done")
    assert not Enrolment.objects.exists()


def test_the_first_mark_may_follow_the_roadmap_too(
    signed_in: SignIn, learner: User, roadmap: Roadmap
) -> None:
    browser = signed_in(learner)

    assert browser.post(QUESTION, {"status": "done"}).status_code == 422
    assert browser.post(QUESTION, {"status": "done", "track": "from_ds"}).status_code == 303
    assert Enrolment.objects.of(learner).get().states.get().status == "done"


def test_a_mark_made_elsewhere_meanwhile_is_noticed_without_a_script_too(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    browser = signed_in(learner)
    assert '<input type="hidden" name="seen" value="pending">' in browser.get(QUESTION).content.decode()
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.SKIPPED, by=learner, now=now)

    browser.post(URL, {"status": "done", "seen": "pending"})

    assert enrolment.status_of("basics") == StepStatus.SKIPPED


@pytest.mark.parametrize("status", ["", "finished", "done\x00"])
def test_an_unknown_status_is_asked_again(
    signed_in: SignIn, learner: User, enrolment: Enrolment, status: str
) -> None:
    assert signed_in(learner).post(URL, {"status": status}).status_code == 422
    assert not enrolment.events.exists()


@pytest.mark.parametrize("back", OTHER_SITES)
def test_never_returns_to_another_site(
    signed_in: SignIn, learner: User, enrolment: Enrolment, back: str
) -> None:
    response = signed_in(learner).post(URL, {"status": "done", "back": back})

    assert response["Location"] == "/roadmaps/walking/#step-basics"


def test_a_step_that_does_not_exist_is_not_found(
    signed_in: SignIn, learner: User, enrolment: Enrolment
) -> None:
    assert signed_in(learner).post("/roadmaps/walking/steps/x/status/", {"status": "done"}).status_code == 404


@pytest.mark.parametrize("times", [1, 2])
def test_a_mark_takes_eight_statements_at_most(
    enrolment: Enrolment, learner: User, now: datetime, times: int, django_assert_max_num_queries: Any
) -> None:
    """The first of a step and a later one alike."""
    for to in (StepStatus.IN_PROGRESS, StepStatus.DONE)[:times]:
        with django_assert_max_num_queries(8):
            mark_step(enrolment=enrolment, key="basics", to=to, by=learner, now=now)


def test_what_was_done_some_other_day_offers_no_undo(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    mark(enrolment, StepStatus.DONE, now - timedelta(days=3))
    page = signed_in(learner).post(URL, {"status": "done"}, follow=True).content.decode()
    assert "was done already." in page
    assert "/undo/" not in page


def test_pressed_twice_it_can_still_be_undone(signed_in: SignIn, learner: User, enrolment: Enrolment) -> None:
    browser = signed_in(learner)
    for _press in range(2):
        page = browser.post(URL, {"status": "done"}, follow=True).content.decode()
    assert "/undo/" in page
