"""Reading a finished message back: what a mail reader would show of it."""

import email
from email import policy


def html_part(message: bytes) -> str:
    """Its HTML, decoded; empty where it has none."""
    part = email.message_from_bytes(message, policy=policy.SMTP).get_body(("html",))
    return part.get_content() if part else ""
