"""Loading a file: the same file does nothing, a changed one makes the next edition."""

import pytest
from django.core.management import CommandError, call_command
from roadmaps.terms import Status

from roadmaps.models import Area, Edition, Roadmap, Step
from roadmaps.operations import load_roadmap, mark_step
from roadmaps.progress import progress_of
from tests.roadmaps.builders import document, official, step


def load(*steps, now, **more):
    return load_roadmap(document=document(*steps, **more), now=now)


def test_an_unchanged_file_makes_no_edition(db, now):
    first, second = load(step("a"), now=now), load(step("a"), now=now)

    assert (first.is_new, second.is_new, second.edition) == (True, False, first.edition)
    assert Edition.objects.count() == 1


def test_a_changed_file_makes_the_next_edition(db, now):
    load(step("a", 1), now=now)

    loaded = load(step("a", 2), now=now)

    assert (loaded.is_new, loaded.edition.number) == (True, 2)
    assert [one.hours for one in Step.objects.current()] == [2]


def test_learners_stay_on_the_edition_they_walk_with_their_marks(enrolment, learner, now):
    mark_step(enrolment=enrolment, key="basics", to=Status.DONE, by=learner, now=now)

    load(step("basics", 11), step("new", 5), now=now)

    enrolment.refresh_from_db()
    assert enrolment.edition.number == 1
    assert progress_of(enrolment).hours_done == 10


def test_a_forgotten_draft_is_replaced(roadmap, now):
    roadmap.editions.create()

    assert load(step("b"), now=now).edition.number == 2


def test_the_whole_official_roadmap_is_written(official_roadmap):
    edition = official_roadmap.current

    assert edition.steps.count() == 90
    assert edition.stages.count() == 8
    assert edition.milestones.count() == 19
    assert Area.objects.filter(is_on_radar=True).count() == 6
    assert all(one.done_when and one.why for one in edition.steps.all())


def test_every_step_of_the_official_roadmap_says_something_of_its_own():
    steps = official().steps

    assert len({one.title for one in steps}) == len({one.why for one in steps}) == 90


def test_the_command_may_run_twice(db, capsys):
    call_command("load_roadmaps")
    call_command("load_roadmaps")

    assert capsys.readouterr().out.splitlines() == [
        "ml-engineer: edition 1, published",
        "ml-engineer: edition 1, unchanged",
    ]


def test_the_command_says_which_file_is_wrong(db, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("title: nothing")

    with pytest.raises(CommandError, match=r"bad\.yaml"):
        call_command("load_roadmaps", str(path))
    assert not Roadmap.objects.exists()
