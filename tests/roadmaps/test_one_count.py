"""One count everywhere, whatever somebody does: marks, own changes, editions, resets, leaving, undos."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.refusals import Refusal
from pages.dashboard import dashboard_of
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Enrolment, Roadmap
from roadmaps.operations import (
    add_own_step,
    change_edition,
    change_track,
    enrol,
    hide_step,
    leave_roadmap,
    mark_step,
    move_step,
    remove_own_step,
    reset_progress,
    set_credit,
    show_step,
    undo_enrolment_change,
    undo_mark,
)
from roadmaps.progress import Progress, progress_of, progress_of_each
from roadmaps.roadmap_view import read_roadmap_view
from tests.conftest import SignIn
from tests.roadmaps.builders import current_of, gate, published, step

KEYS = ["basics", "middle", "bridge", "extra", "summit", "new1", "new2", "new3", "OWN"]
ACTS = st.one_of(
    st.tuples(st.just("mark"), st.sampled_from(KEYS), st.sampled_from(StepStatus)),
    st.tuples(st.just("undo"), st.sampled_from(KEYS)),
    st.tuples(st.just("credit"), st.sets(st.sampled_from(KEYS))),
    st.tuples(st.just("publish"), st.sampled_from(["split", "merge", "rename", "retire", "add"])),
    st.tuples(st.just("move"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["hide", "show", "add", "remove", "up"]), st.sampled_from(KEYS)),
    st.tuples(st.sampled_from(["reset", "leave", "undo_change"])),
    st.tuples(st.sampled_from(["enrol", "track"]), st.sampled_from(["from_ds", "from_swe"])),
)


def publish_edit(enrolment: Enrolment, edit: str, number: int) -> None:
    """A next edition in which the first steps were edited; a key that is new is of this number."""
    current = current_of(Roadmap.objects.get(pk=enrolment.roadmap_id))
    kept = {each.key: each for each in current.steps.order_by("number")}
    first, second, *_rest = kept
    new = [f"new{number}", f"new{number}b"]
    mappings: dict[str, dict[str, object]] = {
        "split": {first: new},
        "merge": {first: new[0], second: new[0]},
        "rename": {first: new[0]},
        "retire": {first: None},
        "add": {},
    }
    mapping = mappings[edit]
    arriving = new if edit == "split" else [] if edit == "retire" else new[:1]
    steps = [
        step(key, each.hours, required=each.is_required, **({"track": each.track_key} if each.track else {}))
        for key, each in kept.items()
        if key not in mapping
    ]
    published(*(step(key, 9) for key in arriving), *steps, mapping=mapping, gates=[gate("year", 12)])


def undo_last_mark(enrolment: Enrolment, key: str, **act: Any) -> None:
    if event := enrolment.events.of_step(key).newest_first().first():
        undo_mark(event=event, **act)


def move_to(enrolment: Enrolment, number: int, **act: Any) -> None:
    editions = Edition.objects.published().filter(roadmap=enrolment.roadmap_id)
    if edition := editions.filter(number=number).first():
        change_edition(enrolment=enrolment, edition=edition, **act)


def follow_again(enrolment: Enrolment, track: str, by: User, now: datetime) -> None:
    enrol(roadmap=enrolment.roadmap, learner=by, track=track, now=now)


DO: dict[str, Callable[..., object]] = {
    "mark": lambda mine, key, to, **act: mark_step(enrolment=mine, key=key, to=to, **act),
    "undo": undo_last_mark,
    "credit": lambda mine, keys, **act: set_credit(enrolment=mine, keys=keys, **act),
    "move": move_to,
    "hide": lambda mine, key, **act: hide_step(enrolment=mine, key=key, **act),
    "show": lambda mine, key, **act: show_step(enrolment=mine, key=key, **act),
    "add": lambda mine, _key, **act: add_own_step(
        enrolment=mine, milestone="m1", title="Mine", hours=3, **act
    ),
    "remove": lambda mine, key, **act: remove_own_step(enrolment=mine, key=key, **act),
    "up": lambda mine, key, **act: move_step(enrolment=mine, key=key, is_up=True, **act),
    "reset": lambda mine, **act: reset_progress(enrolment=mine, **act),
    "leave": lambda mine, **act: leave_roadmap(enrolment=mine, **act),
    "enrol": follow_again,
    "track": lambda mine, track, **act: change_track(enrolment=mine, track=track, **act),
    "undo_change": lambda mine, **act: undo_enrolment_change(event=mine.changes.newest_first()[0], **act),
}


def do(enrolment: Enrolment, act: tuple[Any, ...], number: int, now: datetime) -> None:
    own = enrolment.own_overlay.own
    name, *about = [own[0].key if part == "OWN" and own else part for part in act]
    if name == "publish":
        publish_edit(enrolment, str(about[0]), number)
    else:
        DO[name](enrolment, *about, by=enrolment.learner, now=now)


def count_everywhere(enrolment: Enrolment, now: datetime) -> list[Progress]:
    """As the list, the roadmap's page, its stages and the dashboard count it."""
    mine = Enrolment.objects.select_related("edition", "roadmap", "learner").get(pk=enrolment.pk)
    view = read_roadmap_view(mine.edition, mine)
    followed = [road.progress for road in dashboard_of(mine.learner, now=now).roads]
    assert len(followed) == (mine.left_at is None)
    return [progress_of(mine), progress_of_each([mine])[mine.pk], view.progress, *followed]


def replayed(enrolment: Enrolment) -> dict[str, tuple[str, bool]]:
    """How each step stands by its events alone."""
    events = enrolment.events.order_by("at", "pk")
    stands = {event.key: (event.to_status, event.is_credit) for event in events}
    return {key: standing for key, standing in stands.items() if standing[0] != StepStatus.PENDING}


def assert_written_everywhere(browser: Client, progress: Progress) -> None:
    """The same numbers in the words of each page, and in the API's answer."""
    counted = " ".join(render_to_string("roadmaps/_progress_words.html", {"progress": progress}).split())
    for page in ("/roadmaps/", "/roadmaps/walking/", "/dashboard/"):
        assert counted in " ".join(browser.get(page).content.decode().split())
    answer = browser.get("/api/v1/enrolments/walking/").json()["progress"]
    assert answer["percent_hours"] == progress.percent_hours
    assert (answer["steps_done"], answer["steps_total"]) == (progress.steps_done, progress.steps_total)
    assert (answer["hours_done"], answer["hours_total"]) == (progress.hours_done, progress.hours_total)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=10))
def test_no_history_is_lost_and_no_percentage_changes_without_an_event(
    signed_in: SignIn, enrolment: Enrolment, now: datetime, acts: list[tuple[Any, ...]]
) -> None:
    browser = signed_in(enrolment.learner)
    with transaction.atomic():
        before, history = progress_of(enrolment), list(enrolment.events.all())
        for number, act in enumerate(acts, 1):
            mine = Enrolment.objects.select_related("edition", "roadmap", "learner").get(pk=enrolment.pk)
            written = mine.events.count() + mine.changes.count()
            with suppress(Refusal):
                do(mine, act, number, now + timedelta(minutes=number))

            counts = count_everywhere(enrolment, now)
            assert all(count == counts[0] for count in counts)
            if counts[0] != before:
                assert mine.events.count() + mine.changes.count() > written
            before = counts[0]
            events = list(enrolment.events.order_by("at", "pk"))
            assert events[: len(history)] == history
            history = events
            states = mine.states.exclude(status="pending").values_list("key", "status", "is_credit")
            assert {key: (status, credit) for key, status, credit in states} == replayed(mine)
        if Enrolment.objects.of(enrolment.learner).exists():
            assert_written_everywhere(browser, before)
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


@pytest.mark.parametrize(
    ("knows", "sentence"),
    [(True, "All of it known before"), (False, "No step to do")],
    ids=["known", "skipped"],
)
def test_a_roadmap_without_a_step_to_do_says_why(
    signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime, *, knows: bool, sentence: str
) -> None:
    keys = ["basics", "middle", "summit"]
    if knows:
        set_credit(enrolment=enrolment, keys=keys, by=learner, now=now)
    else:
        for key in keys:
            mark_step(enrolment=enrolment, key=key, to=StepStatus.SKIPPED, by=learner, now=now)

    page = signed_in(learner).get("/roadmaps/walking/").content.decode()
    assert sentence in page
    assert "0 of 0" not in page
