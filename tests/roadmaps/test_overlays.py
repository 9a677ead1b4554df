"""Making a roadmap one's own: hiding, adding and reordering steps, and what every count makes of it."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.refusals import Refusal
from pages.dashboard import dashboard_of
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Enrolment, ProgressEvent
from roadmaps.next_step import next_step
from roadmaps.operations import (
    NoSuchMilestone,
    NoSuchStep,
    NotTheseSteps,
    TooManyOwnSteps,
    add_own_step,
    change_edition,
    change_own_step,
    hide_milestone,
    hide_step,
    log_study,
    mark_step,
    move_step,
    order_steps,
    remove_own_step,
    set_credit,
    show_milestone,
    show_step,
    start_timer,
    undo_enrolment_change,
    write_note,
)
from roadmaps.overlay import MOST_OWN_STEPS, OwnLink
from roadmaps.progress import progress_of, progress_of_each
from roadmaps.roadmap_view import RoadmapView, read_roadmap_view
from roadmaps.tracks import is_required_on
from tests.roadmaps.builders import published, step


def milestone(key: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "title": key.title(), "steps": list(steps)}


def stage(key: str, *milestones: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "title": key.title(), "milestones": list(milestones)}


@pytest.fixture
def second_edition(enrolment: Enrolment) -> Edition:
    """`basics` is renamed, `extra` retired, `m1` gone; `summit` is with `view` in another stage."""
    stages = [
        stage(
            "s1", milestone("m2", step("first", 12), step("middle", 20)), milestone("m3", step("bridge", 5))
        ),
        stage("s2", milestone("m4", step("summit", 70), step("view", 9))),
    ]
    mapping = {"basics": ["first"], "extra": None, "year": None}
    return published(stages=stages, mapping=mapping)


def add(enrolment: Enrolment, now: datetime, **more: Any) -> str:
    words: dict[str, Any] = {"milestone": "m1", "title": "Read the paper", "hours": 3} | more
    return add_own_step(enrolment=enrolment, by=enrolment.learner, now=now, **words).key


def view_of(enrolment: Enrolment) -> RoadmapView:
    mine = Enrolment.objects.select_related("edition__roadmap", "learner").get(pk=enrolment.pk)
    return read_roadmap_view(mine.edition, mine)


def shown(enrolment: Enrolment) -> list[str]:
    return [each.key for each in view_of(enrolment).steps]


class TestHiding:
    def test_a_hidden_step_leaves_the_list_and_every_total(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        hide_step(enrolment=enrolment, key="middle", by=learner, now=now)

        assert shown(enrolment) == ["basics", "bridge", "extra", "summit"]
        assert progress_of(enrolment).hours_total == 80

    def test_its_marks_come_back_with_it(self, enrolment: Enrolment, learner: User, now: datetime) -> None:
        mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)
        hide_step(enrolment=enrolment, key="basics", by=learner, now=now)
        assert progress_of(enrolment).steps_done == 0

        show_step(enrolment=enrolment, key="basics", by=learner, now=now)
        assert progress_of(enrolment).hours_done == 10

    def test_a_step_that_needed_it_needs_what_it_needed(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        hide_step(enrolment=enrolment, key="middle", by=learner, now=now)

        assert view_of(enrolment).contents.needs == {"summit": ["basics"]}

    def test_it_is_not_proposed_as_the_next_step(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        hide_step(enrolment=enrolment, key="basics", by=learner, now=now)

        advice = next_step(enrolment)
        assert advice is not None
        assert advice.step.key == "middle"

    def test_the_graph_has_no_place_for_it(self, enrolment: Enrolment, learner: User, now: datetime) -> None:
        hide_step(enrolment=enrolment, key="middle", by=learner, now=now)
        key = add(enrolment, now)

        drawing = view_of(enrolment).contents.drawing
        assert [node.key for node in drawing.nodes] == ["basics", "bridge", "extra", "summit", key]
        assert [(edge.needs, edge.step) for edge in drawing.edges] == [(1, 4)]

    def test_a_milestone_is_hidden_with_all_its_steps_and_a_stage_may_be_empty(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        hide_milestone(enrolment=enrolment, key="m1", by=learner, now=now)
        view = view_of(enrolment)
        assert (view.steps, view.progress.steps_total) == ((), 0)
        assert view.contents.drawing.nodes == ()
        assert view.own_changes.hidden == 4  # `bridge` is of another track

        show_milestone(enrolment=enrolment, key="m1", by=learner, now=now)
        assert len(shown(enrolment)) == 5

    def test_hiding_twice_is_hiding_once(self, enrolment: Enrolment, learner: User, now: datetime) -> None:
        assert hide_step(enrolment=enrolment, key="basics", by=learner, now=now)
        assert hide_step(enrolment=enrolment, key="basics", by=learner, now=now) is None

    def test_saying_what_one_knew_leaves_hidden_steps_as_they_are(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        set_credit(enrolment=enrolment, keys=["basics"], by=learner, now=now)
        hide_step(enrolment=enrolment, key="basics", by=learner, now=now)
        set_credit(enrolment=enrolment, keys=["middle"], by=learner, now=now)

        show_step(enrolment=enrolment, key="basics", by=learner, now=now)
        assert progress_of(enrolment).steps_credited == 2

    def test_refuses_what_the_roadmap_does_not_have(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        with pytest.raises(NoSuchStep):
            hide_step(enrolment=enrolment, key="nowhere", by=learner, now=now)
        with pytest.raises(NoSuchMilestone):
            hide_milestone(enrolment=enrolment, key="nowhere", by=learner, now=now)


class TestOwnSteps:
    def test_an_own_step_is_marked_logged_noted_and_counted_like_every_other(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        key = add(enrolment, now, links=[OwnLink("The paper", "https://example.org/paper")])
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=learner, now=now)
        roadmap = enrolment.roadmap
        log_study(learner=learner, minutes=30, studied_on=now.date(), roadmap=roadmap, key=key, now=now)
        start_timer(learner=learner, roadmap=roadmap, key=key, now=now)
        note = write_note(learner=learner, roadmap=roadmap, key=key, text="Good.", now=now)

        assert note.title == "Read the paper"
        assert shown(enrolment)[-1] == key
        progress = progress_of(enrolment)
        assert (progress.hours_done, progress.hours_total, progress.steps_total) == (3, 103, 4)

    def test_nobody_else_has_it(self, enrolment: Enrolment, other_learner: User, now: datetime) -> None:
        key = add(enrolment, now)

        with pytest.raises(NoSuchStep):
            log_study(
                learner=other_learner,
                minutes=30,
                studied_on=now.date(),
                roadmap=enrolment.roadmap,
                key=key,
                now=now,
            )

    def test_it_can_be_said_anew_and_taken_away_and_its_history_stays(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        key = add(enrolment, now)
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=learner, now=now)
        words: dict[str, Any] = {"milestone": "m1", "title": "Read it twice", "hours": 6}
        change_own_step(enrolment=enrolment, key=key, by=learner, now=now, **words)
        assert progress_of(enrolment).hours_done == 6

        removal = remove_own_step(enrolment=enrolment, key=key, by=learner, now=now)
        assert key not in shown(enrolment)
        assert enrolment.events.of_step(key).count() == 1

        assert removal is not None
        undo_enrolment_change(event=removal, by=learner, now=now)
        assert view_of(enrolment).progress.hours_done == 6

    def test_there_is_a_most(self, enrolment: Enrolment, now: datetime) -> None:
        for number in range(MOST_OWN_STEPS):
            add(enrolment, now, title=f"Step {number}")

        with pytest.raises(TooManyOwnSteps):
            add(enrolment, now)


class TestOrder:
    def test_a_step_moves_past_the_next_one_that_its_learner_sees(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        move_step(enrolment=enrolment, key="middle", is_up=False, by=learner, now=now)
        assert shown(enrolment) == ["basics", "bridge", "extra", "middle", "summit"]

        move_step(enrolment=enrolment, key="middle", is_up=True, by=learner, now=now)
        assert shown(enrolment) == ["basics", "bridge", "middle", "extra", "summit"]
        assert [each.number for each in view_of(enrolment).steps] == [1, 2, 3, 4, 5]

    def test_it_stops_at_the_ends(self, enrolment: Enrolment, learner: User, now: datetime) -> None:
        assert move_step(enrolment=enrolment, key="basics", is_up=True, by=learner, now=now) is None
        assert move_step(enrolment=enrolment, key="summit", is_up=False, by=learner, now=now) is None

    def test_a_milestone_can_be_put_in_order_as_a_whole(
        self, enrolment: Enrolment, learner: User, now: datetime
    ) -> None:
        keys = ["summit", "extra", "bridge", "middle", "basics"]
        order_steps(enrolment=enrolment, milestone="m1", keys=keys, by=learner, now=now)
        assert shown(enrolment) == keys

        with pytest.raises(NotTheseSteps):
            order_steps(enrolment=enrolment, milestone="m1", keys=keys[1:], by=learner, now=now)


class TestMoving:
    def test_what_was_hidden_stays_hidden_under_its_new_key_and_what_is_gone_is_dropped(
        self, enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
    ) -> None:
        for key in ("basics", "extra"):
            hide_step(enrolment=enrolment, key=key, by=learner, now=now)
        move = change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

        assert enrolment.overlay == {"hidden_steps": ["first"]}
        assert "first" not in shown(enrolment)
        assert move is not None
        undo_enrolment_change(event=move, by=learner, now=now)
        assert shown(enrolment) == ["middle", "bridge", "summit"]

    def test_steps_of_a_hidden_milestone_stay_hidden_where_they_went(
        self, enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
    ) -> None:
        hide_milestone(enrolment=enrolment, key="m1", by=learner, now=now)
        change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

        assert shown(enrolment) == ["view"]

    def test_an_own_step_whose_milestone_is_gone_stands_at_the_end_of_its_stage(
        self, enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
    ) -> None:
        key = add(enrolment, now)
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=learner, now=now)
        change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

        assert shown(enrolment) == ["first", "middle", "bridge", key, "summit", "view"]
        own = view_of(enrolment).by_key[key]
        assert (own.milestone.title, own.milestone.stage.key) == ("Your own steps", "s1")
        assert progress_of(enrolment).hours_done == 3


KEYS = ["basics", "middle", "extra", "summit", "first", "view", "OWN"]
ACTS = st.one_of(
    st.tuples(st.sampled_from(["hide", "show", "remove"]), st.sampled_from(KEYS)),
    st.tuples(st.sampled_from(["hide_milestone", "show_milestone"]), st.sampled_from(["m1", "m2", "m4"])),
    st.tuples(st.just("add"), st.sampled_from(["m1", "m2", "m4"])),
    st.tuples(st.just("up"), st.sampled_from(KEYS), st.booleans()),
    st.tuples(st.just("mark"), st.sampled_from(KEYS), st.sampled_from(StepStatus)),
    st.tuples(st.just("move"), st.sampled_from([0, 1])),
    st.tuples(st.just("undo_change")),
)


def do(enrolment: Enrolment, editions: list[Edition], act: tuple[Any, ...], now: datetime) -> None:
    by = enrolment.learner
    act = tuple(_first_own(enrolment) if part == "OWN" else part for part in act)
    match act:
        case ("hide", key):
            hide_step(enrolment=enrolment, key=key, by=by, now=now)
        case ("show", key):
            show_step(enrolment=enrolment, key=key, by=by, now=now)
        case ("remove", key):
            remove_own_step(enrolment=enrolment, key=key, by=by, now=now)
        case ("hide_milestone", key):
            hide_milestone(enrolment=enrolment, key=key, by=by, now=now)
        case ("show_milestone", key):
            show_milestone(enrolment=enrolment, key=key, by=by, now=now)
        case ("add", key):
            add(enrolment, now, milestone=key)
        case ("up", key, is_up):
            move_step(enrolment=enrolment, key=key, is_up=is_up, by=by, now=now)
        case ("mark", key, to):
            mark_step(enrolment=enrolment, key=key, to=to, by=by, now=now)
        case ("move", at):
            change_edition(enrolment=enrolment, edition=editions[at], by=by, now=now)
        case _:
            latest = enrolment.changes.newest_first().first()
            assert latest is not None
            undo_enrolment_change(event=latest, by=by, now=now)


def _first_own(enrolment: Enrolment) -> str:
    own = enrolment.own_overlay.own
    return own[0].key if own else "none"


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=10))
def test_no_history_is_lost_and_totals_are_the_sum_of_the_steps_that_are_shown(
    enrolment: Enrolment, second_edition: Edition, now: datetime, acts: list[tuple[Any, ...]]
) -> None:
    editions = [enrolment.edition, second_edition]
    with transaction.atomic():
        history: list[ProgressEvent] = []
        for number, act in enumerate(acts, 1):
            mine = Enrolment.objects.select_related("edition__roadmap", "learner").get(pk=enrolment.pk)
            with suppress(Refusal):
                do(mine, editions, act, now + timedelta(minutes=number))

            after = list(enrolment.events.order_by("at", "pk"))
            assert after[: len(history)] == history
            history = after
            assert_one_count(enrolment, now)
        transaction.set_rollback(True)


def assert_one_count(enrolment: Enrolment, now: datetime) -> None:
    view = view_of(enrolment)
    mine = view.enrolment
    assert mine is not None
    counted = [
        each
        for each in view.steps
        if is_required_on(each, mine.track) and view.get_status(each) != StepStatus.SKIPPED
    ]
    done = [each for each in counted if view.get_status(each) == StepStatus.DONE]
    progress = view.progress
    assert (progress.steps_total, progress.hours_total) == (len(counted), sum(each.hours for each in counted))
    assert (progress.steps_done, progress.hours_done) == (len(done), sum(each.hours for each in done))
    [road] = dashboard_of(mine.learner, now=now).roads
    assert progress_of(mine) == progress_of_each([mine])[mine.pk] == road.progress == progress
    assert [each.number for each in view.steps] == list(range(1, len(view.steps) + 1))
    assert {node.key for node in view.contents.drawing.nodes} == {each.key for each in view.steps}
    assert not view.contents.hidden_keys & {each.key for each in view.steps}
    advice = next_step(mine)
    assert advice is None or advice.step.key in {each.key for each in view.steps}
