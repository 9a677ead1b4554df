"""What a refusal by a mail server speaks of: the mailbox, us, or neither.

By the enhanced status code (RFC 3463) where that is clear, else by the words that servers use. When in
doubt a reader keeps their letters: an address is suppressed for what is certain, or said again and again.
"""

import re
from enum import Enum


class Cause(Enum):
    """Why a server refused a letter for good."""

    MAILBOX = "mailbox"
    """There is no such mailbox, or it is closed: said so that nobody can take it for something else."""
    PERHAPS_MAILBOX = "perhaps_mailbox"
    """The recipient was refused without a clear reason."""
    US = "us"
    """What we send, from where, or how much: the reader has no part in it."""
    OTHER = "other"
    """Anything else, such as a full mailbox: this letter is refused and nothing follows from it."""


DEAD_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
ABOUT_US = re.compile(r"5\.7\.\d+|5\.1\.[78]|5\.3\.\d+|5\.4\.5|5\.5\.\d+|5\.6\.\d+")
FULL_OR_LIMITED = frozenset({"5.2.2", "5.2.3"})

ENHANCED_CODE = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
SAYS_NO_MAILBOX = re.compile(
    r"""
    \b(user|mailbox|recipient|account|alias|address)\b [^.;]*?
        \b(unknown|not\ found|does(\ not|n't)\ exist|no\ longer|disabled|inactive|deactivated)\b
    | \bno\ such\ (user|mailbox|recipient|person|address|account)\b
    | \b(unknown|invalid|nonexistent)\ (local\ )?(user|recipient|mailbox|address)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
SAYS_FULL = re.compile(r"\b(mailbox|quota|inbox|storage)\b.*\b(full|exceeded)\b|over\s?quota", re.IGNORECASE)
SAYS_US = re.compile(
    r"""
    \b(spf|dkim|dmarc|arc|rbl|dnsbl|ptr|helo|ehlo)\b | \breverse\ dns\b
    | \b(relay|relaying)\b | \bpolicy\b | \b(anti-?)?spam(haus|cop)?\b | \bunsolicited\b | \breputation\b
    | \bblack\s?list | \bblock\s?list | \bblocked\b | \bbanned\b
    | \btoo\ (many|large|big|much|fast)\b | \brate\b | \bthrottl
    | \b(sending|daily|hourly|message|sender)\ (user\ )?(sending\ )?(quota|limit)
    | \bauthenticat | \bnot\ (authori[sz]ed|permitted|allowed)\ to\ (send|relay|submit)\b
    | \bsender\b.*\b(rejected|denied|refused|verif\w*|unverified|invalid|not)\b
    | \b(content|message|mail)\ (was\ )?(rejected|refused)\b | \bvirus\b | \baccess\ denied\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


SAYS_FEWER = re.compile(
    r"""
    \btoo\ (many|much|fast|frequent) | \brate\b | \bthrottl | \bslow\ down\b
    | \b(sending|daily|hourly|message|messages|sender|connection)\b.*\b(quota|limit|limited)\b
    | \b(quota|limit)\b.*\b(sending|daily|hourly|messages|connections)\b | \bunusual\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def asks_for_fewer(text: str) -> bool:
    """Whether a temporary refusal (4xx) speaks of how much we send. A full mailbox is none of that."""
    return enhanced_code(text) != "4.2.2" and bool(SAYS_FEWER.search(text))


def enhanced_code(text: str) -> str:
    """The enhanced status code that the server's words begin with; empty where there is none."""
    found = ENHANCED_CODE.match(text)
    return found[1] if found else ""


def cause_of(code: int, text: str, *, is_about_recipient: bool) -> Cause:
    """What a permanent refusal speaks of. `text` is the reply without its three digits.

    `is_about_recipient`: it answered RCPT, where an unexplained refusal means the recipient.
    """
    enhanced = enhanced_code(text)
    says_no_mailbox = bool(SAYS_NO_MAILBOX.search(text))
    says_us = bool(SAYS_US.search(text)) and not says_no_mailbox
    if enhanced in DEAD_MAILBOX:
        return Cause.US if says_us else Cause.MAILBOX
    if enhanced in FULL_OR_LIMITED:
        return Cause.OTHER
    if ABOUT_US.fullmatch(enhanced) or says_us:
        return Cause.US
    if SAYS_FULL.search(text):
        return Cause.OTHER
    if is_about_recipient and code in {550, 551, 553}:
        return Cause.PERHAPS_MAILBOX
    return Cause.OTHER
