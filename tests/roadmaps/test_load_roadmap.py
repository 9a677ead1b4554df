"""Loading a file: the same file does nothing, a changed one makes the next edition."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.document import DocumentError, read_document
from roadmaps.models import Area, Edition, Enrolment, Link, Roadmap, Step
from roadmaps.operations import Loaded, NoSuchArea, RoadmapSlugTaken, load_areas, load_roadmap, mark_step
from roadmaps.progress import progress_of
from tests.roadmaps.builders import (
    MATHS,
    content,
    current_of,
    document,
    published,
    retire_missing,
    step,
)


def load(*steps: dict[str, Any], now: datetime, **more: Any) -> Loaded:
    load_areas(areas=[MATHS])
    more.setdefault("mapping", retire_missing(*steps, **more))
    return load_roadmap(document=document(*steps, **more), now=now)


def test_an_unchanged_file_makes_no_edition(db: None, now: datetime) -> None:
    first, second = load(step("a"), now=now), load(step("a"), now=now)

    assert (first.is_new, second.is_new, second.edition) == (True, False, first.edition)
    assert Edition.objects.count() == 1


def test_a_changed_file_makes_the_next_edition(db: None, now: datetime) -> None:
    load(step("a", 1), now=now)

    loaded = load(step("a", 2), now=now)

    assert (loaded.is_new, loaded.edition.number) == (True, 2)
    assert [one.hours for one in Step.objects.shown_to(None)] == [2]


def test_learners_stay_on_the_edition_they_walk_with_their_marks(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    load(step("basics", 11), step("new", 5), now=now)

    enrolment.refresh_from_db()
    assert enrolment.edition.number == 1
    assert progress_of(enrolment).hours_done == 10


def test_a_forgotten_draft_is_replaced(roadmap: Roadmap, now: datetime) -> None:
    roadmap.editions.create(title="Draft")

    assert load(step("b"), now=now).edition.number == 2


def test_the_whole_official_roadmap_is_written(official_roadmap: Roadmap) -> None:
    edition = current_of(official_roadmap)

    assert edition.steps.count() == 142
    assert edition.stages.count() == 8
    assert edition.milestones.count() == 35
    assert (edition.gates.count(), edition.tracks.count(), edition.specialisms.count()) == (3, 2, 13)
    assert Area.objects.filter(is_on_radar=True).count() == 6
    assert all(one.done_when and one.why for one in edition.steps.all())


def test_the_command_may_run_twice(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_roadmaps")
    call_command("load_roadmaps")

    slugs = ["ml-engineer", "data-scientist", "software-engineer-for-ml"]
    assert capsys.readouterr().out.splitlines() == [
        *(f"{slug}: edition 1, published" for slug in slugs),
        *(f"{slug}: edition 1, unchanged" for slug in slugs),
    ]


def test_the_command_says_which_file_is_wrong(db: None, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: nothing")

    with pytest.raises(CommandError, match=r"bad\.yaml"):
        call_command("load_roadmaps", str(path))
    assert not Roadmap.objects.exists()


def test_a_second_file_cannot_rename_an_area(roadmap: Roadmap, now: datetime) -> None:
    text = yaml.safe_dump(content(step("a"), slug="other") | {"areas": [{"slug": "maths", "title": "Magic"}]})

    with pytest.raises(DocumentError, match="areas must be a list of the slugs of areas"):
        read_document(text)
    load(step("a"), now=now, slug="other")
    assert Area.objects.get().title == "Maths"


def test_a_file_cannot_make_an_area(roadmap: Roadmap, now: datetime) -> None:
    with pytest.raises(NoSuchArea, match="The site has no area magic"):
        load(step("a", area="magic"), now=now, slug="other", areas=["magic"])
    assert not Roadmap.objects.filter(slug="other").exists()


def test_an_edition_keeps_its_own_words_when_the_next_one_has_others(roadmap: Roadmap, now: datetime) -> None:
    first = current_of(roadmap)
    load(step("basics"), now=now, title="Climbing", summary="Higher.")

    first.refresh_from_db()
    roadmap.refresh_from_db()
    assert (first.title, first.summary) == ("Walking", "")
    assert (current_of(roadmap).title, current_of(roadmap).summary) == ("Climbing", "Higher.")


def test_a_link_is_one_row_however_many_steps_refer_to_it(db: None, now: datetime) -> None:
    book = {"title": "A book", "url": "https://example.org/", "type": "book", "cost": "free"}
    load(
        step("a", resources=["x"]),
        step("b", resources=["y"]),
        now=now,
        resources={"x": book, "y": {**book, "title": "Its second chapter"}},
    )

    link = Link.objects.get()
    assert [one.title for one in link.resources.order_by("pk")] == ["A book", "Its second chapter"]


def test_a_persons_own_roadmap_begins_private(learner: User, now: datetime) -> None:
    roadmap = published(step("a"), owner=learner).roadmap

    assert (roadmap.owner, roadmap.visibility) == (learner, "private")


def test_no_file_takes_the_address_of_somebody_elses_roadmap(
    learner: User, roadmap: Roadmap, now: datetime
) -> None:
    with pytest.raises(RoadmapSlugTaken):
        load_roadmap(document=document(step("a")), now=now, owner=learner)


def test_the_command_loads_areas_and_refuses_unknown_ones_in_a_sentence(db: None, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(yaml.safe_dump(content(step("a", area="magic"), areas=["magic"])))

    with pytest.raises(CommandError, match="The site has no area magic"):
        call_command("load_roadmaps", str(path))
