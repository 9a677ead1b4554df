"""Signatures of webhooks, as Standard Webhooks 1.0 has them (standardwebhooks.com). Pure.

What is signed is `<id>.<seconds>.<body>`, by HMAC-SHA256 with the bytes that the secret encodes.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32


def make_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign_headers(
    secrets_in_use: Iterable[str], *, message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """One signature for each secret: while one takes the other's place there are two."""
    seconds = str(int(at.timestamp()))
    signed = b".".join([message_id.encode(), seconds.encode(), body])
    signatures = [
        base64.b64encode(hmac.digest(base64.b64decode(each.removeprefix(PREFIX)), signed, sha256)).decode()
        for each in secrets_in_use
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }
