"""Is this site ready to send newsletters? Each check says ok, missing or wrong, and what to enter where.

What Gmail and Yahoo ask of whoever sends many letters: SPF, DKIM and DMARC of the domain in From, a name for
the sending address that leads back to it, TLS, one-click unsubscribing (RFC 8058).
"""

from collections.abc import Iterator
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from mailing.complaints import Complaints, recent_complaints
from mailing.lookups import Lookups, resolver
from mailing.readiness.dkim import check_dkim, dkim_name
from mailing.readiness.dmarc import check_dmarc
from mailing.readiness.letters import (
    check_complaints,
    check_postal_address,
    check_reply_address,
    check_reports,
    check_unsubscribing,
)
from mailing.readiness.lines import (
    Line,
    Record,
    Setup,
    Verdict,
    setup_of_settings,
    unless_silent,
    with_parents,
)
from mailing.readiness.sender import check_from
from mailing.readiness.servers import check_mx, check_ptr, check_tls
from mailing.readiness.spf import check_spf

__all__ = ["Line", "Record", "Setup", "Verdict", "check", "check_readiness", "setup_of_settings"]


def check_readiness() -> list[Line]:
    """All lines, in the order in which they are best repaired. Asks the DNS: up to some seconds."""
    complaints = recent_complaints(now=timezone.now())
    return check(setup_of_settings(), Lookups(resolver()), complaints)


def check(setup: Setup, lookups: Lookups, complaints: Complaints) -> list[Line]:
    sender = check_from(setup)
    records = _check_records(setup, lookups, is_sender_right=sender.verdict == Verdict.OK)
    title = _("Name of the mail server (PTR)")
    server = unless_silent("ptr", title, True, partial(check_ptr, setup, lookups))
    return [sender, *records, server, *_check_settings(setup, complaints)]


def _check_records(setup: Setup, lookups: Lookups, *, is_sender_right: bool) -> list[Line]:
    """The records of the sender's domain, which are looked up only if that domain can be right."""
    checks = (
        ("spf", "SPF", True, check_spf),
        ("dkim", "DKIM", True, check_dkim),
        ("dmarc", "DMARC", True, check_dmarc),
        ("mx", _("Where answers arrive (MX)"), False, check_mx),
    )
    if not is_sender_right:
        text = _("First the sender: then the records of its domain can be looked up.")
        return [
            Line(key, title, Verdict.UNKNOWN, text, is_demanded=is_demanded)
            for key, title, is_demanded, _check in checks
        ]
    _prefetch(setup, lookups)
    return [
        unless_silent(key, title, is_demanded, partial(check_record, setup, lookups))
        for key, title, is_demanded, check_record in checks
    ]


def _prefetch(setup: Setup, lookups: Lookups) -> None:
    """Ask the DNS at once for all that does not depend on an earlier answer."""
    questions = [
        (setup.domain, "TXT"),
        (setup.domain, "MX"),
        *((f"_dmarc.{each}", "TXT") for each in with_parents(setup.domain)),
    ]
    if setup.selector:
        questions.append((dkim_name(setup), "TXT"))
    lookups.prefetch(questions)


def _check_settings(setup: Setup, complaints: Complaints) -> Iterator[Line]:
    yield check_tls(setup)
    yield check_unsubscribing(setup)
    yield check_postal_address(setup)
    yield check_reply_address(setup)
    yield check_reports(setup)
    yield check_complaints(setup, complaints)
