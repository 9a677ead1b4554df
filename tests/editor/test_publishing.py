"""Publishing a draft: an immutable edition, nobody's progress lost, and its effect said before."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from editor.edits import add_part, find_part, remove_part
from editor.models import Draft
from editor.operations import (
    NothingToPublish,
    NotReady,
    change_draft,
    find_vanished,
    preview_effect,
    publish_draft,
)
from editor.outline import Outline, StepOutline, as_document
from editor.reading import read_draft
from roadmaps.choices import StepStatus, Visibility
from roadmaps.models import Edition, Enrolment, Roadmap
from roadmaps.operations import KeyVanished, change_edition, enrol, mark_step, set_visibility
from roadmaps.tracks import SHARED

SignIn = Callable[[User], Client]


@pytest.fixture
def published(own: Roadmap, learner: User, now: datetime) -> Roadmap:
    """Edition 1, for everybody."""
    publish_draft(roadmap=own, by=learner, note="", mapping={}, now=now)
    set_visibility(roadmap=own, visibility=Visibility.PUBLIC, by=learner)
    own.refresh_from_db()
    return own


@pytest.fixture
def follower(published: Roadmap, other_learner: User, now: datetime) -> Enrolment:
    """Luis follows it and has done `a`."""
    enrolment = enrol(roadmap=published, learner=other_learner, track=SHARED, now=now)
    mark_step(enrolment=enrolment, key="a", to=StepStatus.DONE, by=other_learner, now=now)
    return enrolment


def test_a_draft_becomes_an_edition_and_is_gone(published: Roadmap) -> None:
    assert published.current is not None
    assert (published.current.number, published.current.steps.count()) == (1, 3)
    assert not Draft.objects.exists()


def test_publishing_the_same_again_is_refused(published: Roadmap, learner: User, now: datetime) -> None:
    with pytest.raises(NothingToPublish):
        publish_draft(roadmap=published, by=learner, note="", mapping={}, now=now)


def test_what_is_missing_is_named(own: Roadmap, learner: User, now: datetime) -> None:
    def spoil(outline: Outline) -> None:
        a, b, c = outline.steps
        a.hours, a.prerequisites, b.title, b.done_when, b.area = None, ["c", "gone"], "", "", "nothing"
        c.prerequisites = ["a"]

    change_draft(roadmap=own, by=learner, subject="x", edit=spoil, now=now)
    with pytest.raises(NotReady) as refusal:
        publish_draft(roadmap=own, by=learner, note="", mapping={}, now=now)

    found = {(each["key"], each["code"]) for each in refusal.value.data["problems"]}
    assert found == {
        *(("a", "no_hours"), ("a", "later_prerequisite"), ("a", "dead_prerequisite")),
        *(("b", "no_title"), ("b", "no_done_when"), ("b", "no_area")),
        ("a", "cycle"),
    }
    cycle = next(each for each in refusal.value.data["problems"] if each["code"] == "cycle")
    assert "A → C → A" in cycle["message"]


def test_a_key_that_vanishes_needs_a_word(follower: Enrolment, learner: User, now: datetime) -> None:
    roadmap = follower.roadmap
    change_draft(roadmap=roadmap, by=learner, subject="x", edit=split_a, now=now)

    with pytest.raises(KeyVanished):
        publish_draft(roadmap=roadmap, by=learner, note="", mapping={}, now=now)
    assert Draft.objects.exists()


def split_a(outline: Outline) -> None:
    """`a` becomes two."""
    remove_part(outline, "step", "a")
    for title in ("First half", "Second half"):
        key = add_part(outline, "step", title=title, into="m1", area="maths")
        half = find_part(outline, "step", key)
        assert isinstance(half, StepOutline)
        half.hours, half.done_when = 4, "Done."


def test_marks_follow_what_was_split(
    follower: Enrolment, learner: User, other_learner: User, now: datetime
) -> None:
    roadmap = follower.roadmap
    change_draft(roadmap=roadmap, by=learner, subject="x", edit=split_a, now=now)
    halves = {"a": ["first-half", "second-half"]}

    edition = publish_draft(roadmap=roadmap, by=learner, note="Split.", mapping=halves, now=now).edition
    change_edition(enrolment=follower, edition=edition, by=other_learner, now=now)

    done = follower.states.filter(status=StepStatus.DONE).values_list("key", flat=True)
    assert {"first-half", "second-half"} <= set(done)


def test_the_effect_is_said_in_people(follower: Enrolment, learner: User, now: datetime) -> None:
    roadmap = follower.roadmap
    change_draft(roadmap=roadmap, by=learner, subject="x", edit=split_a, now=now)
    outline = read_draft(roadmap).outline
    steps = as_document(outline, roadmap.slug).steps

    (retired,) = preview_effect(roadmap, steps, {"a": []})
    (split,) = preview_effect(roadmap, steps, {"a": ["first-half", "second-half"]})

    assert (retired.people, retired.changes.added, retired.changes.retired, retired.more_hours) == (
        *(1, ("first-half", "second-half"), ("a",)),
        -2,
    )
    assert (split.changes.added, split.changes.retired) == ((), ())
    assert [gone.key for gone in find_vanished(roadmap, outline)] == ["a"]


def test_a_key_never_comes_back(published: Roadmap, learner: User, now: datetime) -> None:
    retire = partial(remove_part, kind="step", key="a")
    change_draft(roadmap=published, by=learner, subject="x", edit=retire, now=now)
    publish_draft(roadmap=published, by=learner, note="", mapping={"a": []}, now=now)
    published.refresh_from_db()

    browser = Client()
    browser.force_login(learner)
    browser.post(f"/own-roadmaps/{published.slug}/additions/", {"kind": "step", "into": "m1", "title": "A"})

    assert read_draft(published).outline.steps[-1].key == "a-2"


def test_the_page_asks_what_became_of_what_is_gone(
    follower: Enrolment, learner: User, now: datetime, signed_in: SignIn
) -> None:
    roadmap, browser = follower.roadmap, signed_in(learner)
    change_draft(roadmap=roadmap, by=learner, subject="x", edit=split_a, now=now)
    place = f"/own-roadmaps/{roadmap.slug}/publication/"

    assert "What became of what is gone?" in browser.get(place).content.decode()
    assert browser.post(place, {"note": ""}).status_code == 422
    assert browser.post(place, {"fate-0": "replaced"}).status_code == 422
    shown = browser.post(place, {"fate-0": "retired", "preview": "1"}).content.decode()
    assert "2 steps more" in shown
    assert "1 step no longer asked" in shown
    chosen = {"fate-0": "replaced", "place-0": ["first-half", "second-half"], "note": "Split."}
    assert browser.post(place, chosen).status_code == 303
    edition = Edition.objects.get(roadmap=roadmap, number=2)
    assert (edition.mapping, edition.note) == ({"a": ["first-half", "second-half"]}, "Split.")
