"""Whoever chose a clock of 12 hours reads one everywhere: pages, notices, letters, calendar files."""

from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client

from accounts.models import User
from core.formats import NBSP
from mailing.build import message_of
from mailing.models import Letter
from mentoring.models import SessionType
from tests.mentoring.builders import a_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_twelve_hours(learner: User) -> User:
    learner.clock = "12"
    learner.save(update_fields=["clock"])
    return learner


@pytest.mark.parametrize("page", ["/bookings/", "/notices/", "/mentors/mira/sessions/call/"])
def test_pages_show_it(
    on_twelve_hours: User, lena: Client, call: SessionType, now: datetime, page: str
) -> None:
    a_booking(call, on_twelve_hours, "14:00", now=now)
    said = lena.get(page).content.decode()
    assert f"{NBSP}PM" in said, page
    assert "14:00 (" not in said


def test_letters_and_others_letters_each_have_their_own(
    on_twelve_hours: User, call: SessionType, now: datetime
) -> None:
    a_booking(call, on_twelve_hours, "14:30", now=now)
    written = {
        letter.recipient_id: str(message_from_bytes(message_of(letter, at=now), policy=default)["Subject"])
        for letter in Letter.objects.filter(template="mentoring.invitation")
    }
    assert "PM" in written[on_twelve_hours.pk]
    assert "15:30" in written[call.mentor_id]
    assert "PM" not in written[call.mentor_id]
