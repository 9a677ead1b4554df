"""Where somebody is signed in, and signing out the others."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from accounts.schedule import delete_ended_sessions
from tests.accounts.builders import confirmed, sign_in, sign_in_surely
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_names_each_browser_and_marks_this_one(learner: User) -> None:
    here, there = Client(headers={"User-Agent": FIREFOX}), Client()
    sign_in(there, confirmed(learner))
    sign_in(here, learner)
    page = here.get(LIST).content.decode()
    assert "Firefox on Linux" in page
    assert page.count("This browser") == 1


def test_signs_out_everywhere_else(learner: User) -> None:
    here, there = Client(), Client()
    sign_in(there, confirmed(learner))
    sign_in_surely(here, learner)
    here.post(LIST)
    assert there.get("/dashboard/").status_code == 302
    assert here.get("/dashboard/").status_code == 200


def test_asks_once_more_who_one_is_before_signing_out_others(learner: User) -> None:
    here, there = Client(), Client()
    sign_in(there, confirmed(learner))
    sign_in(here, learner)
    assert here.post(LIST).headers["Location"].startswith("/accounts/reauthenticate/")
    assert there.get("/dashboard/").status_code == 200
    here.post(f"/accounts/reauthenticate/?next={LIST}", {"password": PASSWORD})
    assert there.get("/dashboard/").status_code == 302


def test_a_session_that_was_signed_out_of_is_worth_nothing_to_who_kept_its_cookie(
    client: Client, learner: User
) -> None:
    sign_in(client, confirmed(learner))
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert 'action="/accounts/logout/"' in client.get("/dashboard/").content.decode()
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert thief.get("/dashboard/").status_code == 302


def test_the_pages_of_a_second_factor_lead_to_the_other_browsers(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    assert f'href="{LIST}"' in client.get("/accounts/2fa/").content.decode()


def test_a_session_is_noted_as_seen_only_now_and_then(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    client.get("/dashboard/")
    seen = UserSession.objects.get().last_seen_at
    client.get("/dashboard/")
    assert UserSession.objects.get().last_seen_at == seen


def test_sessions_that_have_ended_are_forgotten(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    lasting = client.session.session_key
    ended = SessionStore()
    ended.set_expiry(timedelta(seconds=-1))
    ended.save()

    delete_ended_sessions()

    assert [session.pk for session in Session.objects.all()] == [lasting]


def test_saying_who_one_is_again_makes_a_new_session_key(client: Client, learner: User) -> None:
    sign_in_surely(client, confirmed(learner))
    before = client.session.session_key
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.session.session_key != before
    assert client.get("/dashboard/").status_code == 200
