"""What a mail server's refusal speaks of."""

import pytest

from mailing.replies import Cause, cause_of, enhanced_code

MAILBOX, PERHAPS, US, OTHER = Cause

AT_RCPT = [
    # about the mailbox, and certain of it
    ("550 5.1.1 No such user", MAILBOX),
    ("550 5.1.1 The email account that you tried to reach does not exist.", MAILBOX),
    ("550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in relay recipient table", MAILBOX),
    ("550 5.1.1 User unknown; rejected by policy", MAILBOX),
    ("550 5.1.1", MAILBOX),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", MAILBOX),
    ("553 5.1.2 The recipient domain does not exist", MAILBOX),
    ("553 5.1.3 The recipient address is not a valid address", MAILBOX),
    ("551 5.1.6 The recipient no longer has this mailbox", MAILBOX),
    ("550 5.2.1 The email account that you tried to reach is disabled.", MAILBOX),
    # about the recipient, perhaps
    ("550 No such user here", PERHAPS),
    ("550 Requested action not taken: mailbox unavailable", PERHAPS),
    ("551 User not local", PERHAPS),
    ("553 Invalid recipient", PERHAPS),
    ("550 5.1.0 Address rejected.", PERHAPS),
    ("550 5.0.0 Rejected", PERHAPS),
    ("550 5.4.1 Recipient address rejected", PERHAPS),
    # about us
    ("550 SPF check failed", US),
    ("550 5.1.1 SPF check failed for example.org", US),
    ("550 5.7.23 The message was rejected because of SPF policy", US),
    ("550 relaying denied", US),
    ("550 5.7.1 Unable to relay", US),
    ("554 5.7.1 <a@b.example>: Relay access denied", US),
    ("550 5.7.26 Unauthenticated email from example.org is not accepted due to DMARC policy", US),
    ("550 DMARC: rejected", US),
    ("550 5.7.20 No passing DKIM signature", US),
    ("550 too many recipients", US),
    ("550 5.5.3 Too many recipients this hour", US),
    ("550 5.4.5 Daily user sending limit exceeded", US),
    ("550 Message sending quota exceeded", US),
    ("550 5.7.1 Blocked by policy", US),
    ("550 Your IP is on a blocklist, see example.net/rbl", US),
    ("550 5.7.606 Access denied, banned sending IP", US),
    ("550 Mail from your host was blocked", US),
    ("550 5.7.25 The sending IP has no PTR record", US),
    ("550 Reverse DNS lookup failed", US),
    ("550 Sender verify failed", US),
    ("550 5.1.8 Sender address rejected: domain not found", US),
    ("553 5.1.7 Bad sender's address syntax", US),
    ("550 Authentication is required for relay", US),
    ("550 5.7.350 Message content rejected as spam", US),
    ("552 5.3.4 Message too big for system", US),
    ("550 Invalid HELO name", US),
    ("550 5.7.1 Recipient address rejected: Access denied", US),
    # about neither
    ("552 5.2.2 Mailbox full", OTHER),
    ("552 Mailbox full", OTHER),
    ("550 User is over quota", OTHER),
    ("550 5.2.3 Message exceeds the recipient's limit", OTHER),
]
AFTER_DATA = [
    ("554 5.7.1 Looks like spam", US),
    ("550 5.7.26 DMARC", US),
    ("552 Message too large", US),
    ("554 5.6.0 Malformed message", US),
    ("550 5.1.1 No such user", MAILBOX),
    ("554 Transaction failed", OTHER),
    ("550 No", OTHER),
]


@pytest.mark.parametrize(("reply", "cause"), AT_RCPT)
def test_the_refusal_of_a_recipient_speaks_of(reply: str, cause: Cause) -> None:
    assert cause_of(int(reply[:3]), reply[4:], is_about_recipient=True) == cause


@pytest.mark.parametrize(("reply", "cause"), AFTER_DATA)
def test_the_refusal_of_a_message_speaks_of(reply: str, cause: Cause) -> None:
    assert cause_of(int(reply[:3]), reply[4:], is_about_recipient=False) == cause


@pytest.mark.parametrize(
    ("text", "code"), [("5.1.10 Gone", "5.1.10"), ("No such user 5.1.1", ""), ("15.1.1 x", ""), ("", "")]
)
def test_the_enhanced_code_stands_at_the_beginning(text: str, code: str) -> None:
    assert enhanced_code(text) == code
