"""A reader's own page: looking changes nothing, a letter's link is all it takes, and it tells the truth."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mailing.models import Letter
from newsletter.digests import Cadence
from newsletter.lifecycle import SubscriptionState
from newsletter.models import AddressChange, ConsentEvent, Subscriber, Subscription, Topic
from newsletter.operations import subscribe_member, unsubscribe
from newsletter.tokens import Purpose, make_token
from tests.conftest import SignIn
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
OWN = "/api/v1/me/subscriptions/articles/"


@pytest.fixture
def reader(now: datetime) -> Subscription:
    return builders.reader("ada@example.org", now=now)


@pytest.fixture
def page(reader: Subscription) -> str:
    return page_of(reader)


def page_of(reader: Subscription) -> str:
    token = make_token(Purpose.PREFERENCES, subscriber=reader.subscriber_id)
    return reverse("newsletter:preferences", args=[token])


def chosen(reader: Subscription) -> tuple[str, datetime | None]:
    reader.refresh_from_db()
    return reader.cadence, reader.paused_until


def text(client: Client, page: str) -> str:
    return client.get(page).content.decode()


class TestLooking:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_changes_nothing(self, client: Client, page: str, reader: Subscription, method: str) -> None:
        before = chosen(reader)
        for path in (page, f"{page}cancellation/", f"{page}topics/articles/", f"{page}address/"):
            getattr(client, method)(path)
        assert chosen(reader) == before
        assert reader.is_confirmed

    def test_shows_what_is_so(self, client: Client, page: str) -> None:
        shown = text(client, page)
        assert "ada@example.org" in shown
        assert 'value="each" checked' in shown

    def test_a_stranger_sees_nothing(self, client: Client, page: str, reader: Subscription) -> None:
        for token in (
            "1.preferences.all.00.x",
            make_token(Purpose.UNSUBSCRIBE, subscriber=reader.subscriber_id),
        ):
            assert client.get(f"/newsletter/preferences/{token}/").status_code == 404

    def test_a_format_of_tomorrow_is_not_guessed(self, client: Client) -> None:
        response = client.get("/newsletter/preferences/2.preferences.all.abc.def/")
        assert (response.status_code, "A link we cannot read" in response.content.decode()) == (404, True)


class TestHowOften:
    def test_is_the_readers(self, client: Client, page: str, reader: Subscription) -> None:
        stern = Client(enforce_csrf_checks=True)
        response = stern.post(f"{page}topics/articles/", {"articles-cadence": "weekly"})
        assert (response.status_code, response["Location"]) == (303, page)
        assert chosen(reader) == (Cadence.WEEKLY, None)
        assert 'value="weekly" checked' in text(client, page)

    def test_a_pause_ends_at_eight_in_the_morning_of_its_day(
        self, client: Client, page: str, reader: Subscription, now: datetime
    ) -> None:
        Subscriber.objects.update(zone="Asia/Tokyo")
        body = {"articles-cadence": "each", "articles-paused_until": "2026-12-10"}
        client.post(f"{page}topics/articles/", body)
        paused_until = chosen(reader)[1]
        assert paused_until == datetime.fromisoformat("2026-12-10T08:00+09:00")
        shown = text(client, page)
        assert "Paused until" in shown
        assert 'value="2026-12-10"' in shown

    def test_a_pause_is_ended_by_a_button(self, client: Client, page: str, reader: Subscription) -> None:
        body = {"articles-cadence": "monthly", "articles-paused_until": "2026-12-10"}
        client.post(f"{page}topics/articles/", body)
        client.post(f"{page}topics/articles/", {"articles-cadence": "monthly"})
        assert chosen(reader) == ("monthly", None)

    @pytest.mark.parametrize("day", ["2026-11-24", "2020-01-01", "2028-01-01", "soon"])
    def test_a_pause_that_makes_no_sense_is_refused(
        self, client: Client, page: str, reader: Subscription, now: datetime, day: str
    ) -> None:
        body = {"articles-cadence": "weekly", "articles-paused_until": day}
        response = client.post(f"{page}topics/articles/", body)
        assert response.status_code == 422
        assert 'value="weekly" checked' in response.content.decode(), "what was chosen is not lost"
        assert 'aria-invalid="true"' in response.content.decode(), "the field says what is wrong with it"
        assert chosen(reader) == ("each", None)

    def test_a_cadence_that_there_is_not_is_refused(
        self, client: Client, page: str, reader: Subscription
    ) -> None:
        assert client.post(f"{page}topics/articles/", {"articles-cadence": "hourly"}).status_code == 422
        assert client.post(f"{page}topics/other/", {"other-cadence": "each"}).status_code == 404


class TestLeaving:
    def test_one_of_two_topics_or_both(
        self, client: Client, page: str, reader: Subscription, now: datetime
    ) -> None:
        events = Topic.objects.create(slug="events", name="Events")
        other = Subscription.objects.create(
            subscriber=reader.subscriber, topic=events, state="confirmed", created_at=now, confirmed_at=now
        )
        assert "Unsubscribe from everything" in text(client, page)
        client.post(f"{page}topics/events/cancellation/")
        other.refresh_from_db()
        reader.refresh_from_db()
        assert (other.state, reader.state) == ("unsubscribed", "confirmed")
        client.post(f"{page}cancellation/")
        reader.refresh_from_db()
        assert reader.state == "unsubscribed"
        assert "You are unsubscribed" in text(client, page)

    def test_then_nothing_can_be_chosen(
        self, client: Client, page: str, reader: Subscription, now: datetime
    ) -> None:
        unsubscribe(subscription=reader, method=ConsentEvent.Method.LINK, now=now)
        response = client.post(f"{page}topics/articles/", {"articles-cadence": "weekly"})
        assert response.status_code == 422
        assert chosen(reader)[0] == "each"


class TestAnotherAddress:
    def ask(self, client: Client, page: str, email: str = "ada@new.example") -> int:
        return client.post(f"{page}address/", {"email": email}).status_code

    def link(self) -> str:
        token = make_token(Purpose.MOVE, subscriber=AddressChange.objects.latest("asked_at").pk)
        return reverse("newsletter:move", args=[token])

    def test_moves_when_it_says_yes_and_not_before(
        self, client: Client, page: str, reader: Subscription, now: datetime, smtp_sink: Sink
    ) -> None:
        client.post(f"{page}topics/articles/", {"articles-cadence": "monthly"})
        assert self.ask(client, page) == 303
        builders.deliver(now + timedelta(minutes=1))
        [mail] = smtp_sink.to("ada@new.example")
        path = mail.html.partition("/newsletter/address/")[2].partition('"')[0]
        link = f"/newsletter/address/{path}"
        assert "Yes, send it here" in text(client, link)
        assert builders.readers() == ["ada@example.org"]
        assert client.post(link).status_code == 303
        assert builders.readers() == ["ada@new.example"]
        assert builders.subscription_of("ada@new.example").cadence == "monthly", "what was chosen goes along"
        assert "It comes here from now on" in text(client, link)
        assert client.post(link).status_code == 303, "pressed twice"

    def test_the_old_page_then_tells_the_truth_and_the_old_address_is_told(
        self, client: Client, page: str, reader: Subscription, now: datetime, smtp_sink: Sink
    ) -> None:
        self.ask(client, page)
        text(client, page)  # and with it the message that a letter is on its way
        client.post(self.link())
        shown = text(client, page)
        assert "It goes to another address now" in shown
        assert "ada@new.example" not in shown
        builders.deliver(now + timedelta(minutes=1))
        told = smtp_sink.to("ada@example.org")[-1]
        assert told.subject == "The newsletter goes to another address now"
        assert "ada@new.example" not in told.text

    def test_an_address_that_had_left_may_say_yes(
        self, client: Client, page: str, reader: Subscription, now: datetime
    ) -> None:
        left = builders.reader("ada@new.example", now=now)
        unsubscribe(subscription=left, method=ConsentEvent.Method.LINK, now=now)
        self.ask(client, page)
        client.post(self.link())
        assert builders.readers() == ["ada@new.example"]

    def test_leaving_meanwhile_ends_it(
        self, client: Client, page: str, reader: Subscription, now: datetime
    ) -> None:
        self.ask(client, page)
        unsubscribe(subscription=reader, method=ConsentEvent.Method.LINK, now=now)
        assert client.post(self.link()).status_code == 422
        assert builders.readers() == []

    def test_its_link_works_for_a_week(
        self, client: Client, page: str, reader: Subscription, now: datetime
    ) -> None:
        self.ask(client, page)
        link = self.link()
        with time_machine.travel(now + timedelta(days=8)):
            assert client.post(link).status_code == 410
        assert builders.readers() == ["ada@example.org"]

    @pytest.mark.parametrize("email", ["ada@example.org", "Ada@Example.org", "nobody", ""])
    def test_refuses_the_same_and_what_is_none(
        self, client: Client, page: str, reader: Subscription, email: str
    ) -> None:
        assert self.ask(client, page, email) == 422
        assert not AddressChange.objects.exists()

    def test_any_address_gets_one_letter_an_hour(
        self, client: Client, page: str, reader: Subscription
    ) -> None:
        assert [self.ask(client, page) for _ in range(2)] == [303, 303]
        assert Letter.objects.filter(to="ada@new.example").count() == 1

    def test_that_of_an_account_is_changed_in_its_settings(
        self, client: Client, learner: User, now: datetime
    ) -> None:
        page = page_of(subscribe_member(user=learner, now=now))
        assert "address of your account" in text(client, page)
        assert self.ask(client, page) == 422


class TestAnOldLink:
    AGE = timedelta(days=31)

    def test_shows_no_address_changes_nothing_and_sends_a_new_one(
        self, client: Client, page: str, reader: Subscription, now: datetime, smtp_sink: Sink
    ) -> None:
        later = now + self.AGE
        with time_machine.travel(later):
            response = client.get(page)
            assert response.status_code == 410
            assert "ada@example.org" not in response.content.decode()
            assert "new link" in client.post(f"{page}cancellation/").content.decode()
            builders.deliver(later + timedelta(minutes=1))
            [mail] = smtp_sink.to("ada@example.org")[-1:]
            path = mail.html.partition("/newsletter/preferences/")[2].partition('"')[0]
            assert client.get(f"/newsletter/preferences/{path}").status_code == 200
        reader.refresh_from_db()
        assert reader.state == SubscriptionState.CONFIRMED


class TestMembers:
    def test_find_their_page_without_a_letter(self, signed_in: SignIn, learner: User, now: datetime) -> None:
        lena = signed_in(learner)
        assert lena.get("/newsletter/preferences/").url == "/newsletter/"  # type: ignore[attr-defined]
        subscribe_member(user=learner, now=now)
        assert b"lena@example.org" in lena.get("/newsletter/preferences/", follow=True).content

    def test_choose_by_the_api(self, signed_in: SignIn, learner: User, now: datetime) -> None:
        subscribe_member(user=learner, now=now)
        lena = signed_in(learner)
        until = (now + timedelta(days=9)).isoformat()
        changed = lena.patch(OWN, {"cadence": "weekly", "paused_until": until}, "application/json").json()
        assert (changed["cadence"], changed["paused_until"]) == ("weekly", "2026-12-03T12:00:00Z")
        kept = lena.patch(OWN, {"cadence": "monthly"}, "application/json").json()
        assert (kept["cadence"], kept["paused_until"]) == ("monthly", "2026-12-03T12:00:00Z")
        assert lena.patch(OWN, {"paused_until": None}, "application/json").json()["paused_until"] is None

    def test_the_api_refuses_what_the_page_does(
        self, signed_in: SignIn, learner: User, now: datetime
    ) -> None:
        subscribe_member(user=learner, now=now)
        lena = signed_in(learner)
        past = lena.patch(OWN, {"paused_until": "2020-01-01T00:00Z"}, "application/json")
        assert (past.status_code, past.json()["code"]) == (409, "pause_out_of_range")
        assert lena.patch(OWN, {"cadence": "hourly"}, "application/json").status_code == 400


def test_the_confirmed_page_offers_it(client: Client, reader: Subscription) -> None:
    token = make_token(Purpose.CONFIRM, subscriber=reader.subscriber_id, topic=reader.topic_id)
    assert "/newsletter/preferences/" in text(client, f"/newsletter/confirmation/{token}/")
