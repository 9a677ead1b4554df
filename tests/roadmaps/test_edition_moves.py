"""A newer edition: what it changes, moving with every mark, staying, and taking it back."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.document import DocumentError
from roadmaps.edition_changes import KeyMapping, Standing, carry_standings, compare_editions, follow_keys
from roadmaps.models import Edition, Enrolment
from roadmaps.operations import (
    KeyReused,
    KeyVanished,
    NoSuchEdition,
    change_edition,
    decline_edition,
    enrol,
    hide_step,
    leave_roadmap,
    load_roadmap,
    log_study,
    mark_step,
    set_credit,
    undo_enrolment_change,
)
from roadmaps.progress import progress_of
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.roadmaps.builders import PlainStep, document, gate, published, step

PAGE = "/roadmaps/walking/edition/"
DONE, SKIPPED = Standing("done"), Standing("skipped")


@pytest.fixture
def second_edition(enrolment: Enrolment) -> Edition:
    """`basics` splits in two, `middle` and `bridge` merge, `extra` is renamed, `year` is retired."""
    return published(
        step("words", 5),
        step("numbers", 15),
        step("core", 30),
        step("bonus", 7, required=False),
        step("summit", 70),
        step("view", 20),
        note="Shorter steps.",
        mapping={
            "basics": ["words", "numbers"],
            "middle": "core",
            "bridge": "core",
            "extra": "bonus",
            "year": None,
        },
    )


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def mark(enrolment: Enrolment, now: datetime, *keys: str) -> None:
    for key in keys:
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=enrolment.learner, now=now)


def standings(enrolment: Enrolment) -> dict[str, str]:
    return dict(enrolment.states.exclude(status="pending").values_list("key", "status"))


def carried(mapping: KeyMapping, **held: Standing) -> dict[str, Standing]:
    return carry_standings(held, [mapping], ["a", "b", "c"])


def test_what_was_split_stands_on_each_part_as_it_stood() -> None:
    assert carried({"a": ["x", "y"]}, a=DONE) == {"x": DONE, "y": DONE}


@pytest.mark.parametrize(
    ("parts", "merged"),
    [
        ([DONE, DONE], DONE),
        ([SKIPPED, SKIPPED], SKIPPED),
        ([DONE, SKIPPED], DONE),
        ([DONE], Standing("in_progress")),
        ([Standing("done", is_credit=True), DONE], DONE),
        ([Standing("done", is_credit=True)] * 2, Standing("done", is_credit=True)),
    ],
)
def test_what_was_merged_is_done_only_if_all_of_it_was(parts: Sequence[Standing], merged: Standing) -> None:
    held = dict(zip("ab", parts, strict=False))

    assert carried({"a": ["x"], "b": ["x"]}, **held) == {"x": merged}


def test_what_was_retired_stands_nowhere_and_what_was_kept_needs_no_carrying() -> None:
    assert carried({"a": []}, a=DONE, c=DONE) == {}


def test_mappings_of_several_editions_are_followed_in_their_order() -> None:
    mappings = [{"a": ["b2", "c2"]}, {"b2": ["d3"], "c2": []}]

    assert follow_keys(["a", "z"], mappings) == {"a": ["d3"], "z": ["z"]}


def test_changes_are_those_of_the_learners_own_track() -> None:
    old = [PlainStep("a", 10), PlainStep("gone", 5), PlainStep("other", 5, track_key="from_swe")]
    new = [PlainStep("b", 12), PlainStep("fresh", 3)]

    changes = compare_editions(old, new, [{"a": ["b"], "gone": [], "other": []}], "from_ds")

    assert (changes.added, changes.retired, changes.replaced) == (("fresh",), ("gone",), {"a": ["b"]})
    assert (changes.hours_before, changes.hours_after) == (15, 15)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xyz"), unique=True)), st.data())
def test_nothing_done_is_lost_in_any_mapping(mapping: dict[str, list[str]], data: st.DataObject) -> None:
    held = {key: Standing(data.draw(st.sampled_from(StepStatus))) for key in "abc"}

    after = carry_standings(held, [mapping], "abc")

    for old, became in mapping.items():
        if held[old].status == StepStatus.DONE:
            assert all(after[new].status in ("done", "in_progress") for new in became)


def test_moving_carries_every_mark_and_keeps_the_old_ones(
    enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
) -> None:
    mark(enrolment, now, "basics", "middle")
    before = enrolment.events.count()

    change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

    assert standings(enrolment) == {
        "basics": "done",
        "middle": "done",
        "words": "done",
        "numbers": "done",
        "core": "in_progress",
    }
    assert enrolment.events.filter(source="migration").count() == enrolment.events.count() - before == 3
    assert progress_of(enrolment).hours_done == 20


def test_credit_comes_along(
    enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
) -> None:
    set_credit(enrolment=enrolment, keys=["basics"], by=learner, now=now)

    change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

    assert progress_of(enrolment).hours_credited == 20


def test_the_move_is_undone_to_exactly_how_it_was(
    enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
) -> None:
    mark(enrolment, now, "basics")
    before = (standings(enrolment), progress_of(enrolment), enrolment.edition_id)
    event = change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)
    assert event is not None

    undo_enrolment_change(event=event, by=learner, now=now)

    enrolment = Enrolment.objects.get()
    assert (standings(enrolment), progress_of(enrolment), enrolment.edition_id) == before


def test_whoever_comes_back_finds_their_marks_on_the_edition_of_today(
    enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
) -> None:
    mark(enrolment, now, "basics")
    by = enrolment.learner
    hide_step(enrolment=enrolment, key="extra", by=by, now=now)
    before = (standings(enrolment), progress_of(enrolment), enrolment.overlay)
    leave_roadmap(enrolment=enrolment, by=by, now=now)

    again = enrol(roadmap=enrolment.roadmap, learner=by, track=SHARED, now=now)

    assert again.edition == second_edition
    assert standings(again) == {"basics": "done", "words": "done", "numbers": "done"}
    assert again.own_overlay.hidden_steps == ("bonus",)
    assert progress_of(again).hours_done == 20
    event = again.changes.newest_first()[0]
    undo_enrolment_change(event=event, by=by, now=now)
    undone = Enrolment.objects.get()
    assert (standings(undone), progress_of(undone), undone.overlay) == before
    assert undone.left_at is not None


def test_coming_back_says_what_came_along_and_can_be_undone(
    browser: Client, enrolment: Enrolment, second_edition: Edition, now: datetime
) -> None:
    mark(enrolment, now, "basics")
    hide_step(enrolment=enrolment, key="bridge", by=enrolment.learner, now=now)
    browser.post("/roadmaps/walking/leaving/")

    page = browser.post("/roadmaps/walking/enrolment/", {"track": SHARED}, follow=True).content.decode()
    assert "You are on edition 2 now, and every mark came with you." in page
    assert "so it is hidden no longer" in page
    event = enrolment.changes.newest_first()[0]
    assert f"/roadmaps/walking/changes/{event.pk}/undo/" in page


def test_refuses_to_decline_an_edition_of_another_roadmap(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    with pytest.raises(NoSuchEdition):
        decline_edition(enrolment=enrolment, edition=published(step("a"), slug="b"), by=learner, now=now)


def test_the_page_shows_both_numbers_and_moves_with_undo(
    browser: Client, enrolment: Enrolment, second_edition: Edition, now: datetime
) -> None:
    mark(enrolment, now, "basics")
    page = browser.get(PAGE).content.decode()
    for words in ("Shorter steps.", "10%", "14%", "View", "Words"):
        assert words in page

    moved = browser.post(PAGE, follow=True).content.decode()

    enrolment.refresh_from_db()
    assert enrolment.edition == second_edition
    assert progress_of(enrolment).percent_hours == 14
    assert f"/roadmaps/walking/changes/{enrolment.changes.get(kind='edition_changed').pk}/undo/" in moved
    assert browser.get(PAGE).status_code == 404


def test_staying_is_kept_and_said(browser: Client, enrolment: Enrolment, second_edition: Edition) -> None:
    assert "Edition 2 is out" in browser.get("/roadmaps/walking/").content.decode()

    page = browser.post(f"{PAGE}stay/", follow=True).content.decode()

    enrolment.refresh_from_db()
    assert enrolment.declined == second_edition
    assert "You chose to stay" in page
    assert browser.get(PAGE).status_code == 200


@pytest.mark.parametrize(("act", "kind"), [("leaving", "left"), ("reset", "reset")])
def test_leaving_and_reset_ask_first_and_are_undone(
    browser: Client, enrolment: Enrolment, now: datetime, act: str, kind: str
) -> None:
    mark(enrolment, now, "basics")
    assert browser.get(f"/roadmaps/walking/{act}/").status_code == 200
    assert enrolment.changes.count() == 1

    browser.post(f"/roadmaps/walking/{act}/")
    event = enrolment.changes.get(kind=kind)
    browser.post(f"/roadmaps/walking/changes/{event.pk}/undo/")

    enrolment.refresh_from_db()
    assert enrolment.left_at is None
    assert standings(enrolment) == {"basics": "done"}


def test_programs_move_stay_reset_and_leave(
    browser: Client, enrolment: Enrolment, second_edition: Edition
) -> None:
    url, json = "/api/v1/enrolments/walking", "application/json"

    assert browser.post(f"{url}/declined-edition/", {"number": 2}, content_type=json).status_code == 200
    assert browser.post(f"{url}/edition/", {"number": 2}, content_type=json).json()["edition"] == 2
    assert browser.post(f"{url}/edition/", {"number": 9}, content_type=json).status_code == 404
    assert browser.post(f"{url}/reset/").status_code == 200
    assert browser.delete(f"{url}/").status_code == 204
    kinds = list(enrolment.changes.order_by("at", "pk").values_list("kind", flat=True))
    assert kinds == ["enrolled", "edition_declined", "edition_changed", "reset", "left"]


def test_nobody_else_finds_the_pages(signed_in: SignIn, other_learner: User, second_edition: Edition) -> None:
    for page in (PAGE, "/roadmaps/walking/leaving/", "/roadmaps/walking/reset/"):
        assert signed_in(other_learner).get(page).status_code == 404


def test_the_loader_refuses_a_key_that_vanished_without_a_word(enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(KeyVanished, match="bridge, extra, middle, summit, year") as refusal:
        load_roadmap(document=document(step("basics")), now=now)
    assert refusal.value.data["keys"] == ["bridge", "extra", "middle", "summit", "year"]
    assert Edition.objects.count() == 1


def test_the_loader_refuses_a_key_that_comes_back(second_edition: Edition, now: datetime) -> None:
    kept = [step(key) for key in ("words", "numbers", "core", "bonus", "summit", "view")]

    with pytest.raises(KeyReused, match="basics"):
        load_roadmap(document=document(*kept, step("basics")), now=now)
    with pytest.raises(KeyReused, match="year"):
        load_roadmap(document=document(*kept, gates=[gate("year")]), now=now)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"a": "b"}, "mapping: 'a' is still in the file; only keys that vanished are mapped."),
        ({"old": "new"}, "mapping: 'old' becomes 'new', which is not in the file."),
        ({"old": ["a", "new"]}, "mapping: 'old' becomes 'new', which is not in the file."),
        (
            {"old": 7},
            "the file: mapping must be a list of former keys, each with a key, a list of keys, or null.",
        ),
    ],
)
def test_refuses_a_mapping_that_leads_nowhere(mapping: dict[str, object], sentence: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        document(step("a"), step("b"), mapping=mapping)
    assert str(refusal.value) == sentence


def test_refuses_a_prerequisite_that_comes_later() -> None:
    with pytest.raises(DocumentError, match="Step a: its prerequisite 'b' comes later"):
        document(step("a", prerequisites=["b"]), step("b"))


def test_the_shared_track_is_what_is_left_of_one_that_vanished(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    edition = published(step("basics"), tracks=[])

    change_edition(enrolment=enrolment, edition=edition, by=learner, now=now)

    assert enrolment.track == SHARED


def test_the_log_names_steps_of_an_edition_that_was_left(
    browser: Client, enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
) -> None:
    log_study(
        learner=learner, minutes=30, studied_on=now.date(), roadmap=enrolment.roadmap, key="basics", now=now
    )

    change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

    page = browser.get("/study/").content.decode()
    assert "/roadmaps/walking/editions/1/steps/basics/" in page
    assert ">Basics</a>" in page
