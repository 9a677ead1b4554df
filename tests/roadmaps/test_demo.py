"""The demo community: believable, and the same each time."""

from collections import Counter
from datetime import datetime
from itertools import groupby, pairwise
from random import Random

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import demo as people
from accounts.demo import DemoPeople
from roadmaps import demo
from roadmaps.link_reports import links_of
from roadmaps.models import Enrolment, GateState, Link, ProgressEvent, RestWeek, StepState, StudyEntry
from roadmaps.progress import progress_of_each
from roadmaps.study_weeks import this_week
from tests.conftest import NOON

# One process makes the demo for all of them.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo of roadmaps")]


@pytest.fixture(scope="module")
def demo_people(module_rows: None) -> DemoPeople:
    rng = Random(1)
    with time_machine.travel(NOON):
        demo_people = people.seed(now=NOON, rng=rng)
        demo.seed(demo_people, now=NOON, rng=rng)
    return demo_people


def test_lena_is_about_a_third_through_and_has_studied_this_week(
    demo_people: DemoPeople, now: datetime
) -> None:
    lena = demo_people.learners[0]
    progress = progress_of_each(Enrolment.objects.of(lena)).popitem()[1]

    assert 25 <= progress.percent_hours <= 33
    assert (this_week(lena, now).total_minutes, this_week(lena, now).goal_minutes) == (390, 600)


def test_everybody_is_somewhere_else(demo_people: DemoPeople) -> None:
    progress = progress_of_each(Enrolment.objects.all())

    assert len(progress) == 40
    assert len({one.percent_hours for one in progress.values()}) > 15


def test_every_status_occurs(demo_people: DemoPeople) -> None:
    assert set(StepState.objects.values_list("status", flat=True)) >= {
        "in_progress",
        "done",
        "skipped",
        "needs_review",
    }


def test_nothing_happens_in_the_future(demo_people: DemoPeople, now: datetime) -> None:
    assert not ProgressEvent.objects.filter(at__gt=now).exists()
    assert not StudyEntry.objects.filter(logged_at__gt=now).exists()


def test_states_are_the_last_line_of_an_unbroken_chain(demo_people: DemoPeople) -> None:
    events = ProgressEvent.objects.order_by("enrolment_id", "key", "at", "pk")
    last = {}
    for step, of_step in groupby(events, key=lambda event: (event.enrolment_id, event.key)):
        chain = list(of_step)
        assert all(
            one.to_status == other.from_status and one.at <= other.at for one, other in pairwise(chain)
        )
        last[step] = chain[-1].to_status

    assert last == {(one.enrolment_id, one.key): one.status for one in StepState.objects.all()}


def test_some_have_a_year_in_a_role_behind_them_and_some_have_only_begun(demo_people: DemoPeople) -> None:
    assert GateState.objects.filter(passed_on=None).exists()
    assert GateState.objects.filter(passed_on__isnull=False).exists()


def test_weeks_off_were_planned(demo_people: DemoPeople) -> None:
    assert RestWeek.objects.exists()


def test_some_links_wait_and_most_work(demo_people: DemoPeople) -> None:
    states = Counter(Link.objects.values_list("state", flat=True))
    assert (states["broken"], states["unclear"]) == (1, 1)
    assert states["works"] > 50
    roadmap = Enrolment.objects.all()[0].roadmap
    assert links_of(roadmap).waiting().count() == 2
    assert not Link.objects.filter(tried_at__gt=timezone.now()).exists()


def test_lena_shows_everybody_how_far_she_is(demo_people: DemoPeople, client: Client) -> None:
    page = client.get(demo_people.learners[0].get_absolute_url())
    assert page.status_code == 200
    assert "Machine learning engineer" in page.content.decode()
