"""The mentoring part of the demo: worth looking at, and the same each time."""

from random import Random

import pytest
from django.utils import timezone

from accounts import demo as people
from mailing.models import Letter
from mentoring import demo
from mentoring.lifecycle import State
from mentoring.models import Booking, Mentor
from roadmaps.models import Area


@pytest.fixture
def cast(db):
    for slug in ("machine-learning", "statistics", "maths", "career"):
        Area.objects.create(slug=slug, title=slug.title())
    now, rng = timezone.now(), Random(26)
    cast = people.seed(now=now, rng=rng)
    demo.plant(cast, now=now, rng=rng)
    return cast


def test_it_plants_mentors_and_sessions_and_takes_them_away_again(cast):
    now = timezone.now()
    assert Mentor.objects.listed().count() == 12
    assert 50 <= Booking.objects.count() <= 60
    assert {state for (state,) in Booking.objects.past(now).values_list("state")} == set(State) - {
        State.CONFIRMED
    }

    lena, mira = cast.learners[0], cast.mentors[0]
    coming = Booking.objects.of(lena).upcoming(now).order_by("starts_at")
    assert [booking.kind for booking in coming] == ["call", "mock_interview"]
    assert Booking.objects.of(mira).upcoming(now).count() >= 6
    assert Letter.objects.filter(template="mentoring.reminder").exists()

    demo.uproot()
    people.remove()
    assert not Booking.objects.exists()
