"""Subscribing and confirming: double opt-in, logged, and no way to find out who reads."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.refusals import Refusal
from mailing.models import Letter, LetterKind
from newsletter.lifecycle import SubscriptionState
from newsletter.models import ConsentEvent, Subscriber, Subscription, subscriber_id
from newsletter.operations import (
    NotAsked,
    confirm_subscription,
    default_topic,
    subscribe,
    subscribe_member,
    unsubscribe,
)
from newsletter.tokens import Purpose, make_token
from tests.mailing.sink import Sink
from tests.newsletter import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db
Change, Method = ConsentEvent.Change, ConsentEvent.Method
Browser = Callable[[User], Client]


def confirmation_page(subscription: Subscription) -> str:
    token = make_token(Purpose.CONFIRM, subscriber=subscription.subscriber_id, topic=subscription.topic_id)
    return reverse("newsletter:confirmation", args=[token])


def test_asking_owes_one_letter_that_asks_back(now: datetime) -> None:
    subscription = builders.asked("Ada@Example.org", now=now)
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == ("ada@example.org", LetterKind.TRANSACTIONAL)
    assert subscription.state == SubscriptionState.PENDING


def test_asking_twice_in_an_hour_sends_one_letter(now: datetime) -> None:
    builders.asked("ada@example.org", now=now)
    builders.asked("ada@example.org", now=now + timedelta(minutes=5))
    assert Letter.objects.count() == 1


def test_a_reader_who_asks_again_stays_a_reader_and_gets_no_letter(now: datetime) -> None:
    reader = builders.reader("ada@example.org", now=now)
    before = Letter.objects.count()
    subscribe(email="ADA@example.org", method=Method.FORM, now=now + timedelta(days=2))
    reader.refresh_from_db()
    assert reader.is_confirmed
    assert Letter.objects.count() == before


SPELLINGS = ["Anna@bücher.example", "anna@XN--bcher-kva.example", " ANNA@Bücher.Example "]


def test_one_mailbox_is_one_row_whatever_its_spelling(now: datetime) -> None:
    for spelling in SPELLINGS:
        subscribe(email=spelling, method=Method.FORM, now=now)
    subscriber = Subscriber.objects.get()
    assert subscriber.email == "anna@xn--bcher-kva.example"
    assert str(subscriber) == "Anna@bücher.example"
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_signing_up_at_once_under_several_spellings_makes_one_row(now: datetime) -> None:
    def sign_up(spelling: str) -> Callable[[], None]:
        return lambda: subscribe(email=spelling, method=Method.FORM, now=now)

    answers: list[Refusal | None] = at_once(*map(sign_up, SPELLINGS * 2))
    assert answers == [None] * 6
    assert (Subscriber.objects.count(), Subscription.objects.count()) == (1, 1)


def test_the_database_gives_a_mailbox_no_other_key_than_its_own(now: datetime) -> None:
    with pytest.raises(IntegrityError, match="newsletter_subscriber_id_is_of_its_address"):
        Subscriber.objects.create(pk=subscriber_id("a@example.org"), email="b@example.org", created_at=now)


def test_an_address_with_an_invisible_character_is_refused(client: Client) -> None:
    response = client.post("/newsletter/", {"email": "a\u200bda@example.org"})
    assert response.status_code == 422
    assert "cannot be seen" in response.content.decode()
    assert not Subscriber.objects.exists()


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client: Client, now: datetime) -> None:
    builders.reader("known@example.org", now=now)
    known = client.post("/newsletter/", {"email": "known@example.org"})
    unknown = client.post("/newsletter/", {"email": "unknown@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.status_code == 303


def test_everything_is_logged_with_its_topic_and_the_words_that_were_shown(now: datetime) -> None:
    reader = builders.reader("ada@example.org", now=now)
    unsubscribe(subscription=reader, method=Method.ONE_CLICK, now=now)
    log = ConsentEvent.objects.order_by("at", "pk")
    assert [(event.change, event.method) for event in log] == [
        (Change.ASKED, Method.FORM),
        (Change.CONFIRMED, Method.LINK),
        (Change.UNSUBSCRIBED, Method.ONE_CLICK),
    ]
    assert {(event.email, event.topic) for event in log} == {("ada@example.org", default_topic())}
    assert log[0].words.startswith("We use your address for this and nothing else.")
    assert "ada@example.org" in log[1].words


def test_the_form_shows_the_words_that_are_logged(client: Client, now: datetime) -> None:
    builders.asked("ada@example.org", now=now)
    assert ConsentEvent.objects.get().words in client.get("/newsletter/").content.decode()


def test_the_log_outlives_its_subscriber_and_is_never_altered(now: datetime) -> None:
    builders.reader("ada@example.org", now=now)
    Subscriber.objects.all().delete()
    assert ConsentEvent.objects.filter(subscriber=subscriber_id("ada@example.org")).count() == 2
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        ConsentEvent.objects.update(words="Something else")


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_does_not_confirm(client: Client, now: datetime, method: str) -> None:
    subscription = builders.asked("ada@example.org", now=now)
    response = getattr(client, method)(confirmation_page(subscription))
    subscription.refresh_from_db()
    assert response.status_code == 200
    assert subscription.state == SubscriptionState.PENDING


def test_the_button_confirms_also_without_cookies(client: Client, now: datetime) -> None:
    subscription = builders.asked("ada@example.org", now=now)
    response = client.post(confirmation_page(subscription))
    subscription.refresh_from_db()
    assert response.status_code == 303
    assert not response.cookies
    assert subscription.is_confirmed
    assert "You are subscribed" in client.get(response["Location"]).content.decode()


def test_confirming_twice_is_confirming_once(now: datetime) -> None:
    reader = builders.reader("ada@example.org", now=now)
    confirm_subscription(subscription=reader, method=Method.LINK, now=now + timedelta(hours=1))
    assert ConsentEvent.objects.filter(change=Change.CONFIRMED).count() == 1


def test_an_old_link_does_not_undo_that_somebody_left(client: Client, now: datetime) -> None:
    reader = builders.reader("ada@example.org", now=now)
    unsubscribe(subscription=reader, method=Method.LINK, now=now)
    with pytest.raises(NotAsked):
        confirm_subscription(subscription=reader, method=Method.LINK, now=now)
    assert client.post(confirmation_page(reader)).status_code == 422


def test_the_link_works_for_seven_days(client: Client, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        page = confirmation_page(builders.asked("ada@example.org", now=now))
    with time_machine.travel(now + timedelta(days=6, hours=23), tick=False):
        assert client.get(page).status_code == 200
    with time_machine.travel(now + timedelta(days=7, minutes=1), tick=False):
        assert client.get(page).status_code == 410


@pytest.mark.parametrize("mailed", ["Shall we write to you?", "Your link to the settings of the newsletter"])
def test_an_expired_link_names_nobody_and_sends_a_new_one(
    client: Client, now: datetime, smtp_sink: Sink, mailed: str
) -> None:
    """To confirm; to who has confirmed meanwhile, the one to their settings."""
    with time_machine.travel(now, tick=False):
        subscription = builders.asked("ada@example.org", now=now)
        page = confirmation_page(subscription)
    if "settings" in mailed:
        confirm_subscription(subscription=subscription, method=Method.LINK, now=now)
    later = now + timedelta(days=8)
    with time_machine.travel(later, tick=False):
        shown = client.get(page).content.decode()
        assert "worked for seven days" in shown
        assert "ada@example.org" not in shown
        assert "Check your mailbox" in client.post(page).content.decode()
        builders.deliver(later)
    assert smtp_sink.to("ada@example.org")[-1].subject == mailed


def test_a_token_made_for_leaving_does_not_confirm(client: Client, now: datetime) -> None:
    subscription = builders.asked("ada@example.org", now=now)
    token = make_token(
        Purpose.UNSUBSCRIBE, subscriber=subscription.subscriber_id, topic=subscription.topic_id
    )
    assert client.post(reverse("newsletter:confirmation", args=[token])).status_code == 404


def test_a_bent_token_is_nothing(client: Client, now: datetime) -> None:
    page = confirmation_page(builders.asked("ada@example.org", now=now))
    assert client.get(page[:-4] + "AAA/").status_code == 404


def test_a_bad_address_comes_back_as_it_was_typed(client: Client) -> None:
    response = client.post("/newsletter/", {"email": "ada at example"})
    assert response.status_code == 422
    assert "ada at example" in response.content.decode()


def test_htmx_gets_the_form_alone(client: Client) -> None:
    page = client.get("/newsletter/", headers={"HX-Request": "true"}).content.decode()
    assert 'name="email"' in page
    assert "<html" not in page


def test_a_member_subscribes_with_one_button(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)
    assert "Subscribe" in browser.get("/newsletter/").content.decode()
    assert browser.post("/newsletter/subscription/").status_code == 303
    subscription = builders.subscription_of(learner.email)
    assert (subscription.subscriber.user, subscription.is_confirmed) == (learner, True)
    assert ConsentEvent.objects.get().method == Method.MEMBER
    assert not Letter.objects.exists()
    assert (
        f"The newsletter goes to <bdi>{learner.email}</bdi>" in browser.get("/newsletter/").content.decode()
    )
    assert browser.post("/newsletter/subscription/cancellation/").status_code == 303
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.UNSUBSCRIBED


def test_a_member_takes_over_what_was_asked_for_with_their_address(learner: User, now: datetime) -> None:
    asked = builders.asked(learner.email, now=now)
    assert subscribe_member(user=learner, now=now) == asked
    assert Subscriber.objects.count() == 1


def test_anybody_may_ask_for_the_newsletter_by_the_api(client: Client) -> None:
    sent = client.post("/api/v1/subscriptions/", {"email": "Ada@example.org"}, "application/json")
    assert sent.status_code == 202
    assert Subscription.objects.get().state == SubscriptionState.PENDING
    assert Letter.objects.get().to == "ada@example.org"


@pytest.mark.parametrize("email", ["ada at example", "a\u200bda@example.org", ""])
def test_the_api_refuses_what_is_no_address(client: Client, email: str) -> None:
    sent = client.post("/api/v1/subscriptions/", {"email": email}, "application/json")
    assert sent.status_code == 400
    assert not Subscriber.objects.exists()
