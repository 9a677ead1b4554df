"""Subscribing and confirming: double opt-in, logged, and no way to find out who reads."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from articles import tokens
from articles.models import ConsentEvent, Subscriber
from articles.operations import NotAsked, confirm_subscription, subscribe, subscribe_member, unsubscribe
from mailing.models import Letter, LetterKind
from tests.articles import builders

pytestmark = pytest.mark.django_db
How, What, State = ConsentEvent.How, ConsentEvent.What, Subscriber.State


def ask(email: str, now) -> Subscriber:
    subscribe(email=email, how=How.FORM, now=now)
    return Subscriber.objects.get(email=email.lower())


def confirmation_page(subscriber: Subscriber) -> str:
    token = tokens.confirmation(subscriber=subscriber.pk, email=subscriber.email)
    return reverse("articles:confirmation", args=[token])


def test_asking_owes_one_letter_that_asks_back(now):
    subscriber = ask("Ada@Example.org", now)
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == ("ada@example.org", LetterKind.TRANSACTIONAL)
    assert subscriber.state == State.PENDING


def test_asking_twice_in_an_hour_sends_one_letter(now):
    ask("ada@example.org", now)
    ask("ada@example.org", now + timedelta(minutes=5))
    assert Letter.objects.count() == 1


def test_a_reader_who_asks_again_stays_a_reader_and_gets_no_letter(now):
    reader = builders.reader("ada@example.org", now=now)
    before = Letter.objects.count()
    subscribe(email="ADA@example.org", how=How.FORM, now=now + timedelta(days=2))
    reader.refresh_from_db()
    assert reader.is_confirmed
    assert Letter.objects.count() == before


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, now):
    builders.reader("known@example.org", now=now)
    known = client.post("/newsletter/", {"email": "known@example.org"})
    unknown = client.post("/newsletter/", {"email": "unknown@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.status_code == 303


def test_everything_is_logged(now):
    reader = builders.reader("ada@example.org", now=now)
    unsubscribe(subscriber=reader, how=How.ONE_CLICK, now=now)
    log = reader.consent_events.order_by("pk").values_list("what", "how")
    assert list(log) == [
        (What.ASKED, How.FORM),
        (What.CONFIRMED, How.LINK),
        (What.UNSUBSCRIBED, How.ONE_CLICK),
    ]
    assert all(event.wording and event.email for event in reader.consent_events.all())


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_does_not_confirm(client, now, method):
    subscriber = ask("ada@example.org", now)
    response = getattr(client, method)(confirmation_page(subscriber))
    subscriber.refresh_from_db()
    assert response.status_code == 200
    assert subscriber.state == State.PENDING


def test_the_button_confirms_also_without_cookies(client, now):
    subscriber = ask("ada@example.org", now)
    response = client.post(confirmation_page(subscriber))
    subscriber.refresh_from_db()
    assert response.status_code == 303
    assert not response.cookies
    assert subscriber.is_confirmed
    assert "You are subscribed" in client.get(response["Location"]).content.decode()


def test_confirming_twice_is_confirming_once(now):
    reader = builders.reader("ada@example.org", now=now)
    confirm_subscription(subscriber=reader, how=How.LINK, now=now + timedelta(hours=1))
    assert reader.consent_events.filter(what=What.CONFIRMED).count() == 1


def test_an_old_link_does_not_undo_that_somebody_left(client, now):
    reader = builders.reader("ada@example.org", now=now)
    unsubscribe(subscriber=reader, how=How.LINK, now=now)
    with pytest.raises(NotAsked):
        confirm_subscription(subscriber=reader, how=How.LINK, now=now)
    assert client.post(confirmation_page(reader)).status_code == 422


def test_the_link_works_for_seven_days(client, now):
    with time_machine.travel(now, tick=False):
        page = confirmation_page(ask("ada@example.org", now))
    with time_machine.travel(now + timedelta(days=6, hours=23), tick=False):
        assert client.get(page).status_code == 200
    with time_machine.travel(now + timedelta(days=7, minutes=1), tick=False):
        assert client.get(page).status_code == 404


def test_the_link_is_for_this_address_only(client, now):
    subscriber = ask("ada@example.org", now)
    page = confirmation_page(subscriber)
    Subscriber.objects.filter(pk=subscriber.pk).update(email="bob@example.org")
    assert client.get(page).status_code == 404


def test_a_token_made_for_leaving_does_not_confirm(client, now):
    token = tokens.unsubscription(subscriber=ask("ada@example.org", now).pk)
    assert client.post(reverse("articles:confirmation", args=[token])).status_code == 404


def test_a_bent_token_is_nothing(client, now):
    page = confirmation_page(ask("ada@example.org", now))
    assert client.get(page[:-4] + "AAA/").status_code == 404


def test_a_bad_address_comes_back_as_it_was_typed(client):
    response = client.post("/newsletter/", {"email": "ada at example"})
    assert response.status_code == 422
    assert "ada at example" in response.content.decode()


def test_htmx_gets_the_form_alone(client):
    page = client.get("/newsletter/", headers={"HX-Request": "true"}).content.decode()
    assert 'name="email"' in page
    assert "<html" not in page


def test_a_member_subscribes_with_one_button(signed_in, learner):
    browser = signed_in(learner)
    assert "Subscribe" in browser.get("/newsletter/").content.decode()
    assert browser.post("/newsletter/subscription/").status_code == 303
    subscriber = Subscriber.objects.get(user=learner)
    assert (subscriber.email, subscriber.is_confirmed) == (learner.email, True)
    assert subscriber.consent_events.get().how == How.MEMBER
    assert not Letter.objects.exists()
    assert browser.post("/newsletter/subscription/cancellation/").status_code == 303
    subscriber.refresh_from_db()
    assert subscriber.state == State.UNSUBSCRIBED


def test_a_member_takes_over_what_was_asked_for_with_their_address(learner, now):
    asked = ask(learner.email, now)
    assert subscribe_member(user=learner, now=now).pk == asked.pk
    assert Subscriber.objects.count() == 1
