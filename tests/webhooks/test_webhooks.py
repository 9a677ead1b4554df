"""Webhooks: what is owed when a session changes, and how it gets to a program, signed, at least once."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from core.outgoing import AddressNotAllowed
from mailing.delivery import deliver_due as deliver_mail
from mentoring.lifecycle import BookingState
from mentoring.models import Mentor, SessionType
from mentoring.operations import (
    accept_request,
    block_person,
    cancel_booking,
    move_booking,
    record_outcome,
)
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow
from webhooks.delivery import WAITS, claim, deliver_due, record, send
from webhooks.models import Delivery, DeliveryState, Endpoint
from webhooks.operations import (
    TooManyEndpoints,
    add_endpoint,
    delete_old_deliveries,
    resend,
    resume_endpoint,
    rotate_secret,
    send_ping,
)

PAGE = "/settings/webhooks/"
API = "/api/v1/me/webhooks/"


class Program:
    """A real server that keeps what it is told."""

    def __init__(self) -> None:
        self.status, self.heard = 204, list[tuple[dict[str, str], bytes]]()
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                there.heard.append(({name.lower(): each for name, each in self.headers.items()}, body))
                self.send_response(there.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook/secret-path"

    @property
    def events(self) -> list[str]:
        return [json.loads(body)["type"] for _headers, body in self.heard]


@pytest.fixture
def program(settings: Settings) -> Iterator[Program]:
    settings.OUTGOING_LOOPBACK = True
    there = Program()
    thread = Thread(target=there.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield there
    there.server.shutdown()
    there.server.server_close()
    thread.join()


@pytest.fixture
def mentor(mentor_user: User) -> Mentor:
    return a_mentor(mentor_user)


@pytest.fixture
def call(mentor: Mentor) -> SessionType:
    return a_session_type(mentor)


@pytest.fixture
def hook(learner: User, program: Program) -> tuple[Endpoint, str]:
    """Lena's, with its secret."""
    return add_endpoint(person=learner, name="Sheet", url=program.url)


def events_owed(endpoint: Endpoint) -> list[str]:
    return list(endpoint.deliveries.order_by("created_at", "pk").values_list("event", flat=True))


def signatures_are_of(headers: dict[str, str], body: bytes) -> Callable[[str], bool]:
    """Whether one of the signatures is made with a secret, worked out by the specification."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body

    def check(secret: str) -> bool:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
        return f"v1,{wanted}" in headers["webhook-signature"].split()

    return check


def test_each_change_of_a_session_is_owed_to_both_people(
    call: SessionType, learner: User, hook: tuple[Endpoint, str], now: datetime
) -> None:
    mentors, _secret = add_endpoint(person=call.mentor.user, name="CRM", url="http://127.0.0.1/")
    booking = a_booking(call, learner, "10:00", now=now)
    booking = move_booking(booking=booking, by=learner, starts_at=tomorrow("11:00"), now=now, reason="")
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    wanted = ["booking.created", "booking.confirmed", "booking.rescheduled", "booking.cancelled"]
    assert sorted(events_owed(hook[0])) == sorted(wanted)
    assert sorted(events_owed(mentors)) == sorted(wanted)


def test_a_request_is_created_and_confirmed_when_it_is_accepted(
    mentor: Mentor, learner: User, hook: tuple[Endpoint, str], now: datetime
) -> None:
    booking = a_booking(a_session_type(mentor, needs_confirmation=True), learner, "10:00", now=now)
    assert events_owed(hook[0]) == ["booking.created"]
    accept_request(booking=booking, by=mentor.user, now=now)
    assert sorted(events_owed(hook[0])) == ["booking.confirmed", "booking.created"]


class TestGroups:
    """Who joins a group or leaves it: the mentor hears so, that learner as of any session, others nothing."""

    @pytest.fixture
    def hooks(
        self, mentor: Mentor, learner: User, other_learner: User, program: Program
    ) -> dict[str, Endpoint]:
        people = {"mentor": mentor.user, "first": learner, "second": other_learner}
        return {
            name: add_endpoint(person=person, name=name, url=program.url)[0]
            for name, person in people.items()
        }

    @pytest.fixture
    def group(self, mentor: Mentor) -> SessionType:
        return a_session_type(mentor, seats=3)

    def test_joining(
        self,
        hooks: dict[str, Endpoint],
        group: SessionType,
        learner: User,
        other_learner: User,
        now: datetime,
    ) -> None:
        a_booking(group, learner, "10:00", now=now)
        Delivery.objects.all().delete()
        a_booking(group, other_learner, "10:00", now=now)
        assert {name: sorted(events_owed(hook)) for name, hook in hooks.items()} == {
            "mentor": ["booking.joined"],
            "first": [],
            "second": ["booking.confirmed", "booking.created"],
        }

    @pytest.mark.parametrize("by", ["mentor", "learner"])
    def test_leaving(self, hooks: dict[str, Endpoint], group: SessionType, now: datetime, by: str) -> None:
        leaver = hooks["second"].person
        a_booking(group, hooks["first"].person, "10:00", now=now)
        joined = a_booking(group, leaver, "10:00", now=now)
        Delivery.objects.all().delete()
        if by == "mentor":
            block_person(by=group.mentor.user, person=leaver, cancels=True, now=now)
        else:
            cancel_booking(booking=joined, by=leaver, reason="", now=now)
        assert {name: events_owed(hook) for name, hook in hooks.items()} == {
            "mentor": ["booking.left"],
            "first": [],
            "second": ["booking.cancelled"],
        }

    def test_what_happens_to_the_group_is_told_to_who_is_in_it(
        self,
        hooks: dict[str, Endpoint],
        group: SessionType,
        learner: User,
        other_learner: User,
        now: datetime,
    ) -> None:
        a_booking(group, learner, "10:00", now=now)
        joined = a_booking(group, other_learner, "10:00", now=now)
        left = cancel_booking(booking=joined, by=other_learner, reason="", now=now)
        Delivery.objects.all().delete()
        cancel_booking(booking=left, by=group.mentor.user, reason="", now=now)
        assert {name: events_owed(hook) for name, hook in hooks.items()} == {
            "mentor": ["booking.cancelled"],
            "first": ["booking.cancelled"],
            "second": [],
        }


@pytest.mark.parametrize(
    ("outcome", "event"),
    [(BookingState.COMPLETED, "booking.completed"), (BookingState.NO_SHOW, "booking.no_show")],
)
def test_what_came_of_it_is_owed(
    call: SessionType, hook: tuple[Endpoint, str], now: datetime, outcome: BookingState, event: str
) -> None:
    booking = a_booking(call, hook[0].person, "10:00", now=now)
    record_outcome(booking=booking, by=call.mentor.user, outcome=outcome, now=booking.ends_at)
    assert event in events_owed(hook[0])


def test_nobody_else_hears_of_it(
    call: SessionType, learner: User, other_learner: User, now: datetime
) -> None:
    endpoint, _secret = add_endpoint(person=other_learner, name="Mine", url="https://example.org/")
    a_booking(call, learner, "10:00", now=now)
    assert events_owed(endpoint) == []


@pytest.mark.django_db(transaction=True)
def test_it_arrives_signed_and_thin(
    call: SessionType, learner: User, hook: tuple[Endpoint, str], program: Program, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    deliver_due()
    assert sorted(program.events) == ["booking.confirmed", "booking.created"]
    headers, body = program.heard[0]
    assert signatures_are_of(headers, body)(hook[1])
    assert headers["content-type"] == "application/json"
    said = json.loads(body)["data"]
    assert said["id"] == str(booking.pk)
    assert said["url"].endswith(f"/api/v1/bookings/{booking.pk}/")
    assert "Mira" not in body.decode()
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()


@pytest.mark.django_db(transaction=True)
def test_what_fails_is_tried_for_a_day_under_the_same_id(
    hook: tuple[Endpoint, str], program: Program, now: datetime
) -> None:
    program.status = 500
    ping, at, tries = send_ping(endpoint=hook[0], now=now), now, 0
    while (taken := claim(now=at)) is not None:
        send(taken, now=at)
        ping.refresh_from_db()
        tries, at = tries + 1, ping.due_at
    assert (tries, ping.state, ping.status) == (len(WAITS) + 1, DeliveryState.FAILED, 500)
    assert timedelta(hours=23) < at - now <= timedelta(hours=25)
    assert {headers["webhook-id"] for headers, _body in program.heard} == {str(ping.pk)}

    program.status = 200
    resend(delivery=ping, now=at)
    taken = claim(now=at)
    assert taken is not None
    send(taken, now=at)
    ping.refresh_from_db()
    assert ping.state == DeliveryState.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_one_worker_has_it_until_its_lease_runs_out(hook: tuple[Endpoint, str], now: datetime) -> None:
    send_ping(endpoint=hook[0], now=now)
    first = claim(now=now)
    assert first is not None
    assert claim(now=now) is None
    second = claim(now=now + timedelta(minutes=1))
    assert second is not None
    assert second.pk == first.pk
    record(first, status=None, error="not_reached", now=now)  # it comes back too late to say so
    assert Delivery.objects.get().error == ""


@pytest.mark.django_db(transaction=True)
def test_after_three_days_it_is_paused_and_its_owner_is_told_once(
    hook: tuple[Endpoint, str], program: Program, learner: User, now: datetime, smtp_sink: Sink
) -> None:
    program.status = 503
    for day in range(5):
        at = now + timedelta(days=day)
        send_ping(endpoint=hook[0], now=at)
        if taken := claim(now=at):
            send(taken, now=at)
    endpoint = Endpoint.objects.get()
    assert endpoint.paused_at == now + timedelta(days=3)
    assert claim(now=at) is None
    deliver_mail(clock=lambda: at)
    assert [each.to for each in smtp_sink.received] == [learner.email]
    assert "Sheet" in smtp_sink.received[0].subject

    resume_endpoint(endpoint=endpoint)
    assert claim(now=at) is not None


@pytest.mark.django_db(transaction=True)
def test_an_endpoint_that_says_it_is_gone_is_paused_at_once(
    hook: tuple[Endpoint, str], program: Program, now: datetime
) -> None:
    program.status = 410
    send_ping(endpoint=hook[0], now=now)
    deliver_due()
    assert Endpoint.objects.get().paused_at


def test_nothing_new_is_owed_to_a_paused_one(
    call: SessionType, learner: User, hook: tuple[Endpoint, str], now: datetime
) -> None:
    Endpoint.objects.update(paused_at=now)
    a_booking(call, learner, "10:00", now=now)
    assert events_owed(hook[0]) == []


def test_a_paused_one_says_so_instead_of_promising_a_ping(
    browser: Client, learner: User, now: datetime
) -> None:
    endpoint, _secret = add_endpoint(person=learner, name="Sheet", url="https://example.org/")
    sent = send_ping(endpoint=endpoint, now=now)
    Delivery.objects.update(state=DeliveryState.FAILED)
    Endpoint.objects.update(paused_at=now, failing_since=now)
    one = f"{PAGE}{endpoint.pk}/"
    assert "It is paused" in browser.post(f"{one}ping/", follow=True).text
    assert "It is paused" in browser.post(f"{PAGE}deliveries/{sent.pk}/resending/", follow=True).text
    assert "Send a ping" not in browser.get(one).text
    refused = browser.post(f"{API}{endpoint.pk}/ping/")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_paused")
    assert [each.state for each in Delivery.objects.all()] == [DeliveryState.FAILED]


@pytest.mark.django_db(transaction=True)
def test_while_a_secret_is_replaced_both_sign(
    hook: tuple[Endpoint, str], program: Program, now: datetime
) -> None:
    endpoint, old = hook
    new = rotate_secret(endpoint=endpoint, now=now)
    send_ping(endpoint=endpoint, now=now)
    deliver_due()
    check = signatures_are_of(*program.heard[0])
    assert (check(old), check(new)) == (True, True)
    with time_machine.travel(now + timedelta(hours=25)):
        send_ping(endpoint=endpoint, now=now)
        deliver_due()
    check = signatures_are_of(*program.heard[1])
    assert (check(old), check(new)) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_a_site_sends_nothing_into_a_private_network(
    hook: tuple[Endpoint, str], program: Program, settings: Settings, now: datetime
) -> None:
    settings.OUTGOING_LOOPBACK = False
    send_ping(endpoint=hook[0], now=now)
    deliver_due()
    assert Delivery.objects.get().error == "address_not_allowed"
    assert program.heard == []


def test_five_are_enough_and_an_address_must_be_one(learner: User) -> None:
    with pytest.raises(AddressNotAllowed):
        add_endpoint(person=learner, name="x", url="http://example.org/")
    for number in range(5):
        add_endpoint(person=learner, name=str(number), url="https://example.org/")
    with pytest.raises(TooManyEndpoints):
        add_endpoint(person=learner, name="6", url="https://example.org/")


def test_the_log_goes_back_thirty_days(hook: tuple[Endpoint, str], now: datetime) -> None:
    send_ping(endpoint=hook[0], now=now - timedelta(days=31))
    kept = send_ping(endpoint=hook[0], now=now - timedelta(days=29))
    delete_old_deliveries(now=now)
    assert list(Delivery.objects.values_list("pk", flat=True)) == [kept.pk]


@pytest.fixture
def browser(learner: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(learner)


def test_a_person_does_it_all_among_their_settings(browser: Client, other_learner: User) -> None:
    assert browser.post(PAGE, {"name": "Sheet", "url": "ftp://x"}).status_code == 422
    page = browser.post(PAGE, {"name": "Sheet", "url": "https://example.org/secret-path"})
    assert "whsec_" in page.content.decode()
    assert "whsec_" not in browser.get(PAGE).content.decode()
    one = f"{PAGE}{Endpoint.objects.get().pk}/"
    assert browser.post(f"{one}ping/").status_code == 303
    assert "ping" in browser.get(one).content.decode()
    assert "secret-path" not in browser.get(one).content.decode()
    assert "whsec_" in browser.post(f"{one}secret/").content.decode()
    Delivery.objects.update(state=DeliveryState.FAILED)
    assert browser.post(f"{PAGE}deliveries/{Delivery.objects.get().pk}/resending/").status_code == 303
    assert Delivery.objects.get().state == DeliveryState.OWED
    assert browser.post(f"{one}resumption/").status_code == 303
    assert browser.post(f"{one}removal/").status_code == 303
    assert not Endpoint.objects.exists()


def test_a_stranger_finds_none_of_it(browser: Client, other_learner: User, now: datetime) -> None:
    endpoint, _secret = add_endpoint(person=other_learner, name="Mine", url="https://example.org/")
    sent = send_ping(endpoint=endpoint, now=now)
    assert browser.get(f"{PAGE}{endpoint.pk}/").status_code == 404
    for path in ("ping", "secret", "resumption", "removal"):
        assert browser.post(f"{PAGE}{endpoint.pk}/{path}/").status_code == 404
    assert browser.post(f"{PAGE}deliveries/{sent.pk}/resending/").status_code == 404
    assert browser.get(f"{API}{endpoint.pk}/").status_code == 404
    assert browser.post(f"/api/v1/me/webhook-deliveries/{sent.pk}/resending/").status_code == 404


def test_the_api_does_the_same(browser: Client) -> None:
    made = browser.post(API, {"name": "Sheet", "url": "https://example.org/path"}, "application/json")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    one = f"{API}{made.json()['id']}/"
    assert (browser.get(one).json()["host"], "secret" in browser.get(one).json()) == ("example.org", False)
    assert browser.post(f"{one}secret/").json()["secret"] != made.json()["secret"]
    sent = browser.post(f"{one}ping/").json()
    log = browser.get("/api/v1/me/webhook-deliveries/").json()["results"]
    assert [each["id"] for each in log] == [sent["id"]]
    assert browser.post(f"/api/v1/me/webhook-deliveries/{sent['id']}/resending/").status_code == 202
    assert browser.post(f"{one}resumption/").status_code == 204
    assert browser.delete(one).status_code == 204
