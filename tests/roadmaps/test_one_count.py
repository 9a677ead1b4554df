"""One count everywhere, whatever somebody does: marks, undos, credit, moves to other editions, resets."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.refusals import Refusal
from pages.dashboard import dashboard_of
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Enrolment
from roadmaps.operations import (
    change_edition,
    mark_step,
    reset_progress,
    set_credit,
    undo_enrolment_change,
    undo_mark,
)
from roadmaps.progress import Progress, progress_of, progress_of_each
from roadmaps.roadmap_view import read_roadmap_view
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

KEYS = ["basics", "middle", "extra", "summit", "first", "second"]
ACTS = st.one_of(
    st.tuples(st.just("mark"), st.sampled_from(KEYS), st.sampled_from(StepStatus)),
    st.tuples(st.just("undo"), st.sampled_from(KEYS)),
    st.tuples(st.just("credit"), st.sets(st.sampled_from(KEYS))),
    st.tuples(st.just("move"), st.sampled_from([1, 2])),
    st.tuples(st.just("reset")),
    st.tuples(st.just("undo_change")),
)


@pytest.fixture
def editions(enrolment: Enrolment) -> list[Edition]:
    """In the second one `basics` is split, `bridge` is retired and `view` is new."""
    second = published(
        step("first", 4),
        step("second", 8),
        step("middle", 20),
        step("extra", 7, required=False),
        step("summit", 70),
        step("view", 9),
        mapping={"basics": ["first", "second"], "bridge": None, "year": None},
    )
    return [enrolment.edition, second]


def do(enrolment: Enrolment, editions: list[Edition], act: tuple[object, ...], now: datetime) -> None:
    by = enrolment.learner
    match act:
        case ("mark", str(key), StepStatus() as to):
            mark_step(enrolment=enrolment, key=key, to=to, by=by, now=now)
        case ("undo", str(key)):
            if event := enrolment.events.of_step(key).newest_first().first():
                undo_mark(event=event, by=by, now=now)
        case ("credit", set() as keys):
            set_credit(enrolment=enrolment, keys={str(key) for key in keys}, by=by, now=now)
        case ("move", int(number)):
            change_edition(enrolment=enrolment, edition=editions[number - 1], by=by, now=now)
        case ("reset",):
            reset_progress(enrolment=enrolment, by=by, now=now)
        case _:
            latest = enrolment.changes.newest_first().first()
            assert latest is not None
            undo_enrolment_change(event=latest, by=by, now=now)


def count_everywhere(enrolment: Enrolment, now: datetime) -> list[Progress]:
    """As the list, the roadmap's page, its stages, the dashboard and the API count it."""
    mine = Enrolment.objects.select_related("edition", "roadmap", "learner").get(pk=enrolment.pk)
    [road] = dashboard_of(mine.learner, now=now).roads
    view = read_roadmap_view(mine.edition, mine)
    return [progress_of(mine), progress_of_each([mine])[mine.pk], view.progress, road.progress]


def replayed(enrolment: Enrolment) -> dict[str, tuple[str, bool]]:
    """How each step stands by its events alone."""
    events = enrolment.events.order_by("at", "pk")
    stands = {event.key: (event.to_status, event.is_credit) for event in events}
    return {key: standing for key, standing in stands.items() if standing[0] != StepStatus.PENDING}


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=8))
def test_every_page_tells_the_same_and_no_percentage_changes_without_an_event(
    enrolment: Enrolment, editions: list[Edition], now: datetime, acts: list[tuple[object, ...]]
) -> None:
    with transaction.atomic():
        before = progress_of(enrolment)
        for number, act in enumerate(acts, 1):
            mine = Enrolment.objects.select_related("edition", "learner").get(pk=enrolment.pk)
            written = mine.events.count() + mine.changes.count()
            with suppress(Refusal):
                do(mine, editions, act, now + timedelta(minutes=number))

            counts = count_everywhere(enrolment, now)
            assert all(count == counts[0] for count in counts)
            if counts[0] != before:
                assert mine.events.count() + mine.changes.count() > written
            before = counts[0]
            states = mine.states.exclude(status="pending").values_list("key", "status", "is_credit")
            assert {key: (status, credit) for key, status, credit in states} == replayed(mine)
        transaction.set_rollback(True)


def test_the_pages_and_the_api_write_the_same_numbers(
    signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    browser = signed_in(learner)
    set_credit(enrolment=enrolment, keys=["basics"], by=learner, now=now)
    mark_step(enrolment=enrolment, key="middle", to=StepStatus.DONE, by=learner, now=now)

    for page in ("/roadmaps/", "/roadmaps/walking/", "/dashboard/"):
        words = " ".join(browser.get(page).content.decode().split())
        assert "1 of 2 steps, 20 of 90 h" in words
        assert "22%" in words
    progress = browser.get("/api/v1/enrolments/walking/").json()["progress"]
    assert (progress["percent_hours"], progress["percent_steps"]) == (22, 50)
