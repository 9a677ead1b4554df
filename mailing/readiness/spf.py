"""SPF (RFC 7208): which servers may send for the domain."""

import re
from functools import partial

from django.utils.translation import gettext as _

from mailing.lookups import Lookups
from mailing.providers import Provider
from mailing.readiness.lines import Line, Record, Setup, Verdict

MOST_SPF_LOOKUPS = 10  # RFC 7208, 4.6.4
SPF_OF = {
    Provider.AMAZON_SES: "amazonses.com",
    Provider.POSTMARK: "spf.mtasv.net",
    Provider.MAILGUN: "mailgun.org",
    Provider.SENDGRID: "sendgrid.net",
    Provider.RESEND: "amazonses.com",
}


def check_spf(setup: Setup, lookups: Lookups) -> Line:
    line = partial(Line, "spf", "SPF", is_demanded=True)
    records = [each for each in lookups.ask(setup.domain, "TXT") if _is_spf(each)]
    wanted = Record(setup.domain, "TXT", _spf_to_add(setup))
    if not records:
        return line(Verdict.MISSING, _("Nothing says which servers may send for this domain."), record=wanted)
    if len(records) > 1:
        text = _("There are two such records, so none counts. Make one of them.")
        return line(
            Verdict.WRONG, text, " | ".join(records), record=Record(setup.domain, "TXT", _merged(records))
        )
    [record] = records
    if re.search(r"\s\+?all\b", record):
        text = _("It allows every server in the world. End it with ~all.")
        better = re.sub(r"\s\+?all\b", " ~all", record)
        return line(Verdict.WRONG, text, record, record=Record(setup.domain, "TXT", better))
    number = _count_spf_lookups(record, lookups)
    if number > MOST_SPF_LOOKUPS:
        text = _("It takes %(number)s look-ups; more than 10 are not followed. Remove what no longer sends.")
        return line(Verdict.WRONG, text % {"number": number}, record)
    if (include := _include_of(setup)) and f"include:{include}" not in record:
        text = _("It does not name your provider. Some sign with an own envelope, then DKIM is what counts.")
        better = record.replace("v=spf1", f"v=spf1 include:{include}", 1)
        return line(Verdict.WRONG, text, record, record=Record(setup.domain, "TXT", better))
    return line(Verdict.OK, _("It says which servers may send for this domain."), record)


def _is_spf(record: str) -> bool:
    return record.lower() == "v=spf1" or record.lower().startswith("v=spf1 ")


def _include_of(setup: Setup) -> str:
    return SPF_OF[Provider(setup.provider)] if setup.provider in set(Provider) else ""


def _spf_to_add(setup: Setup) -> str:
    if include := _include_of(setup):
        return f"v=spf1 include:{include} ~all"
    return "v=spf1 mx ~all" if setup.is_local_host else f"v=spf1 a:{setup.host} ~all"


def _merged(records: list[str]) -> str:
    """One record with what each of them allows."""
    terms = [term for record in records for term in record.split()[1:] if not term.lower().endswith("all")]
    return " ".join(["v=spf1", *dict.fromkeys(terms), "~all"])


def _count_spf_lookups(record: str, lookups: Lookups, *, seen: frozenset[str] = frozenset()) -> int:
    """Of the terms that ask the DNS, included records with theirs; it stops counting beyond the limit."""
    number = 0
    for term in record.split()[1:]:
        name, _colon, value = re.sub(r"^[-+~?]", "", term).replace("=", ":", 1).partition(":")
        if name.lower() not in {"include", "redirect", "a", "mx", "ptr", "exists"}:
            continue
        number += 1
        if name.lower() in {"include", "redirect"} and value not in seen and number <= MOST_SPF_LOOKUPS:
            for inner in lookups.ask(value, "TXT"):
                if _is_spf(inner):
                    number += _count_spf_lookups(inner, lookups, seen=seen | {value})
    return number
