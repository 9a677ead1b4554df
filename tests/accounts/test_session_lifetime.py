"""Nobody stays signed in for ever, however often they come."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def stays_signed_in(browser: Client, until: datetime) -> bool:
    with time_machine.travel(until, tick=False):
        return bool(browser.get("/settings/").status_code == 200)


def keep_alive(browser: Client, now: datetime, *, days: int) -> None:
    """Something is written into the session every day, which makes it last two weeks more."""
    for day in range(1, days):
        with time_machine.travel(now + timedelta(days=day), tick=False):
            session = browser.session
            session["day"] = day
            session.save()


def test_a_session_in_use_ends_after_thirty_days(signed_in: SignIn, learner: User, now: datetime) -> None:
    browser = signed_in(learner)
    keep_alive(browser, now, days=30)
    assert stays_signed_in(browser, now + settings.LONGEST_SESSION - timedelta(hours=1))
    assert not stays_signed_in(browser, now + settings.LONGEST_SESSION + timedelta(hours=1))


def test_a_session_of_staff_ends_after_twelve_hours(signed_in: SignIn, staff: User, now: datetime) -> None:
    browser = signed_in(staff)
    assert stays_signed_in(browser, now + timedelta(hours=11))
    assert not stays_signed_in(browser, now + timedelta(hours=13))


def test_whoever_is_signed_out_is_asked_to_sign_in(signed_in: SignIn, staff: User, now: datetime) -> None:
    browser = signed_in(staff)
    with time_machine.travel(now + timedelta(hours=13), tick=False):
        answer = browser.get("/settings/")
    assert answer.headers["Location"] == "/accounts/login/?next=/settings/"
