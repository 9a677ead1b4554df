"""Following a roadmap."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.operations import update_profile
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import AlreadyEnrolled, NotPublished, change_track, enrol, mark_step
from roadmaps.progress import progress_of
from roadmaps.tracks import SHARED
from tests.conftest import SignIn

PAGE = "/roadmaps/walking/enrolment/"


def test_begins_today_where_the_learner_lives(roadmap: Roadmap, other_learner: User) -> None:
    late_in_new_york = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    enrolment = enrol(roadmap=roadmap, learner=other_learner, track="from_swe", now=late_in_new_york)

    assert enrolment.started_on == date(2026, 11, 23)
    assert enrolment.edition == roadmap.current


def test_refuses_a_second_time(enrolment: Enrolment, roadmap: Roadmap, learner: User, now: datetime) -> None:
    with pytest.raises(AlreadyEnrolled):
        enrol(roadmap=roadmap, learner=learner, track="from_ds", now=now)


def test_refuses_what_is_not_published(learner: User, now: datetime) -> None:
    with pytest.raises(NotPublished):
        enrol(roadmap=Roadmap.objects.create(slug="x"), learner=learner, track=SHARED, now=now)


def test_another_track_counts_other_hours_and_keeps_every_mark(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    change_track(enrolment=enrolment, track="from_swe", by=learner, now=now)

    progress = progress_of(enrolment)
    assert (progress.hours_done, progress.hours_total) == (10, 105)


def test_the_page_proposes_the_track_that_fits(signed_in: SignIn, learner: User, roadmap: Roadmap) -> None:
    learner.starting_point = "software_engineer"
    learner.save()

    page = signed_in(learner).get(PAGE).content.decode()

    assert 'value="from_swe" required checked' in " ".join(page.split())


def test_the_page_proposes_nothing_to_who_has_not_said_where_they_start(
    signed_in: SignIn, learner: User, roadmap: Roadmap
) -> None:
    assert "required checked" not in " ".join(signed_in(learner).get(PAGE).content.decode().split())
    assert "checked" not in signed_in(learner).get("/settings/welcome/").content.decode()


def test_who_comes_from_neither_side_takes_the_whole_road(
    learner: User, roadmap: Roadmap, now: datetime
) -> None:
    enrolment = enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)
    required = enrolment.edition.steps.filter(is_required=True)
    assert progress_of(enrolment).hours_total == sum(step.hours for step in required)


def test_the_track_and_the_settings_give_one_answer(learner: User, roadmap: Roadmap, now: datetime) -> None:
    enrolment = enrol(roadmap=roadmap, learner=learner, track="from_ds", now=now)
    learner.refresh_from_db()
    assert learner.starting_point == "data_scientist"

    update_profile(user=learner, starting_point="software_engineer")
    enrolment.refresh_from_db()
    assert enrolment.track == "from_swe"

    change_track(enrolment=enrolment, track=SHARED, by=learner, now=now)
    learner.refresh_from_db()
    assert learner.starting_point == "neither"


def test_the_page_enrols_and_asks_what_is_known_already(
    signed_in: SignIn, learner: User, roadmap: Roadmap
) -> None:
    response = signed_in(learner).post(PAGE, {"track": "from_ds"})

    assert (response.status_code, response["Location"]) == (303, "/roadmaps/walking/credit/")
    assert Enrolment.objects.of(learner).get().track == "from_ds"


@pytest.mark.parametrize("data", [{}, {"track": "from_mars"}])
def test_the_page_asks_again_without_a_track(
    signed_in: SignIn, learner: User, roadmap: Roadmap, data: dict[str, object]
) -> None:
    assert signed_in(learner).post(PAGE, data).status_code == 422


def test_strangers_sign_in_first(client: Client, roadmap: Roadmap) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/?next=/roadmaps/walking/enrolment/")
