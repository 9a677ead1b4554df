"""Reports in the formats that the providers document, each with its secret: the far end of what they send."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

PASSWORD = "reports:of-a-provider"
SIGNING_KEY = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0"
SVIX_SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes or so.").decode()
SENDGRID_KEY = ec.generate_private_key(ec.SECP256R1())
SENDGRID_PUBLIC = base64.b64encode(
    SENDGRID_KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
DEAD = "550 5.1.1 No such user here"
POLICY = "550 5.7.1 Blocked for policy reasons"
FULL = "552 5.2.2 Mailbox full"


@dataclass(frozen=True)
class Said:
    """One event of one letter. `message_id` is ours."""

    what: str  # "delivered", "bounced", "bounced softly", "complained", "delayed"
    message_id: str
    to: str = "lena@example.org"
    reply: str = DEAD
    at: datetime = datetime(2026, 11, 24, 11, 0)  # noqa: DTZ001  in UTC
    id: str = "1"

    @property
    def reference(self) -> str:
        return self.message_id.strip("<>")

    @property
    def iso(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%S}.000Z"


@dataclass(frozen=True)
class ProviderSide:
    """What one provider sends. `secret` is for our setting."""

    name: str
    secret: str
    describe: Callable[[Said], Any]
    headers: Callable[[bytes, datetime], dict[str, str]]

    def post(self, said: Said, *, now: datetime, changed: Mapping[str, str] | None = None) -> int:
        """The status of our answer. `changed` are headers to send in place of the right ones."""
        body = json.dumps(self.describe(said)).encode()
        headers = {**self.headers(body, now), **(changed or {})}
        client, place = Client(enforce_csrf_checks=True), f"/mail/events/{self.name}/"
        return client.post(place, body, "application/json", headers=headers).status_code


def password_header(_body: bytes, _now: datetime) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(PASSWORD.encode()).decode()}


# --- Amazon SES: an SNS notification with a JSON text in it ---


def amazon_ses(said: Said) -> dict[str, Any]:
    mail = {
        "messageId": "010001876543abcd-provider",
        "destination": [said.to],
        "headers": [
            {"name": "Subject", "value": "Hello"},
            {"name": "X-Metadata", "value": json.dumps({"letter": said.reference})},
        ],
    }
    event: dict[str, Any] = {"mail": mail}
    match said.what:
        case "delivered":
            event |= {
                "eventType": "Delivery",
                "delivery": {"recipients": [said.to], "smtpResponse": "250 2.0.0 OK"},
            }
        case "bounced" | "bounced softly":
            kind = "Permanent" if said.what == "bounced" else "Transient"
            bounced = {"emailAddress": said.to, "status": "5.1.1", "diagnosticCode": f"smtp; {said.reply}"}
            event |= {
                "eventType": "Bounce",
                "bounce": {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [bounced]},
            }
        case "complained":
            event |= {
                "eventType": "Complaint",
                "complaint": {
                    "complainedRecipients": [{"emailAddress": said.to}],
                    "complaintFeedbackType": "abuse",
                },
            }
        case _:
            event |= {
                "eventType": "DeliveryDelay",
                "deliveryDelay": {"delayedRecipients": [{"emailAddress": said.to}], "delayType": "General"},
            }
    return {
        "Type": "Notification",
        "MessageId": f"sns-{said.id}",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:reports",
        "Message": json.dumps(event),
        "Timestamp": said.iso,
    }


def amazon_headers(body: bytes, now: datetime) -> dict[str, str]:
    notification = json.loads(body)
    return {
        **password_header(body, now),
        "X-Amz-Sns-Message-Type": notification["Type"],
        "X-Amz-Sns-Message-Id": notification["MessageId"],
    }


# --- Postmark ---


def postmark(said: Said) -> dict[str, Any]:
    common = {"MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Metadata": {"letter": said.reference}}
    match said.what:
        case "delivered":
            return {**common, "RecordType": "Delivery", "Recipient": said.to, "DeliveredAt": said.iso}
        case "complained":
            more = {"Type": "SpamComplaint", "ID": 42, "Email": said.to, "BouncedAt": said.iso}
            return {**common, "RecordType": "SpamComplaint", **more}
        case "delayed":
            more = {"Type": "Transient", "ID": 43, "Email": said.to, "BouncedAt": said.iso}
            return {**common, "RecordType": "Bounce", **more}
        case _:
            kind = "HardBounce" if said.what == "bounced" else "SoftBounce"
            more = {"Type": kind, "ID": 44, "Email": said.to, "BouncedAt": said.iso}
            return {**common, "RecordType": "Bounce", "Details": f"smtp;{said.reply}", **more}


# --- Mailgun: signed within the body ---


def mailgun(said: Said) -> dict[str, Any]:
    code, _space, text = said.reply.partition(" ")
    severity = "permanent" if said.what == "bounced" else "temporary"
    status = {"code": int(code), "message": text, "description": ""}
    failed = {"event": "failed", "severity": severity, "reason": "bounce", "delivery-status": status}
    events: dict[str, dict[str, Any]] = {
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        "complained": {"event": "complained"},
    }
    event = events.get(said.what, failed)
    token, stamp = f"token-{said.id}", str(int(said.at.timestamp()))
    signature = hmac.new(SIGNING_KEY.encode(), f"{stamp}{token}".encode(), sha256).hexdigest()
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            **event,
            "timestamp": said.at.timestamp(),
            "recipient": said.to,
            "message": {"headers": {"message-id": said.reference, "to": said.to}},
        },
    }


# --- SendGrid: a list, signed by an elliptic curve ---


def sendgrid(said: Said) -> list[dict[str, Any]]:
    event = {
        "email": said.to,
        "timestamp": int(said.at.timestamp()),
        "sg_event_id": f"sg-{said.id}",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001",
        "letter": said.reference,  # of X-SMTPAPI's unique_args
    }
    event |= {
        "delivered": {"event": "delivered", "response": "250 OK"},
        "bounced": {"event": "bounce", "type": "bounce", "reason": said.reply, "status": "5.1.1"},
        "bounced softly": {"event": "bounce", "type": "blocked", "reason": said.reply},
        "complained": {"event": "spamreport"},
        "delayed": {"event": "deferred", "response": "450 4.2.1 Later", "attempt": "3"},
    }[said.what]
    return [event]


def sendgrid_headers(body: bytes, now: datetime) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    signature = SENDGRID_KEY.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
    }


# --- Resend: signed in the manner of Svix ---


def resend(said: Said) -> dict[str, Any]:
    data: dict[str, Any] = {
        "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
        "to": [said.to],
        "headers": [{"name": "X-Metadata", "value": json.dumps({"letter": said.reference})}],
    }
    if said.what.startswith("bounced"):
        kind = "Permanent" if said.what == "bounced" else "Transient"
        data["bounce"] = {"message": f"The recipient's server said: {said.reply}", "type": kind}
    types = {"delayed": "email.delivery_delayed", "bounced softly": "email.bounced"}
    return {
        "type": types.get(said.what, f"email.{said.what}"),
        "created_at": said.iso,
        "data": data,
    }


def resend_headers(body: bytes, now: datetime) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    key = base64.b64decode(SVIX_SECRET.removeprefix("whsec_"))
    signature = hmac.digest(key, b".".join([b"msg_1", stamp.encode(), body]), sha256)
    signed = f"v1,{base64.b64encode(b'of another key').decode()} v1,{base64.b64encode(signature).decode()}"
    return {"svix-id": "msg_1", "svix-timestamp": stamp, "svix-signature": signed}


def signed_inside(_body: bytes, _now: datetime) -> dict[str, str]:
    return {}


PROVIDERS = [
    ProviderSide("amazon_ses", PASSWORD, amazon_ses, amazon_headers),
    ProviderSide("postmark", PASSWORD, postmark, password_header),
    ProviderSide("mailgun", SIGNING_KEY, mailgun, signed_inside),
    ProviderSide("sendgrid", SENDGRID_PUBLIC, sendgrid, sendgrid_headers),
    ProviderSide("resend", SVIX_SECRET, resend, resend_headers),
]
