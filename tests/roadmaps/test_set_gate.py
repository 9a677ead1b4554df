"""A gate: months that are begun on a day and passed no sooner than they are over."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import User
from roadmaps.announcements import GateChanged
from roadmaps.models import Enrolment, GateEvent, GateState
from roadmaps.months import months_after
from roadmaps.operations import (
    GateInTheFuture,
    GateNotBegun,
    GatePassedTooSoon,
    NoSuchGate,
    set_gate,
)
from roadmaps.progress import progress_of
from tests.conftest import SignIn

BEGAN = date(2025, 11, 24)
PAGE = "/roadmaps/walking/gates/year/"


def set_year(
    enrolment: Enrolment, now: datetime, begun_on: date | None, passed_on: date | None = None
) -> GateEvent | None:
    return set_gate(
        enrolment=enrolment, key="year", begun_on=begun_on, passed_on=passed_on, by=enrolment.learner, now=now
    )


def test_a_gate_that_is_begun_counts_as_not_passed(enrolment: Enrolment, now: datetime) -> None:
    set_year(enrolment, now, BEGAN)

    progress = progress_of(enrolment)
    assert (progress.gates_passed, progress.gates_total, progress.percent_hours) == (0, 1, 0)


def test_it_is_passed_when_its_months_are_over(
    heard: list[object], enrolment: Enrolment, now: datetime
) -> None:
    event = set_year(enrolment, now, BEGAN, date(2026, 11, 24))

    assert progress_of(enrolment).gates_passed == 1
    assert event is not None
    assert heard[-1] == GateChanged(event)


def test_refuses_to_pass_it_a_day_too_soon(enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(GatePassedTooSoon) as refusal:
        set_year(enrolment, now, BEGAN, date(2026, 11, 23))

    assert refusal.value.data == {"earliest": "2026-11-24"}
    assert not GateState.objects.exists()


def test_refuses_to_pass_what_was_not_begun(enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(GateNotBegun):
        set_year(enrolment, now, None, date(2026, 11, 24))


def test_refuses_a_day_that_has_not_come_where_the_learner_is(enrolment: Enrolment) -> None:
    late_in_london = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    with pytest.raises(GateInTheFuture):
        set_year(enrolment, late_in_london, date(2026, 11, 25))


def test_refuses_a_gate_of_another_roadmap(enrolment: Enrolment, now: datetime) -> None:
    with pytest.raises(NoSuchGate):
        set_gate(
            enrolment=enrolment, key="none", begun_on=BEGAN, passed_on=None, by=enrolment.learner, now=now
        )


def test_what_was_said_can_be_changed_and_taken_back_and_all_of_it_is_kept(
    enrolment: Enrolment, now: datetime
) -> None:
    for begun_on in (BEGAN, date(2026, 1, 1), None):
        set_year(enrolment, now, begun_on)

    assert not GateState.objects.exists()
    said = GateEvent.objects.order_by("at", "pk").values_list("begun_on", flat=True)
    assert list(said) == [BEGAN, date(2026, 1, 1), None]


def test_saying_it_twice_is_saying_it_once(enrolment: Enrolment, now: datetime) -> None:
    set_year(enrolment, now, BEGAN)

    assert set_year(enrolment, now, BEGAN) is None
    assert GateEvent.objects.count() == 1


def test_the_database_refuses_to_alter_what_was_said(enrolment: Enrolment, now: datetime) -> None:
    set_year(enrolment, now, BEGAN)

    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
        GateEvent.objects.update(begun_on=None)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def test_the_page_says_when_it_began(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    browser = signed_in(learner)
    with time_machine.travel(now, tick=False):
        assert "12 months" in browser.get(PAGE).content.decode()
        response = browser.post(PAGE, {"begun_on": "2025-11-24", "passed_on": ""})

        assert (response.status_code, response["Location"]) == (303, "/roadmaps/walking/#s1")
        road = browser.get("/roadmaps/walking/").content.decode()
    assert "begun on 24 November 2025" in road
    assert "Gates on the job: 0 of 1" in road


@pytest.mark.parametrize("passed_on", ["2026-11-01", "soon", "9999-12-31"])
def test_the_page_asks_again(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime, passed_on: str
) -> None:
    with time_machine.travel(now, tick=False):
        response = signed_in(learner).post(PAGE, {"begun_on": "2025-11-24", "passed_on": passed_on})

    assert response.status_code == 422
    assert not GateState.objects.exists()


def test_only_those_who_follow_the_roadmap_find_the_page(
    signed_in: SignIn, other_learner: User, enrolment: Enrolment
) -> None:
    assert signed_in(other_learner).get(PAGE).status_code == 404
