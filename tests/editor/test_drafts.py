"""Writing a draft: every change can be undone, and two windows lose nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from editor.edits import add_part, move_part, remove_part
from editor.models import Draft, Revision
from editor.operations import (
    NothingToRedo,
    NothingToUndo,
    PartIsGone,
    change_draft,
    copy_roadmap,
    discard_draft,
    redo_change,
    start_roadmap,
    undo_change,
)
from editor.outline import Outline
from editor.reading import outline_of, read_draft
from roadmaps.models import Roadmap
from roadmaps.operations import NotYourRoadmap, TooManyRoadmaps, own_roadmaps
from tests.editor.builders import outline, step
from tests.races import at_once
from tests.roadmaps.builders import current_of

SignIn = Callable[[User], Client]


def titles(roadmap: Roadmap) -> list[str]:
    return [step.title for step in read_draft(roadmap).outline.steps]


def rename(outline: Outline, title: str) -> None:
    outline.steps[0].title = title


def change(roadmap: Roadmap, by: User, now: datetime, title: str, subject: str = "") -> None:
    edit = partial(rename, title=title)
    change_draft(
        roadmap=roadmap, by=by, subject=subject or title, edit=edit, now=now, is_typing=bool(subject)
    )


def test_a_new_roadmap_is_private_and_has_a_place_for_its_first_step(learner: User, now: datetime) -> None:
    roadmap = start_roadmap(owner=learner, title="Cooking", now=now)

    outline = read_draft(roadmap).outline
    assert (roadmap.visibility, outline.title, len(outline.milestones)) == ("private", "Cooking", 1)
    assert roadmap.slug.startswith("cooking-")
    assert len(roadmap.slug) == len("cooking-") + 12


def test_every_change_can_be_undone_and_done_again(own: Roadmap, learner: User, now: datetime) -> None:
    change(own, learner, now, "One")
    change(own, learner, now, "Two")

    undo_change(roadmap=own, by=learner, now=now)
    undo_change(roadmap=own, by=learner, now=now)
    assert titles(own)[0] == "A"
    with pytest.raises(NothingToUndo):
        undo_change(roadmap=own, by=learner, now=now)

    redo_change(roadmap=own, by=learner, now=now)
    redo_change(roadmap=own, by=learner, now=now)
    assert titles(own)[0] == "Two"
    with pytest.raises(NothingToRedo):
        redo_change(roadmap=own, by=learner, now=now)


def test_a_change_after_an_undo_goes_on_from_there(own: Roadmap, learner: User, now: datetime) -> None:
    change(own, learner, now, "One")
    undo_change(roadmap=own, by=learner, now=now)
    change(own, learner, now, "Other")

    with pytest.raises(NothingToRedo):
        redo_change(roadmap=own, by=learner, now=now)
    undo_change(roadmap=own, by=learner, now=now)
    assert titles(own)[0] == "A"


def test_what_is_typed_within_a_minute_is_undone_at_once(own: Roadmap, learner: User, now: datetime) -> None:
    for at, title in enumerate(("W", "Wo", "Wor", "Word")):
        change(own, learner, now + timedelta(seconds=10 * at), title, subject="step:a")
    change(own, learner, now + timedelta(minutes=2), "Words", subject="step:a")

    undo_change(roadmap=own, by=learner, now=now)
    assert titles(own)[0] == "Word"
    undo_change(roadmap=own, by=learner, now=now)
    assert titles(own)[0] == "A"


def test_fifty_changes_are_kept(own: Roadmap, learner: User, now: datetime) -> None:
    for number in range(60):
        change(own, learner, now, f"Title {number}")

    assert Revision.objects.count() == 51


def test_a_change_that_changes_nothing_is_none(own: Roadmap, learner: User, now: datetime) -> None:
    change(own, learner, now, "A")

    assert Draft.objects.get().position == 0


def test_a_part_that_was_removed_meanwhile_is_not_written(own: Roadmap, learner: User, now: datetime) -> None:
    remove = partial(remove_part, kind="step", key="a")
    change_draft(roadmap=own, by=learner, subject="x", edit=remove, now=now)

    with pytest.raises(PartIsGone):
        change_draft(roadmap=own, by=learner, subject="x", edit=remove, now=now)
    assert read_draft(own).outline.steps[0].prerequisites == []


def test_nobody_else_writes_it(own: Roadmap, other_learner: User, now: datetime) -> None:
    with pytest.raises(NotYourRoadmap):
        change(own, other_learner, now, "Mine")


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_add_at_once_both_keep_their_step(
    own: Roadmap, learner: User, now: datetime
) -> None:
    def add(title: str) -> None:
        edit = partial(add_part, kind="step", title=title, into="m1")
        change_draft(roadmap=own, by=learner, subject=title, edit=edit, now=now)

    at_once(partial(add, "D"), partial(add, "E"))

    assert sorted(titles(own)) == ["A", "B", "C", "D", "E"]


@pytest.mark.django_db(transaction=True)
def test_of_two_last_roadmaps_one_is_made(
    learner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_roadmaps, "MOST_OWN", 1)
    start = partial(start_roadmap, owner=learner, title="Cooking", now=now)

    def try_it() -> str:
        try:
            start()
        except TooManyRoadmaps:
            return "refused"
        return "made"

    assert sorted(map(str, at_once(try_it, try_it))) == ["made", "refused"]


def test_a_copy_has_everything_and_says_where_it_is_from(
    roadmap: Roadmap, learner: User, now: datetime
) -> None:
    edition = current_of(roadmap)

    copied = copy_roadmap(edition=edition, owner=learner, now=now)

    assert read_draft(copied).outline == outline_of(edition)
    assert (copied.copied_from, copied.owner, copied.visibility) == (edition, learner, "private")


def test_discarding_goes_back_to_what_is_published(
    own: Roadmap, learner: User, now: datetime, signed_in: SignIn
) -> None:
    discard_draft(roadmap=own, by=learner)
    assert titles(own) == ["A", "B", "C"]

    signed_in(learner).post(f"/own-roadmaps/{own.slug}/publication/", {"note": ""})
    own.refresh_from_db()
    change(own, learner, now, "Changed")
    discard_draft(roadmap=own, by=learner)
    assert titles(own) == ["A", "B", "C"]


def test_steps_move_through_milestones_and_back() -> None:
    road = outline(step("a"), step("b"))
    add_part(road, "milestone", title="Second", into="s1")
    add_part(road, "stage", title="Third")

    def places() -> list[list[str]]:
        return [[each.key for each in of.steps] for of in road.milestones]

    ways = ["down", "down", "down", "down", "up", "up", "up", "up"]
    seen = [places()]
    for way in ways:
        move_part(road, "step", "a", way)
        seen.append(places())
    assert seen[1:5] == [
        [["b", "a"], [], []],
        [["b"], ["a"], []],
        [["b"], [], ["a"]],
        [["b"], [], ["a"]],
    ]
    assert seen[-1] == seen[0]
