"""Publishing: a draft becomes the next edition, and never changes again."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from roadmaps.announcements import EditionPublished
from roadmaps.choices import StepStatus
from roadmaps.models import Area, Edition, Enrolment, Link, ProgressEvent, Resource, Roadmap, Step, StudyEntry
from roadmaps.operations import (
    AlreadyPublished,
    Circular,
    EmptyEdition,
    enrol,
    log_study,
    mark_step,
    publish_edition,
)
from roadmaps.tracks import SHARED
from tests.roadmaps.builders import current_of, published, step


def draft(edition: Edition) -> Edition:
    return edition.roadmap.editions.create(title="Next")


def add_step(edition: Edition, key: str, number: int) -> Step:
    """As an editor would: into the first milestone, which is made if there is none."""
    stage, _ = edition.stages.get_or_create(key="s1", defaults={"position": 0, "title": "S"})
    milestone, _ = edition.milestones.get_or_create(
        key="m1", defaults={"stage": stage, "position": 0, "title": "M"}
    )
    return milestone.steps.create(
        edition=edition,
        area=Area.objects.get(),
        key=key,
        number=number,
        title=key,
        kind="study",
        hours=1,
        done_when="Done.",
    )


def test_the_first_edition_is_number_one(db: None, now: datetime) -> None:
    edition = published(step("a"), now=now)

    assert (edition.number, edition.published_at, edition.roadmap.current) == (1, now, edition)


def test_the_next_one_is_number_two_and_current(roadmap: Roadmap, now: datetime) -> None:
    edition = draft(current_of(roadmap))
    add_step(edition, "only", 1)

    publish_edition(edition=edition, now=now)

    roadmap.refresh_from_db()
    assert (edition.number, roadmap.current) == (2, edition)


def test_refuses_to_publish_twice(roadmap: Roadmap, now: datetime) -> None:
    with pytest.raises(AlreadyPublished):
        publish_edition(edition=current_of(roadmap), now=now)


def test_refuses_a_draft_without_steps(roadmap: Roadmap, now: datetime) -> None:
    with pytest.raises(EmptyEdition):
        publish_edition(edition=draft(current_of(roadmap)), now=now)


def test_refuses_a_cycle_and_names_its_path(roadmap: Roadmap, now: datetime) -> None:
    edition = draft(current_of(roadmap))
    a, b = add_step(edition, "a", 1), add_step(edition, "b", 2)
    a.prerequisite_links.create(needs=b)
    b.prerequisite_links.create(needs=a)

    with pytest.raises(Circular) as refusal:
        publish_edition(edition=edition, now=now)

    assert refusal.value.data == {"path": ["a", "b", "a"]}
    assert "a → b → a" in str(refusal.value.message)


def test_a_roadmap_has_one_draft_at_most(roadmap: Roadmap) -> None:
    draft(current_of(roadmap))

    with pytest.raises(IntegrityError, match="roadmaps_edition_one_draft"):
        draft(current_of(roadmap))


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: edition.tracks.update(title="Another"),
        lambda edition: edition.tracks.create(key="more", position=9, title="More"),
        lambda edition: edition.specialisms.create(key="more", position=9, title="More"),
        lambda edition: edition.gates.update(months=1),
        lambda edition: edition.gates.all().delete(),
        lambda edition: edition.area_links.update(position=9),
        lambda edition: edition.area_links.all().delete(),
        lambda edition: edition.stages.all().delete(),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(title="Another"),
        lambda edition: edition.delete(),
        lambda edition: edition.steps.update(hours=1),
        lambda edition: edition.steps.all().delete(),
        lambda edition: edition.stages.update(title="Another"),
        lambda edition: edition.milestones.update(title="Another"),
        lambda edition: add_step(edition, "new", 99),
        lambda edition: edition.steps.last().prerequisite_links.all().delete(),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(published_at=None, number=None),
    ],
)
def test_the_database_refuses_to_change_what_is_published(
    roadmap: Roadmap, change: Callable[[Edition], object]
) -> None:
    def change_and_commit() -> None:
        with transaction.atomic():
            change(current_of(roadmap))
            connection.check_constraints()  # what PostgreSQL does at the end of a transaction

    with pytest.raises(IntegrityError, match="never changes"):
        change_and_commit()


def test_a_link_may_be_checked_and_what_a_step_says_about_it_stays(db: None, now: datetime) -> None:
    shelf = {"x": {"title": "X", "url": "https://example.org/", "type": "book", "cost": "free"}}
    published(step("a", resources=["x"]), resources=shelf)

    Link.objects.update(checked_on=now.date())

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Resource.objects.update(title="Y")


def test_the_database_refuses_to_alter_an_event(enrolment: Enrolment, learner: User, now: datetime) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
        ProgressEvent.objects.update(to_status="skipped")


def test_closing_an_account_takes_its_progress_with_it(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    learner.delete()

    assert not ProgressEvent.objects.exists()


def test_an_official_roadmap_is_never_deleted(roadmap: Roadmap) -> None:
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        roadmap.delete()


def test_somebody_who_leaves_takes_their_own_roadmap_along(
    learner: User, other_learner: User, now: datetime
) -> None:
    book = {"title": "A book", "url": "https://example.org/", "type": "book", "cost": "free"}
    roadmap = published(
        step("a", resources=["x"]), step("b", prerequisites=["a"]), owner=learner, resources={"x": book}
    ).roadmap
    Roadmap.objects.update(visibility="public")
    enrolment = enrol(roadmap=roadmap, learner=other_learner, track=SHARED, now=now)
    mark_step(enrolment=enrolment, key="a", to=StepStatus.DONE, by=other_learner, now=now)
    log_study(learner=other_learner, minutes=30, studied_on=now.date(), roadmap=roadmap, key="a", now=now)

    learner.delete()
    connection.check_constraints()

    assert [model.objects.count() for model in (Roadmap, Enrolment, ProgressEvent)] == [0, 0, 0]
    entry = StudyEntry.objects.get()
    assert (entry.roadmap, entry.key, entry.minutes) == (None, "a", 30)


def test_publishing_is_announced(heard: list[object], db: None, now: datetime) -> None:
    edition = published(step("a"), now=now)

    assert heard == [EditionPublished(edition)]
