"""What lists and pages of sessions say: with whom, who did not come, where one meets, until when."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from mentoring.models import Booking, SessionType
from mentoring.operations import contest_absence, report_absence
from tests.mentoring.builders import a_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


def said(browser: Client, path: str, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return " ".join(browser.get(path).content.decode().split())


@pytest.fixture
def missed(booking: Booking, mentor_user: User) -> Booking:
    report_absence(booking=booking, by=mentor_user, now=booking.ends_at)
    return Booking.objects.with_people().get()


def test_each_side_reads_who_did_not_come(missed: Booking, lena: Client, browser: Client) -> None:
    later = missed.ends_at + timedelta(hours=1)
    assert "You did not come" in said(lena, "/bookings/", later)
    assert "<bdi>Lena</bdi> did not come" in said(browser, "/bookings/", later)
    assert "<bdi>Mira</bdi> said that <bdi>Lena</bdi> did not come." in said(
        browser, f"/bookings/{missed.pk}/", later
    )


def test_a_contested_one_blames_nobody(missed: Booking, learner: User, lena: Client) -> None:
    contest_absence(booking=missed, by=learner, text="I was there.", now=missed.ends_at)
    page = said(lena, "/bookings/", missed.ends_at + timedelta(hours=1))
    assert "Who came is contested" in page
    assert "You did not come" not in page


def test_a_mentors_list_says_with_whom(booking: Booking, browser: Client, now: datetime) -> None:
    assert "<bdi>Career call</bdi> with <bdi>Lena</bdi>" in said(browser, "/bookings/", now)


def test_both_limits_are_told(booking: Booking, lena: Client, browser: Client, now: datetime) -> None:
    path = f"/bookings/{booking.pk}/"
    assert "The mentor can do so until it begins" in said(lena, path, now)
    assert "Learners can do so until 12 hours before." in said(browser, path, now)


def test_the_page_says_where_and_when_one_meets(booking: Booking, lena: Client, now: datetime) -> None:
    page = said(lena, f"/bookings/{booking.pk}/", now)
    assert "You meet in the room whose link stands below" in page
    assert "You can join here from" not in page
