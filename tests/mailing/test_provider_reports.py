"""What providers report, as each of them does: with its secret only, once, and with the right consequence."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from mailing.lifecycle import OUTCOMES
from mailing.models import Letter, LetterKind, LetterState, Suppression
from mailing.providers import Provider, problem_with_secret
from tests.mailing.conftest import Deliver, Owe, state_of
from tests.mailing.provider_reports import FULL, POLICY, PROVIDERS, ProviderSide, Said
from tests.mailing.sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PROVIDERS, ids=lambda each: each.name)
def provider(request: pytest.FixtureRequest, settings: Settings) -> ProviderSide:
    """Each of the five, set up as the documentation says."""
    side: ProviderSide = request.param
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = side.name, side.secret
    return side


@pytest.fixture
def sent(owed: Owe, deliver: Deliver, smtp_sink: Sink, provider: ProviderSide) -> Letter:
    letter = owed(kind=LetterKind.NEWSLETTER)
    deliver()
    return letter


def suppressed() -> list[tuple[str, str]]:
    return list(Suppression.objects.order_by("kind").values_list("kind", "reason"))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_is_noted(
    provider: ProviderSide, sent: Letter, now: datetime, outcome: LetterState
) -> None:
    assert provider.post(Said(outcome, sent.message_id), now=now) == 200
    assert state_of(sent) == outcome
    assert sent.history()[-1].note.startswith(outcome)


def test_the_same_report_46_times_changes_nothing(
    provider: ProviderSide, sent: Letter, now: datetime
) -> None:
    for number in range(46):
        assert provider.post(Said("bounced", sent.message_id, id=str(number)), now=now) == 200
    assert sent.events.count() == 1
    assert {each.strikes for each in Suppression.objects.all()} == {1}


def test_a_late_delivery_does_not_undo_a_complaint(
    provider: ProviderSide, sent: Letter, now: datetime
) -> None:
    provider.post(Said("complained", sent.message_id), now=now)
    provider.post(Said("delivered", sent.message_id), now=now)
    assert state_of(sent) == LetterState.COMPLAINED


def test_a_letter_that_is_not_ours_is_no_error(provider: ProviderSide, now: datetime) -> None:
    assert provider.post(Said("bounced", "<x@elsewhere.example>"), now=now) == 200
    assert not Suppression.objects.exists()


def test_a_delay_is_no_outcome(provider: ProviderSide, sent: Letter, now: datetime) -> None:
    assert provider.post(Said("delayed", sent.message_id), now=now) == 200
    assert state_of(sent) == LetterState.SENT


def test_a_complaint_ends_newsletters_and_digests_only(
    provider: ProviderSide, sent: Letter, now: datetime
) -> None:
    provider.post(Said("complained", sent.message_id), now=now)
    assert suppressed() == [("digest", "complaint"), ("newsletter", "complaint")]


def test_a_dead_mailbox_is_left_alone(provider: ProviderSide, sent: Letter, now: datetime) -> None:
    provider.post(Said("bounced", sent.message_id), now=now)
    assert suppressed() == [("digest", "hard_bounce"), ("newsletter", "hard_bounce")]


def test_one_that_is_full_or_away_is_not(provider: ProviderSide, sent: Letter, now: datetime) -> None:
    provider.post(Said("bounced softly", sent.message_id, reply=FULL), now=now)
    assert suppressed() == []


@pytest.mark.parametrize("provider", [p for p in PROVIDERS if p.name != Provider.RESEND], indirect=True)
@pytest.mark.parametrize("reply", [POLICY, FULL])
def test_nobody_is_left_out_for_what_is_said_of_us(
    sent: Letter, provider: ProviderSide, now: datetime, reply: str
) -> None:
    """Where the provider passes the server's words on: Resend does not."""
    provider.post(Said("bounced", sent.message_id, reply=reply), now=now)
    assert (state_of(sent), suppressed()) == (LetterState.BOUNCED, [])


def test_a_report_settles_what_was_uncertain(provider: ProviderSide, sent: Letter, now: datetime) -> None:
    Letter.objects.update(state=LetterState.UNCERTAIN)
    provider.post(Said("delivered", sent.message_id), now=now)
    assert state_of(sent) == LetterState.DELIVERED


def test_our_message_id_is_where_the_provider_gives_it_back(
    provider: ProviderSide, sent: Letter, smtp_sink: Sink
) -> None:
    [mail] = smtp_sink.received
    headers = " ".join(f"{name}: {value}" for name, value in mail.mail.items())
    assert headers.count(sent.message_id.strip("<>")) == (1 if provider.name == Provider.MAILGUN else 2)


WRONG = {
    "amazon_ses": {"Authorization": "Basic eDp5"},
    "postmark": {"Authorization": "Basic eDp5"},
    "sendgrid": {"X-Twilio-Email-Event-Webhook-Signature": "AAAA"},
    "resend": {"svix-signature": "v1,AAAA"},
}


def test_a_report_without_the_secret_is_refused(
    provider: ProviderSide, sent: Letter, now: datetime, settings: Settings
) -> None:
    if provider.name == Provider.MAILGUN:
        settings.MAIL_EVENTS_SECRET = "another key"
    assert provider.post(Said("bounced", sent.message_id), now=now, changed=WRONG.get(provider.name)) == 403
    assert state_of(sent) == LetterState.SENT


@pytest.mark.parametrize("provider", [PROVIDERS[-1]], indirect=True)
def test_an_old_signature_is_refused(sent: Letter, provider: ProviderSide, now: datetime) -> None:
    assert provider.post(Said("bounced", sent.message_id), now=now - timedelta(minutes=6)) == 403


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "{}", '[{"event": 7}]', '{"event-data": []}', "\x00"]
)
def test_nonsense_is_refused_and_breaks_nothing(
    provider: ProviderSide, now: datetime, client: Client, body: str
) -> None:
    headers = (
        provider.headers(body.encode(), now)
        if provider.name != "amazon_ses"
        else {"Authorization": "Basic cmVwb3J0czpvZi1hLXByb3ZpZGVy"}
    )
    answer = client.post(f"/mail/events/{provider.name}/", body, "application/json", headers=headers)
    assert answer.status_code in {200, 400, 403}
    assert not Letter.objects.exclude(state=LetterState.SENT).exists()


def test_there_is_no_such_address_for_another_provider(
    provider: ProviderSide, now: datetime, settings: Settings
) -> None:
    said = Said("bounced", "<x@y>")
    settings.MAIL_EVENTS_SECRET = ""
    assert provider.post(said, now=now) == 404
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = "", provider.secret
    assert provider.post(said, now=now) == 404


def test_amazon_is_asked_for_its_password_and_its_subscription_is_confirmed_by_hand(
    settings: Settings, now: datetime, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Amazon sends the password only after it has been asked for it."""
    [amazon] = [each for each in PROVIDERS if each.name == "amazon_ses"]
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = amazon.name, amazon.secret
    place = "/mail/events/amazon_ses/"
    asked = client.post(place, "{}", "text/plain")
    assert (asked.status_code, asked["WWW-Authenticate"]) == (401, 'Basic realm="reports"')
    body = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "1",
        "SubscribeURL": "https://sns.example/?Action=ConfirmSubscription",
    }
    headers = amazon.headers(json.dumps(body).encode(), now)
    assert client.post(place, json.dumps(body), "text/plain", headers=headers).status_code == 200
    assert "https://sns.example/?Action=ConfirmSubscription" in caplog.text


def test_a_provider_may_look_whether_the_address_is_there(provider: ProviderSide, client: Client) -> None:
    assert client.head(f"/mail/events/{provider.name}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "secret", "problem"),
    [
        ("", "", ""),
        ("postmark", "", ""),
        ("postmark", "reports:secret", ""),
        ("postmark", "secret", "name:password"),
        ("pigeon", "x", "none of"),
        ("sendgrid", "no key", "no key"),
        ("resend", "whsec_!", "no key"),
    ],
)
def test_settings_that_can_not_work_are_named(
    settings: Settings, name: str, secret: str, problem: str
) -> None:
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = name, secret
    found = problem_with_secret()
    assert problem in found
    assert bool(found) == bool(problem)
