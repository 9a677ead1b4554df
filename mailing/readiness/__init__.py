"""Is this site ready to send newsletters? Each check says ok, missing or wrong, and what to enter where.

What Gmail and Yahoo ask of whoever sends many letters: SPF, DKIM and DMARC of the domain in From, a name for
the sending address that leads back to it, TLS, one-click unsubscribing (RFC 8058).
"""

from collections.abc import Callable, Iterator
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
    title = _("Name of the mail server (PTR)")
    server = unless_silent("ptr", title, True, partial(check_ptr, setup, lookups))
    if sender.verdict == Verdict.OK:
        return [sender, *_check_dns(setup, lookups), server, *_check_settings(setup, complaints)]
    text = _("First the sender: then the records of its domain can be looked up.")
    unasked = [
        Line(key, title, Verdict.UNKNOWN, text, is_demanded=is_demanded)
        for key, title, is_demanded in (
            ("spf", "SPF", True),
            ("dkim", "DKIM", True),
            ("dmarc", "DMARC", True),
            ("mx", _("Where answers arrive (MX)"), False),
        )
    ]
    return [sender, *unasked, server, *_check_settings(setup, complaints)]


def _check_dns(setup: Setup, lookups: Lookups) -> list[Line]:
    """What receivers ask the DNS: all at once first, then what follows from the answers."""
    questions = [
        (setup.domain, "TXT"),
        (setup.domain, "MX"),
        *((f"_dmarc.{each}", "TXT") for each in with_parents(setup.domain)),
    ]
    if setup.selector:
        questions.append((dkim_name(setup), "TXT"))
    lookups.prefetch(questions)
    checks: list[tuple[str, str, bool, Callable[[], Line]]] = [
        ("spf", "SPF", True, partial(check_spf, setup, lookups)),
        ("dkim", "DKIM", True, partial(check_dkim, setup, lookups)),
        ("dmarc", "DMARC", True, partial(check_dmarc, setup, lookups)),
        ("mx", _("Where answers arrive (MX)"), False, partial(check_mx, setup, lookups)),
    ]
    return [unless_silent(*each) for each in checks]


def _check_settings(setup: Setup, complaints: Complaints) -> Iterator[Line]:
    yield check_tls(setup)
    yield check_unsubscribing(setup)
    yield check_postal_address(setup)
    yield check_reply_address(setup)
    yield check_reports(setup)
    yield check_complaints(setup, complaints)
