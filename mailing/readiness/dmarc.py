"""DMARC (RFC 7489): what becomes of mail that only claims to be ours."""

from functools import partial

from django.utils.translation import gettext as _

from mailing.lookups import Lookups
from mailing.readiness.lines import Line, Record, Setup, Verdict, tags_of, with_parents


def check_dmarc(setup: Setup, lookups: Lookups) -> Line:
    """Of the domain, else of a parent, which then speaks for it."""
    line = partial(Line, "dmarc", "DMARC", is_demanded=True)
    postmaster = setup.unsubscribe_address or f"postmaster@{setup.domain}"
    wanted = Record(f"_dmarc.{setup.domain}", "TXT", f"v=DMARC1; p=none; rua=mailto:{postmaster}")
    for domain in with_parents(setup.domain):
        records = [each for each in lookups.ask(f"_dmarc.{domain}", "TXT") if each.startswith("v=DMARC1")]
        if not records:
            continue
        if len(records) > 1:
            text = _("There are two such records, so none counts. Remove one.")
            return line(Verdict.WRONG, text, " | ".join(records))
        policy = tags_of(records[0]).get("p", "").lower()
        if policy not in {"none", "quarantine", "reject"}:
            text = _("It has no policy: p must be none, quarantine or reject.")
            return line(Verdict.WRONG, text, records[0], record=wanted)
        return line(
            Verdict.OK, _("Receivers know what to do with mail that only claims to be yours."), records[0]
        )
    text = _("Nothing says what to do with mail that only claims to be yours. Begin with watching (p=none).")
    return line(Verdict.MISSING, text, record=wanted)
