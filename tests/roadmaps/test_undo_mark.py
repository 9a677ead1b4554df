"""Undo: the reverse of the latest mark, as one more event."""

from datetime import datetime

import pytest

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent
from roadmaps.operations import NotTheLatestMark, mark_step, undo_mark
from tests.conftest import SignIn


@pytest.fixture
def event(enrolment: Enrolment, learner: User, now: datetime) -> ProgressEvent:
    event = mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)
    assert event is not None
    return event


def test_the_step_is_back_where_it_was_and_nothing_is_erased(
    event: ProgressEvent, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    undone = undo_mark(event=event, by=learner, now=now)

    assert (undone.from_status, undone.to_status, undone.undoes) == ("done", "pending", event)
    assert enrolment.states.get().status == "pending"
    assert enrolment.events.count() == 2


def test_undoing_an_undo_does_it_again(
    event: ProgressEvent, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    undone = undo_mark(event=event, by=learner, now=now)

    undo_mark(event=undone, by=learner, now=now)

    assert enrolment.states.get().status == "done"


def test_refuses_what_is_not_the_latest_mark_of_its_step(
    event: ProgressEvent, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.SKIPPED, by=learner, now=now)

    with pytest.raises(NotTheLatestMark):
        undo_mark(event=event, by=learner, now=now)


def test_marks_of_other_steps_do_not_matter(
    event: ProgressEvent, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="middle", to=StepStatus.DONE, by=learner, now=now)

    assert undo_mark(event=event, by=learner, now=now).to_status == "pending"


def test_the_page_undoes_and_returns_to_the_step(
    event: ProgressEvent, signed_in: SignIn, learner: User
) -> None:
    response = signed_in(learner).post(f"/roadmaps/walking/marks/{event.pk}/undo/")

    assert (response.status_code, response["Location"]) == (303, "/roadmaps/walking/#step-basics")


def test_the_page_says_when_it_is_too_late(
    event: ProgressEvent, enrolment: Enrolment, signed_in: SignIn, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.SKIPPED, by=learner, now=now)

    response = signed_in(learner).post(f"/roadmaps/walking/marks/{event.pk}/undo/", follow=True)

    assert "Undo its latest mark first" in response.content.decode()


def test_nobody_undoes_for_somebody_else(
    event: ProgressEvent, signed_in: SignIn, other_learner: User, enrolment: Enrolment
) -> None:
    assert signed_in(other_learner).post(f"/roadmaps/walking/marks/{event.pk}/undo/").status_code == 404
    assert enrolment.states.get().status == "done"
