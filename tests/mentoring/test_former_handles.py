"""A mentor's old addresses lead to the new ones; the API answers as for the new handle."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.operations import update_profile
from mentoring.models import Mentor, SessionType

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def test_a_mentors_old_addresses_lead_to_the_new_ones(
    client: Client, signed_in: Browser, learner: User, mentor: Mentor, call: SessionType
) -> None:
    old = mentor.user.handle
    update_profile(user=mentor.user, handle="new-name")
    times = f"sessions/{call.slug}/"
    for path in ("", times, f"{times}?step=x/y"):
        answer = client.get(f"/mentors/{old}/{path}")
        assert (answer.status_code, answer["Location"]) == (301, f"/mentors/new-name/{path}")
    answer = signed_in(learner).get(f"/mentors/{old}/{times}booking/?start=x")
    assert (answer.status_code, answer["Location"]) == (301, f"/mentors/new-name/{times}booking/?start=x")
    posted = signed_in(learner).post(f"/mentors/{old}/bookings/", {})
    assert posted.status_code == 422  # a form that was open meanwhile is read, not lost


def test_the_api_answers_with_the_new_one(
    signed_in: Browser, learner: User, mentor: Mentor, call: SessionType
) -> None:
    old = mentor.user.handle
    update_profile(user=mentor.user, handle="new-name")
    browser = signed_in(learner)
    assert browser.get(f"/api/v1/people/{old}/").json()["handle"] == "new-name"
    assert browser.get(f"/api/v1/mentors/{old}/").json()["handle"] == "new-name"
    of_type = f"/api/v1/mentors/{old}/session-types/{call.slug}/slots/"
    assert browser.get(of_type).status_code == 200
    assert browser.get(f"{of_type}explanation/?at=2026-07-01T10:00:00Z").status_code == 200
    assert browser.get(f"/api/v1/mentors/{old}/reviews/").status_code == 200
