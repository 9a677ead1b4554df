"""Changing how one follows a roadmap: each change is an event that stays, and the latest can be undone."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from roadmaps.announcements import EnrolmentChanged
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Enrolment, EnrolmentEvent
from roadmaps.operations import (
    NoSuchEdition,
    NoSuchTrack,
    NotEnrolled,
    NotTheLatestChange,
    change_edition,
    change_track,
    enrol,
    leave_roadmap,
    mark_step,
    reset_progress,
    undo_enrolment_change,
)
from roadmaps.tracks import SHARED
from tests.roadmaps.builders import published, step

Kind = EnrolmentEvent.Kind


def kinds(enrolment: Enrolment) -> list[str]:
    return [event.kind for event in enrolment.changes.order_by("at", "pk")]


@pytest.fixture
def second_edition(enrolment: Enrolment) -> Edition:
    """Without tracks, and without most steps."""
    return published(step("basics", 11), tracks=[])


def test_following_is_an_event_and_is_announced(
    heard: list[object], enrolment: Enrolment, learner: User, now: datetime
) -> None:
    event = enrolment.changes.get()

    assert (event.kind, event.to_track, event.to_edition) == (Kind.ENROLLED, "from_ds", enrolment.edition)
    assert (event.learner, event.by, event.at, event.from_edition) == (learner, learner, now, None)
    assert heard[-1] == EnrolmentChanged(event)


def test_a_change_of_track_says_how_it_was_and_how_it_is(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    event = change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)

    assert event is not None
    assert (event.from_track, event.to_track) == ("from_ds", "from_swe")


def test_the_track_one_has_already_is_no_change(enrolment: Enrolment, learner: User, now: datetime) -> None:
    assert change_track(enrolment=enrolment, track="from_ds", by=learner, now=now) is None
    assert kinds(enrolment) == ["enrolled"]


def test_refuses_a_track_that_the_edition_does_not_have(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    with pytest.raises(NoSuchTrack):
        change_track(enrolment=enrolment, track="from_mars", by=learner, now=now)


def test_another_edition_keeps_every_mark_and_only_a_track_that_it_has(
    enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)

    enrolment.refresh_from_db()
    assert (enrolment.edition, enrolment.track) == (second_edition, SHARED)
    assert enrolment.states.get().status == "done"


def test_refuses_an_edition_of_another_roadmap_and_a_draft(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    elsewhere = published(step("a"), slug="elsewhere")
    draft = enrolment.roadmap.editions.create(title="Draft")

    for edition in (elsewhere, draft):
        with pytest.raises(NoSuchEdition):
            change_edition(enrolment=enrolment, edition=edition, by=learner, now=now)


def test_a_reset_sets_every_step_back_and_erases_nothing(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    for key in ("basics", "middle"):
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=learner, now=now)

    event = reset_progress(enrolment=enrolment, by=learner, now=now)

    assert set(enrolment.states.values_list("status", flat=True)) == {"pending"}
    assert enrolment.events.count() == 4
    assert event.marks.count() == 2


def test_undoing_a_reset_brings_the_marks_back_but_for_what_was_marked_since(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    for key in ("basics", "middle"):
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=learner, now=now)
    event = reset_progress(enrolment=enrolment, by=learner, now=now)
    mark_step(enrolment=enrolment, key="middle", to=StepStatus.SKIPPED, by=learner, now=now)

    undo_enrolment_change(event=event, by=learner, now=now)

    assert dict(enrolment.states.values_list("key", "status")) == {"basics": "done", "middle": "skipped"}


def test_somebody_who_left_does_not_follow_and_comes_back_to_all_their_marks(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    leave_roadmap(enrolment=enrolment, by=learner, now=now)
    assert not Enrolment.objects.of(learner).exists()

    again = enrol(roadmap=enrolment.roadmap, learner=learner, track=SHARED, now=now + timedelta(days=1))
    assert (again, again.track) == (enrolment, SHARED)
    assert Enrolment.objects.of(learner).get().states.get().status == "done"
    assert kinds(enrolment) == ["enrolled", "left", "enrolled"]


def test_nothing_changes_for_somebody_who_left(enrolment: Enrolment, learner: User, now: datetime) -> None:
    leave_roadmap(enrolment=enrolment, by=learner, now=now)

    with pytest.raises(NotEnrolled):
        change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)
    with pytest.raises(NotEnrolled):
        reset_progress(enrolment=enrolment, by=learner, now=now)


@pytest.mark.parametrize("kind", ["track", "edition", "left"])
def test_the_latest_change_is_undone_by_one_more_event(
    enrolment: Enrolment, second_edition: Edition, learner: User, now: datetime, kind: str
) -> None:
    before = (enrolment.track, enrolment.edition_id, enrolment.left_at)
    if kind == "track":
        event = change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)
    elif kind == "edition":
        event = change_edition(enrolment=enrolment, edition=second_edition, by=learner, now=now)
    else:
        event = leave_roadmap(enrolment=enrolment, by=learner, now=now)
    assert event is not None

    undone = undo_enrolment_change(event=event, by=learner, now=now)

    enrolment.refresh_from_db()
    assert (enrolment.track, enrolment.edition_id, enrolment.left_at) == before
    assert undone.undoes == event
    assert enrolment.changes.count() == 3


def test_only_the_latest_change_can_be_undone_and_not_the_first(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    first = enrolment.changes.get()
    with pytest.raises(NotTheLatestChange):
        undo_enrolment_change(event=first, by=learner, now=now)

    changed = change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)
    assert changed is not None
    undone = undo_enrolment_change(event=changed, by=learner, now=now)
    for event in (changed, undone):
        with pytest.raises(NotTheLatestChange):
            undo_enrolment_change(event=event, by=learner, now=now)


def test_the_database_refuses_to_alter_a_change(enrolment: Enrolment) -> None:
    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
        EnrolmentEvent.objects.update(to_track="from_swe")


def test_no_change_is_undone_twice(enrolment: Enrolment, learner: User, now: datetime) -> None:
    event = change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)
    assert event is not None
    undone = undo_enrolment_change(event=event, by=learner, now=now)

    with pytest.raises(IntegrityError, match="roadmaps_enrolment_event_undone_once"), transaction.atomic():
        EnrolmentEvent.objects.create(
            learner=learner,
            enrolment=enrolment,
            kind=Kind.UNDONE,
            to_track=undone.to_track,
            to_edition=undone.to_edition,
            at=now,
            undoes=event,
        )
