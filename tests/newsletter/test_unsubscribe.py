"""Leaving: one click, never by looking, at any age of the letter."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from newsletter.lifecycle import SubscriptionState
from newsletter.models import ConsentEvent, Subscription, Topic
from newsletter.tokens import Purpose, Scope, make_token, read_token
from tests.newsletter import builders

pytestmark = pytest.mark.django_db


def page_of(token: str) -> str:
    return reverse("newsletter:unsubscription", args=[token])


@pytest.fixture
def reader(now: datetime) -> Subscription:
    return builders.reader("ada@example.org", now=now)


@pytest.fixture
def page(reader: Subscription) -> str:
    return page_of(make_token(Purpose.UNSUBSCRIBE, subscriber=reader.subscriber_id, topic=reader.topic_id))


def has_left(reader: Subscription) -> bool:
    reader.refresh_from_db()
    return reader.state == SubscriptionState.UNSUBSCRIBED


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_does_not_unsubscribe(client: Client, page: str, reader: Subscription, method: str) -> None:
    assert getattr(client, method)(page).status_code == 200
    assert not has_left(reader)


def test_the_page_has_one_button_and_names_the_address(client: Client, page: str) -> None:
    shown = client.get(page).content.decode()
    assert "ada@example.org" in shown
    assert '<form method="post">' in shown


def test_the_address_is_told_to_no_other_site_and_forms_of_ours_still_work(client: Client, page: str) -> None:
    """With `no-referrer` a browser sends `Origin: null`, and signing out from here would be refused."""
    assert '<meta name="referrer" content="same-origin">' in client.get(page).content.decode()


def test_the_button_unsubscribes(client: Client, page: str, reader: Subscription) -> None:
    response = client.post(page)
    assert response.status_code == 303
    assert has_left(reader)
    assert "You are unsubscribed" in client.get(page).content.decode()


def test_one_click_from_a_mail_reader_needs_no_cookie_and_no_page(page: str, reader: Subscription) -> None:
    stern = Client(enforce_csrf_checks=True)
    response = stern.post(page, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 204
    assert not response.cookies
    assert has_left(reader)
    assert ConsentEvent.objects.latest("pk").method == ConsentEvent.Method.ONE_CLICK


def test_leaving_twice_is_leaving_once(client: Client, page: str, reader: Subscription) -> None:
    client.post(page)
    client.post(page)
    assert has_left(reader)
    assert ConsentEvent.objects.filter(change=ConsentEvent.Change.UNSUBSCRIBED).count() == 1


def test_the_link_leaves_its_own_topic_and_no_other(client: Client, page: str, reader: Subscription) -> None:
    other = Subscription.objects.create(
        subscriber=reader.subscriber,
        topic=Topic.objects.create(slug="events", name="Events"),
        state=SubscriptionState.CONFIRMED,
        created_at=reader.created_at,
        confirmed_at=reader.confirmed_at,
    )
    client.post(page)
    assert (has_left(reader), has_left(other)) == (True, False)
    client.post(page_of(make_token(Purpose.UNSUBSCRIBE, subscriber=reader.subscriber_id)))
    assert has_left(other)


def test_the_link_works_after_ten_years(
    client: Client, page: str, reader: Subscription, now: datetime
) -> None:
    with time_machine.travel(now + timedelta(days=3_650), tick=False):
        assert client.post(page).status_code == 303
    assert has_left(reader)


def test_the_link_works_for_one_who_was_deleted_and_came_back(
    client: Client, page: str, reader: Subscription, now: datetime
) -> None:
    reader.subscriber.delete()
    assert client.get(page).status_code == 404
    again = builders.reader("ada@example.org", now=now)
    client.post(page)
    assert has_left(again)


def test_a_token_made_for_confirming_does_not_unsubscribe(client: Client, reader: Subscription) -> None:
    token = make_token(Purpose.CONFIRM, subscriber=reader.subscriber_id, topic=reader.topic_id)
    assert client.post(page_of(token)).status_code == 404
    assert not has_left(reader)


@pytest.mark.parametrize("token", ["1", "1.x", "../etc", "1.AAAA.BBBB", "%00", "\u0661.x"])
def test_a_made_up_token_is_nothing(client: Client, token: str) -> None:
    assert client.post(f"/newsletter/unsubscription/{token}/").status_code == 404


@pytest.mark.parametrize(
    "kind", ["unsubscription", "confirmation", "preferences", "download", "address", "read"]
)
@pytest.mark.parametrize("token", ["2.unsubscribe.all.abc.def", "1.unsubscribe.all.cfe0", "1.confirm.1.00.x"])
def test_a_link_that_cannot_be_read_gets_a_page_that_says_what_to_do(
    client: Client, kind: str, token: str
) -> None:
    response = client.get(f"/newsletter/{kind}/{token}/")
    assert response.status_code == 404
    assert "A link we cannot read" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [
        ("unsubscription", Purpose.UNSUBSCRIBE),
        ("confirmation", Purpose.CONFIRM),
        ("preferences", Purpose.PREFERENCES),
        ("download", Purpose.DOWNLOAD),
        ("address", Purpose.MOVE),
    ],
)
def test_a_link_of_a_reader_who_was_deleted_says_so(
    client: Client, reader: Subscription, kind: str, purpose: Purpose
) -> None:
    token = make_token(purpose, subscriber=reader.subscriber_id, topic=reader.topic_id)
    reader.subscriber.delete()
    response = client.get(f"/newsletter/{kind}/{token}/")
    assert response.status_code == 404
    assert "something that is gone" in response.content.decode()


def test_the_format_of_version_1_stays_as_it_is(settings: Settings, reader: Subscription) -> None:
    """A letter may lie in a mailbox for years: this very token must be accepted for ever."""
    settings.SECRET_KEY_FALLBACKS = ["of-2026"]
    token = "1.unsubscribe.all.cfe00dde46ef942601ffafb9e2825e80.Q7t6aUF7ry9vbhTyiAU2bqvKmmgR38-WNQPK4y8ehvs"
    assert read_token(Purpose.UNSUBSCRIBE, token) == Scope(reader.subscriber_id, None)
