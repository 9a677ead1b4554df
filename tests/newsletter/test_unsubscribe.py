"""Leaving: one click, never by looking, at any age of the letter."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from newsletter import tokens
from newsletter.models import Subscriber
from tests.newsletter import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(now) -> Subscriber:
    return builders.reader("ada@example.org", now=now)


@pytest.fixture
def page(reader) -> str:
    return reverse("newsletter:unsubscription", args=[tokens.unsubscription(subscriber=reader.pk)])


def has_left(reader: Subscriber) -> bool:
    reader.refresh_from_db()
    return reader.state == Subscriber.State.UNSUBSCRIBED


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_does_not_unsubscribe(client, page, reader, method):
    assert getattr(client, method)(page).status_code == 200
    assert not has_left(reader)


def test_the_page_has_one_button_and_names_the_address(client, page):
    shown = client.get(page).content.decode()
    assert "ada@example.org" in shown
    assert '<form method="post">' in shown


def test_the_address_is_told_to_no_other_site_and_forms_of_ours_still_work(client, page):
    """With `no-referrer` a browser sends `Origin: null`, and signing out from here would be refused."""
    assert '<meta name="referrer" content="same-origin">' in client.get(page).content.decode()


def test_the_button_unsubscribes(client, page, reader):
    response = client.post(page)
    assert response.status_code == 303
    assert has_left(reader)
    assert "You are unsubscribed" in client.get(page).content.decode()


def test_one_click_from_a_mail_reader_needs_no_cookie_and_no_page(page, reader):
    stern = Client(enforce_csrf_checks=True)
    response = stern.post(page, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 204
    assert not response.cookies
    assert has_left(reader)
    assert reader.consent_events.latest("pk").how == "one_click"


def test_leaving_twice_is_leaving_once(client, page, reader):
    client.post(page)
    client.post(page)
    assert has_left(reader)
    assert reader.consent_events.filter(what="unsubscribed").count() == 1


def test_the_link_works_after_ten_years(client, page, reader, now):
    with time_machine.travel(now + timedelta(days=3_650), tick=False):
        assert client.post(page).status_code == 303
    assert has_left(reader)


def test_a_token_made_for_confirming_does_not_unsubscribe(client, reader):
    token = tokens.confirmation(subscriber=reader.pk, email=reader.email)
    assert client.post(reverse("newsletter:unsubscription", args=[token])).status_code == 404
    assert not has_left(reader)


@pytest.mark.parametrize("token", ["1", "1.x", "../etc", "1.AAAA.BBBB", "%00"])
def test_a_made_up_token_is_nothing(client, token):
    assert client.post(f"/newsletter/unsubscription/{token}/").status_code == 404
