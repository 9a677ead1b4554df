"""What a mail provider reports of letters after it has taken them: genuine reports, in our words.

django-anymail knows what each provider sends and checks its secret; what it can't do without a large library
of the provider's (boto3, svix) is done here.
"""

import base64
import binascii
import hmac
import json
import logging
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from anymail.exceptions import AnymailError, AnymailNotSupportedWarning, AnymailWebhookValidationFailure
from anymail.signals import EventType
from anymail.webhooks.amazon_ses import AmazonSESBaseWebhookView, AmazonSESTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView, SvixWebhookValidationMixin
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from mailing.lifecycle import LetterState
from mailing.replies import Cause, cause_of, enhanced_code

log = logging.getLogger(__name__)

LATEST_REPORT = timedelta(minutes=5)  # between signing and arriving, where the signature holds a time
REPLY = re.compile(r"\b([45]\d\d)[ -](.*)", re.DOTALL)


class Provider(StrEnum):
    AMAZON_SES = "amazon_ses"
    POSTMARK = "postmark"
    MAILGUN = "mailgun"
    SENDGRID = "sendgrid"
    RESEND = "resend"


class NotGenuine(Exception):
    """The report lacks the secret or the signature that was agreed with the provider."""


class Unreadable(Exception):
    """Genuine, and in no format that the provider documents."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of one letter."""

    message_ids: tuple[str, ...]
    """Ours, wherever the provider gives it back. It is in at most one of these."""
    outcome: LetterState
    cause: Cause
    """Of a bounce: whether it is certain of the mailbox."""
    evidence: str
    at: datetime


# --- Our Message-ID goes out in a header that the provider gives back ---


def reference_header(message_id: str) -> tuple[str, str] | None:
    """Amazon, Postmark and Resend replace the Message-ID: this header tells them whose reports these are."""
    header = _REFERENCES.get(settings.MAIL_PROVIDER)
    return header(message_id.strip("<>")) if header else None


_REFERENCES: Mapping[str, Callable[[str], tuple[str, str]]] = {
    Provider.AMAZON_SES: lambda reference: ("X-Metadata", json.dumps({"letter": reference})),
    Provider.RESEND: lambda reference: ("X-Metadata", json.dumps({"letter": reference})),
    Provider.POSTMARK: lambda reference: ("X-PM-Metadata-letter", reference),
    Provider.SENDGRID: lambda reference: ("X-SMTPAPI", json.dumps({"unique_args": {"letter": reference}})),
}


# --- Reading what comes back ---


def read_reports(request: HttpRequest, provider: Provider) -> list[Report]:
    """The outcomes that this request reports; a delay is none. Raises NotGenuine or Unreadable."""
    view = _view_of(provider, settings.MAIL_EVENTS_SECRET)
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise NotGenuine(str(error)) from error
    except (AnymailError, *MALFORMED) as error:
        raise Unreadable(str(error)) from error
    try:
        events = view.parse_events(request)
        reports = [_read_event(provider, event) for event in events]
    except (AnymailError, *MALFORMED) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    return [report for report in reports if report is not None]


MALFORMED = (KeyError, TypeError, AttributeError, ValueError, IndexError)
OUTCOME_OF = {
    EventType.DELIVERED: LetterState.DELIVERED,
    EventType.BOUNCED: LetterState.BOUNCED,
    EventType.REJECTED: LetterState.BOUNCED,
    EventType.FAILED: LetterState.BOUNCED,
    EventType.COMPLAINED: LetterState.COMPLAINED,
}


def _read_event(provider: Provider, event: Any) -> Report | None:
    outcome = OUTCOME_OF.get(event.event_type)
    if outcome is None:
        return None
    words = [event.mta_response, event.description]
    evidence = " ".join(str(each) for each in words if each) or str(event.event_type)
    now = timezone.now()
    return Report(
        message_ids=_message_ids(event),
        outcome=outcome,
        cause=_cause(event.mta_response or "", is_permanent=_is_permanent(provider, event)),
        evidence=f"{event.event_type}: {evidence}",
        at=min(event.timestamp or now, now),
    )


def _message_ids(event: Any) -> tuple[str, ...]:
    told = event.esp_event
    found = [
        event.metadata.get("letter"),
        told.get("mail", {}).get("commonHeaders", {}).get("messageId"),
        told.get("smtp-id"),
        event.message_id,
    ]
    return tuple(dict.fromkeys(f"<{str(each).strip('<>')}>" for each in found if each))


def _cause(reply: str, *, is_permanent: bool) -> Cause:
    """The server's own words decide where the provider passes them on, else the provider does."""
    if not is_permanent:
        return Cause.OTHER
    if found := REPLY.search(reply):
        code, text = int(found[1]), found[2]
        return cause_of(code, text, is_about_recipient=True) if code >= 500 else Cause.OTHER
    if enhanced_code(reply):
        return cause_of(550, reply, is_about_recipient=True)
    return Cause.MAILBOX


def _is_permanent(provider: Provider, event: Any) -> bool:
    """Whether the provider says that there is no use in trying again, at any time."""
    if event.event_type != EventType.BOUNCED:
        return False
    told = event.esp_event
    match provider:
        case Provider.AMAZON_SES:
            return bool(told["bounce"]["bounceType"] == "Permanent")
        case Provider.POSTMARK:
            return bool(told.get("Type") == "HardBounce")
        case Provider.MAILGUN:
            return bool(told["event-data"].get("severity") == "permanent")
        case Provider.SENDGRID:
            return bool(told.get("type", "bounce") == "bounce")
        case Provider.RESEND:
            return bool(told["data"].get("bounce", {}).get("type") == "Permanent")


# --- Who may report ---


@cache
def _view_of(provider: Provider, secret: str) -> Any:
    """anymail's view, of which we use the check and the reading. `secret` is what that provider calls so."""
    match provider:
        case Provider.AMAZON_SES:
            return _AmazonView(webhook_secret=secret)
        case Provider.POSTMARK:
            return PostmarkTrackingWebhookView(webhook_secret=secret)
        case Provider.MAILGUN:
            return MailgunTrackingWebhookView(webhook_signing_key=secret)
        case Provider.SENDGRID:
            with warnings.catch_warnings(category=AnymailNotSupportedWarning, action="ignore"):
                return SendGridTrackingWebhookView(tracking_webhook_verification_key=secret)
        case Provider.RESEND:
            return _ResendView(secret)


ASKS_FOR_PASSWORD = frozenset({Provider.AMAZON_SES, Provider.POSTMARK})
"""Their reports carry a name and a password, given in the address that one enters there."""


class _AmazonView(AmazonSESTrackingWebhookView):  # type: ignore[misc]  # anymail has no types
    """Without boto3: staff open the address that confirms a subscription, which the log names."""

    def __init__(self, **kwargs: Any) -> None:
        super(AmazonSESBaseWebhookView, self).__init__(**kwargs)

    def auto_confirm_sns_subscription(self, sns_message: dict[str, Any]) -> None:
        log.warning("To get reports of Amazon SES, open %s", sns_message.get("SubscribeURL"))


class _ResendView(ResendTrackingWebhookView):  # type: ignore[misc]  # anymail has no types
    """With the signature checked here (the scheme of Svix: HMAC-SHA256 of id, time and body)."""

    warn_if_no_basic_auth = False

    def __init__(self, secret: str) -> None:
        self._svix_webhook = None
        self._key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        super(SvixWebhookValidationMixin, self).__init__()

    def validate_request(self, request: HttpRequest) -> None:
        sent = {name: request.headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")}
        signed = b".".join([sent["id"].encode(), sent["timestamp"].encode(), request.body])
        expected = b"v1," + base64.b64encode(hmac.digest(self._key, signed, sha256))
        if not any(hmac.compare_digest(each.encode(), expected) for each in sent["signature"].split()):
            raise AnymailWebhookValidationFailure("The signature is not ours.")
        age = timezone.now().timestamp() - float(sent["timestamp"])
        if abs(age) > LATEST_REPORT.total_seconds():
            raise AnymailWebhookValidationFailure("The signature is too old.")


def problem_with_secret() -> str:
    """What is wrong with MAIL_PROVIDER or MAIL_EVENTS_SECRET; empty where nothing is, or none is set."""
    name = settings.MAIL_PROVIDER
    if not name:
        return ""
    if name not in set(Provider):
        return f"MAIL_PROVIDER is none of {', '.join(Provider)}."
    if not settings.MAIL_EVENTS_SECRET:
        return ""
    if name in ASKS_FOR_PASSWORD and ":" not in settings.MAIL_EVENTS_SECRET:
        return "MAIL_EVENTS_SECRET is “name:password” for this provider."
    try:
        _view_of(Provider(name), settings.MAIL_EVENTS_SECRET)
    except (ValueError, binascii.Error):
        return "MAIL_EVENTS_SECRET is no key of this provider."
    return ""
