"""Undo: the reverse of the latest mark, as one more event."""

import pytest

from roadmaps.choices import StepStatus
from roadmaps.operations import NotTheLatestMark, mark_step, undo_mark


@pytest.fixture
def event(enrolment, learner, now):
    return mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)


def test_the_step_is_back_where_it_was_and_nothing_is_erased(event, enrolment, learner, now):
    undone = undo_mark(event=event, by=learner, now=now)

    assert (undone.from_status, undone.to_status, undone.undoes) == ("done", "pending", event)
    assert enrolment.states.get().status == "pending"
    assert enrolment.events.count() == 2


def test_undoing_an_undo_does_it_again(event, enrolment, learner, now):
    undone = undo_mark(event=event, by=learner, now=now)

    undo_mark(event=undone, by=learner, now=now)

    assert enrolment.states.get().status == "done"


def test_refuses_what_is_not_the_latest_mark_of_its_step(event, enrolment, learner, now):
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.SKIPPED, by=learner, now=now)

    with pytest.raises(NotTheLatestMark):
        undo_mark(event=event, by=learner, now=now)


def test_marks_of_other_steps_do_not_matter(event, enrolment, learner, now):
    mark_step(enrolment=enrolment, key="middle", to=StepStatus.DONE, by=learner, now=now)

    assert undo_mark(event=event, by=learner, now=now).to_status == "pending"


def test_the_page_undoes_and_returns_to_the_step(event, signed_in, learner):
    response = signed_in(learner).post(f"/roadmaps/walking/marks/{event.pk}/undo/")

    assert (response.status_code, response["Location"]) == (303, "/roadmaps/walking/#step-basics")


def test_the_page_says_when_it_is_too_late(event, enrolment, signed_in, learner, now):
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.SKIPPED, by=learner, now=now)

    response = signed_in(learner).post(f"/roadmaps/walking/marks/{event.pk}/undo/", follow=True)

    assert "Undo its latest mark first" in response.content.decode()


def test_nobody_undoes_for_somebody_else(event, signed_in, other_learner, enrolment):
    assert signed_in(other_learner).post(f"/roadmaps/walking/marks/{event.pk}/undo/").status_code == 404
    assert enrolment.states.get().status == "done"
