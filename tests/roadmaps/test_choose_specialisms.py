"""Choosing specialisms: their steps count, those of the others do not, and no mark is ever lost."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.clock import week_of
from core.refusals import Refusal
from pages.dashboard import dashboard_of
from planning.work_ahead import read_work
from roadmaps.choices import StepStatus
from roadmaps.models import Edition, Enrolment, EnrolmentEvent
from roadmaps.next_step import next_step
from roadmaps.operations import (
    NoSuchSpecialism,
    NotEnrolled,
    TooManySpecialisms,
    change_edition,
    change_track,
    choose_specialisms,
    enrol,
    leave_roadmap,
    mark_step,
    undo_enrolment_change,
)
from roadmaps.progress import count_progress, progress_of, progress_of_each
from roadmaps.roadmap_view import read_roadmap_view
from roadmaps.tracks import SHARED, required_on
from tests.conftest import SignIn
from tests.roadmaps.builders import FIELD_KEYS, FIELDS, PlainStep, published, step

ROAD = "/roadmaps/walking/"
CHOICE = f"{ROAD}specialisms/"
API = "/api/v1/enrolments/walking/"


def fields_road(*keys: str, **more: Any) -> Edition:
    """A road of one common step, and a step of twenty hours for each of these specialisms."""
    milestones = [
        {"key": "m1", "title": "For all", "steps": [step("basics", 10)]},
        *(
            {
                "key": f"m-{key}",
                "title": key.title(),
                "steps": [step(f"{key}-first", 20, specialism=key, required=False, prerequisites=["basics"])],
            }
            for key in keys
        ),
    ]
    return published(
        stages=[{"key": "s1", "title": "Stage", "milestones": milestones}],
        specialisms=[field for field in FIELDS if field["key"] in keys],
        **more,
    )


@pytest.fixture
def walk(learner: User, now: datetime) -> Enrolment:
    """Lena follows a road with four specialisms."""
    return enrol(roadmap=fields_road(*FIELD_KEYS).roadmap, learner=learner, track=SHARED, now=now)


@pytest.fixture
def browser(signed_in: SignIn, learner: User, walk: Enrolment) -> Client:
    return signed_in(learner)


def test_steps_of_what_was_chosen_are_required_and_of_the_others_not_taken() -> None:
    steps = [
        PlainStep("all", 1),
        PlainStep("soil", 10, is_required=False, specialism_key="soil"),
        PlainStep("rain", 100, specialism_key="rain"),
        PlainStep("elsewhere", 1000, track_key="from_swe", specialism_key="soil"),
    ]

    assert [one.key for one in required_on(steps, "from_ds")] == ["all", "rain"]
    assert [one.key for one in required_on(steps, "from_ds", ["soil"])] == ["all", "soil"]
    assert count_progress(steps, {"rain": "done"}, SHARED, specialisms=["soil"]).hours_total == 1011


def test_the_hours_of_a_choice_join_the_road(walk: Enrolment, learner: User, now: datetime) -> None:
    assert progress_of(walk).hours_total == 10

    choose_specialisms(enrolment=walk, keys=["wind", "soil"], by=learner, now=now)

    assert walk.specialisms == ["soil", "wind"]
    assert progress_of(walk).hours_total == 50


def test_the_next_step_is_one_of_those_that_were_chosen(
    walk: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=walk, key="basics", to=StepStatus.DONE, by=learner, now=now)
    mark_step(enrolment=walk, key="rain-first", to=StepStatus.IN_PROGRESS, by=learner, now=now)

    choose_specialisms(enrolment=walk, keys=["wind"], by=learner, now=now)

    chosen = next_step(walk)
    assert chosen is not None
    assert chosen.step.key == "wind-first"


def test_the_plan_of_a_week_goes_by_the_choice(walk: Enrolment, learner: User, now: datetime) -> None:
    mark_step(enrolment=walk, key="basics", to=StepStatus.DONE, by=learner, now=now)
    choose_specialisms(enrolment=walk, keys=["wind"], by=learner, now=now)

    works = read_work(learner, week=week_of(now.date(), 1), minutes=6000, now=now)

    assert {work.key for work in works} == {"wind-first"}


def test_a_choice_is_an_event_and_undoing_it_another(walk: Enrolment, learner: User, now: datetime) -> None:
    choose_specialisms(enrolment=walk, keys=["soil"], by=learner, now=now)
    event = choose_specialisms(enrolment=walk, keys=["rain"], by=learner, now=now + timedelta(minutes=1))
    assert event is not None
    assert (event.kind, event.from_specialisms, event.to_specialisms) == ("specialised", ["soil"], ["rain"])

    undo_enrolment_change(event=event, by=learner, now=now + timedelta(minutes=2))

    walk.refresh_from_db()
    assert walk.specialisms == ["soil"]
    assert walk.changes.count() == 4


def test_the_choice_one_has_already_is_no_change(walk: Enrolment, learner: User, now: datetime) -> None:
    choose_specialisms(enrolment=walk, keys=["soil", "rain"], by=learner, now=now)

    assert choose_specialisms(enrolment=walk, keys=["rain", "soil", "rain"], by=learner, now=now) is None


@pytest.mark.parametrize(
    ("keys", "refusal"), [(["mars"], NoSuchSpecialism), (FIELD_KEYS, TooManySpecialisms)]
)
def test_refuses_what_there_is_not_and_more_than_three(
    walk: Enrolment, learner: User, now: datetime, keys: list[str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        choose_specialisms(enrolment=walk, keys=keys, by=learner, now=now)


def test_the_database_holds_no_more_than_three(walk: Enrolment) -> None:
    with pytest.raises(IntegrityError, match="roadmaps_enrolment_few_specialisms"), transaction.atomic():
        Enrolment.objects.filter(pk=walk.pk).update(specialisms=list(FIELD_KEYS))


def test_somebody_who_left_chooses_nothing_and_comes_back_to_their_choice(
    walk: Enrolment, learner: User, now: datetime
) -> None:
    choose_specialisms(enrolment=walk, keys=["soil"], by=learner, now=now)
    leave_roadmap(enrolment=walk, by=learner, now=now)
    with pytest.raises(NotEnrolled):
        choose_specialisms(enrolment=walk, keys=["rain"], by=learner, now=now)

    again = enrol(roadmap=walk.roadmap, learner=learner, track=SHARED, now=now)

    assert again.specialisms == ["soil"]


def test_another_edition_keeps_the_choices_that_it_has(walk: Enrolment, learner: User, now: datetime) -> None:
    choose_specialisms(enrolment=walk, keys=["soil", "rain"], by=learner, now=now)
    later = fields_road("rain", "wind", mapping={"soil-first": None, "snow-first": None})

    event = change_edition(enrolment=walk, edition=later, by=learner, now=now)
    assert event is not None
    assert walk.specialisms == ["rain"]

    undo_enrolment_change(event=event, by=learner, now=now)
    walk.refresh_from_db()
    assert walk.specialisms == ["soil", "rain"]


KEYS = ["basics", *(f"{key}-first" for key in FIELD_KEYS)]
ACTS = st.one_of(
    st.tuples(st.just("choose"), st.sets(st.sampled_from(FIELD_KEYS))),
    st.tuples(st.just("mark"), st.sampled_from(KEYS), st.sampled_from(StepStatus)),
    st.tuples(st.just("track"), st.sampled_from([SHARED, "from_ds"])),
    st.tuples(st.just("undo")),
)


def do(walk: Enrolment, act: tuple[object, ...], now: datetime) -> None:
    match act:
        case ("choose", set() as keys):
            choose_specialisms(enrolment=walk, keys={str(key) for key in keys}, by=walk.learner, now=now)
        case ("mark", str(key), StepStatus() as to):
            mark_step(enrolment=walk, key=key, to=to, by=walk.learner, now=now)
        case ("track", str(track)):
            change_track(enrolment=walk, track=track, by=walk.learner, now=now)
        case _:
            latest = walk.changes.newest_first().first()
            assert latest is not None
            undo_enrolment_change(event=latest, by=walk.learner, now=now)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=8))
def test_no_choice_ever_loses_a_mark_and_all_count_alike(
    walk: Enrolment, now: datetime, acts: list[tuple[object, ...]]
) -> None:
    with transaction.atomic():
        marked: dict[str, str] = {}
        for number, act in enumerate(acts, 1):
            mine = Enrolment.objects.select_related("edition", "roadmap", "learner").get(pk=walk.pk)
            with suppress(Refusal):
                do(mine, act, now + timedelta(minutes=number))
                if act[0] == "mark":
                    marked[str(act[1])] = str(act[2])
            stands = dict(mine.states.values_list("key", "status"))
            assert {key: stands.get(key, "pending") for key in marked} == marked

            mine = Enrolment.objects.select_related("edition", "roadmap", "learner").get(pk=walk.pk)
            view, [road] = read_roadmap_view(mine.edition, mine), dashboard_of(mine.learner, now=now).roads
            counts = [progress_of(mine), progress_of_each([mine])[mine.pk], view.progress, road.progress]
            assert all(count == counts[0] for count in counts)
            assert counts[0].steps_total == len(
                [
                    one
                    for one in required_on(view.steps, mine.track, mine.specialisms)
                    if stands.get(one.key) != "skipped"
                ]
            )
        transaction.set_rollback(True)


def test_the_page_shows_each_with_its_demand_its_steps_and_what_they_rest_on(browser: Client) -> None:
    page = " ".join(browser.get(CHOICE).content.decode().split())

    for key in FIELD_KEYS:
        assert f"Who asks for {key}." in page
        assert f"{key.title()}-First" in page
    assert page.count("<bdi>Basics</bdi> (Not started)") == 4
    assert "up to 3 specialisms" in page


def test_the_form_says_both_counts_and_offers_undo(browser: Client, walk: Enrolment) -> None:
    page = browser.post(CHOICE, {"specialisms": ["soil", "rain"]}, follow=True).content.decode()

    words = " ".join(re.findall(r"Saved\.[^<]*", page))
    words = " ".join(words.split())
    assert "0 of 3 steps are done now, with 50 h open; it was 0 of 1, with 10 h open" in words
    event = walk.changes.newest_first().first()
    assert event is not None
    assert f"{ROAD}changes/{event.pk}/undo/" in page
    browser.post(f"{ROAD}changes/{event.pk}/undo/")
    walk.refresh_from_db()
    assert walk.specialisms == []


def test_more_than_three_are_refused_beside_the_cards_and_stay_ticked(
    browser: Client, walk: Enrolment
) -> None:
    response = browser.post(CHOICE, {"specialisms": list(FIELD_KEYS)})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Three specialisms are the most" in page
    assert page.count("checked") == 4


def test_what_was_left_out_is_folded_with_what_is_done_of_it(
    browser: Client, walk: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=walk, key="rain-first", to=StepStatus.DONE, by=learner, now=now)
    choose_specialisms(enrolment=walk, keys=["soil"], by=learner, now=now)

    page = browser.get(ROAD).content.decode()

    assert 'id="step-soil-first"' in page
    assert 'id="step-rain-first"' not in page
    assert "Specialisms that you left out" in page
    assert "· 1 of 1 done" in page
    assert 'id="step-rain-first"' in browser.get(f"{ROAD}?stages=open").content.decode()
    assert "You left it out" in browser.get(f"{ROAD}steps/rain-first/").content.decode()
    assert "You chose it" in browser.get(f"{ROAD}steps/soil-first/").content.decode()


def test_a_road_without_specialisms_has_no_such_page(
    signed_in: SignIn, learner: User, enrolment: Enrolment
) -> None:
    assert signed_in(learner).get(CHOICE).status_code == 404


def test_only_who_follows_the_road_chooses(signed_in: SignIn, other_learner: User, walk: Enrolment) -> None:
    assert signed_in(other_learner).get(CHOICE).status_code == 404


def test_the_api_chooses_and_undoes(browser: Client, walk: Enrolment) -> None:
    answer = browser.put(f"{API}specialisms/", {"keys": ["wind", "soil"]}, content_type="application/json")

    assert (answer.status_code, answer.json()) == (200, {"keys": ["soil", "wind"]})
    told = browser.get(API).json()
    assert (told["specialisms"], told["progress"]["hours_total"]) == (["soil", "wind"], 50)
    event = browser.get(f"{API}changes/").json()["results"][0]
    assert (event["kind"], event["to_specialisms"]) == ("specialised", ["soil", "wind"])
    assert browser.post(f"{API}changes/{event['id']}/undo/").status_code == 201
    assert browser.get(f"{API}specialisms/").json() == {"keys": []}


def test_the_api_refuses_by_name(browser: Client, walk: Enrolment) -> None:
    answer = browser.put(f"{API}specialisms/", {"keys": ["mars"]}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_specialism")
    assert EnrolmentEvent.objects.filter(enrolment=walk).count() == 1
