"""Publishing: a draft becomes the next edition, and never changes again."""

import pytest
from django.db import IntegrityError, transaction
from roadmaps.terms import Status

from roadmaps.models import Area, Edition, ProgressEvent, Resource, Step
from roadmaps.operations import AlreadyPublished, Circular, EmptyEdition, mark_step, publish_edition
from tests.roadmaps.builders import published, step


def draft(edition: Edition) -> Edition:
    return edition.roadmap.editions.create(note="Next")


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


def test_the_first_edition_is_number_one(db, now):
    edition = published(step("a"), now=now)

    assert (edition.number, edition.published_at, edition.roadmap.current) == (1, now, edition)


def test_the_next_one_is_number_two_and_current(roadmap, now):
    edition = draft(roadmap.current)
    add_step(edition, "only", 1)

    publish_edition(edition=edition, now=now)

    roadmap.refresh_from_db()
    assert (edition.number, roadmap.current) == (2, edition)


def test_refuses_to_publish_twice(roadmap, now):
    with pytest.raises(AlreadyPublished):
        publish_edition(edition=roadmap.current, now=now)


def test_refuses_a_draft_without_steps(roadmap, now):
    with pytest.raises(EmptyEdition):
        publish_edition(edition=draft(roadmap.current), now=now)


def test_refuses_a_circle_and_names_its_path(roadmap, now):
    edition = draft(roadmap.current)
    a, b = add_step(edition, "a", 1), add_step(edition, "b", 2)
    a.prerequisite_links.create(needs=b)
    b.prerequisite_links.create(needs=a)

    with pytest.raises(Circular) as refusal:
        publish_edition(edition=edition, now=now)

    assert refusal.value.data == {"path": ["a", "b", "a"]}
    assert "a → b → a" in str(refusal.value.message)


def test_a_roadmap_has_one_draft_at_most(roadmap):
    draft(roadmap.current)

    with pytest.raises(IntegrityError, match="roadmaps_edition_one_draft"):
        draft(roadmap.current)


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: edition.steps.update(hours=1),
        lambda edition: edition.steps.all().delete(),
        lambda edition: edition.stages.update(title="Another"),
        lambda edition: edition.milestones.update(title="Another"),
        lambda edition: add_step(edition, "new", 99),
        lambda edition: edition.steps.last().prerequisite_links.all().delete(),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(published_at=None, number=None),
    ],
)
def test_the_database_refuses_to_change_what_is_published(roadmap, change):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        change(roadmap.current)


def test_only_the_day_a_resource_was_checked_may_change(db, now):
    shelf = {"x": {"title": "X", "url": "https://example.org/", "type": "book", "cost": "free"}}
    published(step("a", resources=["x"]), resources=shelf)

    Resource.objects.update(checked_on=now.date())

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Resource.objects.update(title="Y")


def test_the_database_refuses_to_alter_an_event(enrolment, learner, now):
    mark_step(enrolment=enrolment, key="basics", to=Status.DONE, by=learner, now=now)

    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
        ProgressEvent.objects.update(to_status="skipped")


def test_closing_an_account_takes_its_progress_with_it(enrolment, learner, now):
    mark_step(enrolment=enrolment, key="basics", to=Status.DONE, by=learner, now=now)

    learner.delete()

    assert not ProgressEvent.objects.exists()
