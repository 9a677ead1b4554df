"""The mentoring part of the demo: worth looking at, and the same each time."""

from random import Random

import pytest
from django.utils import timezone

from accounts import demo as people
from accounts.demo import DemoPeople
from mailing.models import Letter
from mentoring import demo
from mentoring.interview_trends import find_trends
from mentoring.lifecycle import BookingState
from mentoring.models import Absence, Attendance, Booking, Mentor, Score, Scorecard, WeeklyPair
from roadmaps.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo_people(module_rows: None) -> DemoPeople:
    for slug in ("machine-learning", "statistics", "maths", "career"):
        Area.objects.create(slug=slug, title=slug.title())
    now, rng = timezone.now(), Random(26)
    demo_people = people.seed(now=now, rng=rng)
    demo.seed(demo_people, now=now, rng=rng)
    return demo_people


def test_it_seeds_mentors_and_sessions_and_removes_them_again(demo_people: DemoPeople) -> None:
    now = timezone.now()
    assert Mentor.objects.listed().count() == 12
    others = 13  # one group, and a weekly pair of up to twelve sessions
    assert 58 <= Booking.objects.count() <= demo.PAST + demo.COMING + others
    settled = {BookingState.COMPLETED, BookingState.CANCELLED, BookingState.NO_SHOW}
    assert set(Booking.objects.past(now).values_list("state", flat=True)) == settled

    lena, mira = demo_people.learners[0], demo_people.mentors[0]
    coming = Booking.objects.of(lena).upcoming(now).order_by("starts_at")
    assert [booking.kind for booking in coming] == ["call", "mock_interview"]
    assert Booking.objects.of(mira).upcoming(now).count() >= 4  # others have yet to be accepted
    assert Letter.objects.filter(template="mentoring.reminder").exists()
    assert Booking.objects.of(mira).requested(now).count() >= 1
    assert Scorecard.objects.shared().count() >= 12
    assert Booking.objects.to_score(now).count() == 1
    assert [trend.band.interviewers > 1 for trend in find_trends(lena)].count(True) >= 1

    demo.remove()
    people.remove()
    assert not Booking.objects.exists()


def test_what_was_written_fits_the_session_and_is_not_always_the_same(demo_people: DemoPeople) -> None:
    said = Attendance.objects.exclude(about="")
    for kind, rubric, about in said.values_list("booking__kind", "booking__rubric_key", "about"):
        fitting = demo.WORDS["topics"][rubric or kind]
        assert about in [*(each["words"] for each in fitting), *demo.WORDS["questions"], demo.WORDS["weekly"]]
    evidence = list(Score.objects.exclude(evidence="").values_list("evidence", flat=True))
    assert len(set(evidence)) > len(evidence) / 2
    assert Attendance.objects.filter(is_anonymous=True).exists()
    assert Attendance.objects.exclude(document_url="").exists()


def test_two_meet_every_week(demo_people: DemoPeople) -> None:
    pair = WeeklyPair.objects.get()
    assert (pair.learner, pair.mentor.user) == (demo_people.learners[1], demo_people.mentors[1])
    assert 8 <= pair.bookings.count() <= 12
    assert set(pair.bookings.values_list("state", flat=True)) == {BookingState.CONFIRMED}


def test_whoever_did_not_come_is_named_and_one_contests_it(demo_people: DemoPeople) -> None:
    missed = Booking.objects.filter(state=BookingState.NO_SHOW)
    assert missed.count() == missed.exclude(absences=None).count() >= 1
    assert Absence.objects.to_decide().count() == 1
