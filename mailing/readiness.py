"""Is this site ready to send newsletters? Each check says ok, missing or wrong, and what to enter where.

What Gmail and Yahoo ask of whoever sends many letters: SPF, DKIM and DMARC of the domain in From, a name for
the sending address that leads back to it, TLS, one-click unsubscribing (RFC 8058).
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings
from django.utils.translation import gettext as _

from mailing.lookups import CouldNotAsk, Lookups, resolver
from mailing.mime import sender_address
from mailing.models import message_id_domain
from mailing.providers import Provider, problem_with_secret

MOST_SPF_LOOKUPS = 10  # RFC 7208, 4.6.4
SHORTEST_RSA_KEY = 1024  # RFC 8301, 3.2
FREE_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "outlook.com",
        "hotmail.com",
        "aol.com",
        "icloud.com",
        "gmx.de",
    }
)
SPF_OF = {
    Provider.AMAZON_SES: "amazonses.com",
    Provider.POSTMARK: "spf.mtasv.net",
    Provider.MAILGUN: "mailgun.org",
    Provider.SENDGRID: "sendgrid.net",
    Provider.RESEND: "amazonses.com",
}
NO_REPLY = re.compile(r"no-?_?reply|do-?not-?reply")


SETTING = "setting"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Verdict(StrEnum):
    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Record:
    """What to enter at the provider of the domain, or as a setting."""

    name: str
    kind: str
    value: str

    @property
    def is_setting(self) -> bool:
        return self.kind == SETTING


@dataclass(frozen=True)
class Line:
    """One check and its answer. `found` is what is there now."""

    key: str
    title: str
    verdict: Verdict
    text: str
    found: str = ""
    record: Record | None = None
    is_demanded: bool = False
    """Gmail and Yahoo refuse or hide mail without it."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What the settings say about mail."""

    sender: str
    domain: str
    host: str
    """Of the mail server; empty in a process that does not know it, as the web processes of compose."""
    uses_tls: bool
    provider: str
    selector: str
    postal_address: str
    unsubscribe_address: str
    site_url: str
    has_secret: bool

    @property
    def is_local_host(self) -> bool:
        """Whether the mail server is on this machine or in its own network."""
        try:
            return not ipaddress.ip_address(self.host).is_global
        except ValueError:
            return "." not in self.host


def setup_of_settings() -> Setup:
    return Setup(
        sender=sender_address(),
        domain=message_id_domain(),
        host=settings.EMAIL_HOST if settings.EMAIL_BACKEND == SMTP else "",
        uses_tls=settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
        provider=settings.MAIL_PROVIDER,
        selector=settings.MAIL_DKIM_SELECTOR,
        postal_address=settings.MAIL_POSTAL_ADDRESS,
        unsubscribe_address=settings.MAIL_UNSUBSCRIBE_ADDRESS,
        site_url=settings.SITE_URL,
        has_secret=bool(settings.MAIL_EVENTS_SECRET),
    )


def check_readiness() -> list[Line]:
    """All lines, in the order in which they are best repaired. Asks the DNS: up to some seconds."""
    return check(setup_of_settings(), Lookups(resolver()))


def check(setup: Setup, lookups: Lookups) -> list[Line]:
    sender = check_from(setup)
    title = _("Name of the mail server (PTR)")
    server = _unless_silent("ptr", title, True, partial(check_ptr, setup, lookups))
    if sender.verdict == Verdict.OK:
        return [sender, *_check_dns(setup, lookups), server, *_check_settings(setup)]
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
    return [sender, *unasked, server, *_check_settings(setup)]


def _check_dns(setup: Setup, lookups: Lookups) -> list[Line]:
    """What receivers ask the DNS: all at once first, then what follows from the answers."""
    questions = [
        (setup.domain, "TXT"),
        (setup.domain, "MX"),
        *((f"_dmarc.{each}", "TXT") for each in _with_parents(setup.domain)),
    ]
    if setup.selector:
        questions.append((_dkim_name(setup), "TXT"))
    lookups.prefetch(questions)
    checks: list[tuple[str, str, bool, Callable[[], Line]]] = [
        ("spf", "SPF", True, partial(check_spf, setup, lookups)),
        ("dkim", "DKIM", True, partial(check_dkim, setup, lookups)),
        ("dmarc", "DMARC", True, partial(check_dmarc, setup, lookups)),
        ("mx", _("Where answers arrive (MX)"), False, partial(check_mx, setup, lookups)),
    ]
    return [_unless_silent(*each) for each in checks]


def _unless_silent(key: str, title: str, is_demanded: bool, ask: Callable[[], Line]) -> Line:  # noqa: FBT001
    try:
        return ask()
    except CouldNotAsk as error:
        text = _("Could not ask the DNS. Try again in a minute.")
        return Line(key, title, Verdict.UNKNOWN, text, str(error), is_demanded=is_demanded)


def _check_settings(setup: Setup) -> Iterator[Line]:
    yield check_tls(setup)
    yield check_unsubscribing(setup)
    yield check_postal_address(setup)
    yield check_reply_address(setup)
    yield check_reports(setup)


# --- The domain in From ---


def check_from(setup: Setup) -> Line:
    """DMARC asks that From, and the domain of SPF or DKIM, belong together."""
    line = partial(Line, "from", _("Sender (From)"), found=setup.sender, is_demanded=True)
    if setup.domain in FREE_MAIL:
        text = _(
            "This is a mailbox at a provider for private mail, whose DMARC forbids others to send for it."
        )
        return line(Verdict.WRONG, text, record=Record("DEFAULT_FROM_EMAIL", SETTING, "hello@" + _own(setup)))
    if "." not in setup.domain or setup.domain.endswith((".localhost", ".local", ".example", ".test")):
        text = _("This domain exists on no other machine. Write from one that is yours.")
        return line(Verdict.WRONG, text, record=Record("DEFAULT_FROM_EMAIL", SETTING, "hello@" + _own(setup)))
    text = _("From and the envelope have the same domain, so SPF counts for DMARC; so does a DKIM key of it.")
    return line(Verdict.OK, text)


def _own(setup: Setup) -> str:
    host = urlsplit(setup.site_url).hostname or ""
    return host if "." in host else "your-domain.org"


# --- SPF (RFC 7208) ---


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


# --- DKIM (RFC 6376) ---


def check_dkim(setup: Setup, lookups: Lookups) -> Line:
    line = partial(Line, "dkim", "DKIM", is_demanded=True)
    if not setup.selector:
        text = _("Say which key signs your mail: the first label of the name under which it was entered.")
        return line(Verdict.MISSING, text, record=Record("MAIL_DKIM_SELECTOR", SETTING, "s1"))
    name = _dkim_name(setup)
    records = lookups.ask(name, "TXT")
    entered = Record(name, "TXT", "v=DKIM1; k=rsa; p=…")
    if not records:
        text = _(
            "There is no key under this name. Enter the one that your provider or mail server shows you."
        )
        return line(Verdict.MISSING, text, record=entered)
    tags = _tags(records[0])
    key = re.sub(r"\s", "", tags.get("p", ""))
    if len(records) > 1 or not key:
        text = _("The key is empty, which means withdrawn, or there are two. Enter the one that signs now.")
        return line(Verdict.WRONG, text, " | ".join(records), record=entered)
    if problem := _problem_with_key(key, tags.get("k", "rsa")):
        return line(Verdict.WRONG, problem, records[0], record=entered)
    return line(Verdict.OK, _("Receivers find the key with which your mail is signed."), records[0])


def _dkim_name(setup: Setup) -> str:
    return f"{setup.selector}._domainkey.{setup.domain}"


def _problem_with_key(key: str, kind: str) -> str:
    unreadable = _("The key can't be read. Perhaps a part was lost when it was entered.")
    try:
        der = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return unreadable
    if kind != "rsa":
        return ""
    try:
        public = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return unreadable
    if isinstance(public, RSAPublicKey) and public.key_size < SHORTEST_RSA_KEY:
        return _("The key is shorter than 1024 bits and counts for nothing. Make one of 2048.")
    return ""


def _tags(record: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs if name.strip()}


# --- DMARC (RFC 7489) ---


def check_dmarc(setup: Setup, lookups: Lookups) -> Line:
    """Of the domain, else of a parent, which then speaks for it."""
    line = partial(Line, "dmarc", "DMARC", is_demanded=True)
    postmaster = setup.unsubscribe_address or f"postmaster@{setup.domain}"
    wanted = Record(f"_dmarc.{setup.domain}", "TXT", f"v=DMARC1; p=none; rua=mailto:{postmaster}")
    for domain in _with_parents(setup.domain):
        records = [each for each in lookups.ask(f"_dmarc.{domain}", "TXT") if each.startswith("v=DMARC1")]
        if not records:
            continue
        if len(records) > 1:
            text = _("There are two such records, so none counts. Remove one.")
            return line(Verdict.WRONG, text, " | ".join(records))
        policy = _tags(records[0]).get("p", "").lower()
        if policy not in {"none", "quarantine", "reject"}:
            text = _("It has no policy: p must be none, quarantine or reject.")
            return line(Verdict.WRONG, text, records[0], record=wanted)
        return line(
            Verdict.OK, _("Receivers know what to do with mail that only claims to be yours."), records[0]
        )
    text = _("Nothing says what to do with mail that only claims to be yours. Begin with watching (p=none).")
    return line(Verdict.MISSING, text, record=wanted)


def _with_parents(domain: str) -> list[str]:
    """The domain and those above it, down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(max(1, len(labels) - 1))]


# --- Servers ---


def check_mx(setup: Setup, lookups: Lookups) -> Line:
    line = partial(Line, "mx", _("Where answers arrive (MX)"))
    servers = lookups.ask(setup.domain, "MX")
    if any(each.split()[-1] == "." for each in servers):
        text = _("The domain says that it takes no mail. Then no answer and no bounce can come back.")
        return line(Verdict.WRONG, text, ", ".join(servers))
    if servers:
        return line(
            Verdict.OK, _("Answers and bounces to the sender have somewhere to go."), ", ".join(servers)
        )
    text = _("No server takes mail for this domain, so answers and bounces to the sender are lost.")
    return line(Verdict.MISSING, text, record=Record(setup.domain, "MX", f"10 mail.{setup.domain}."))


def check_ptr(setup: Setup, lookups: Lookups) -> Line:
    """The address of the server that sends must have a name, and the name that address."""
    line = partial(Line, "ptr", _("Name of the mail server (PTR)"), is_demanded=True)
    if setup.provider in set(Provider):
        return line(Verdict.OK, _("The servers of your provider send, and it looks after their names."))
    if not setup.host:
        return line(Verdict.UNKNOWN, _("Only the workers know the mail server: look at their EMAIL_URL."))
    if setup.is_local_host:
        text = _("The mail server is in your own network. Look at the address with which it leaves it.")
        return line(Verdict.UNKNOWN, text, setup.host)
    addresses = lookups.addresses(setup.host)
    if not addresses:
        return line(Verdict.WRONG, _("The mail server of EMAIL_URL has no address."), setup.host)
    problems = (_check_name(address, setup, lookups) for address in addresses)
    text = _(
        "Its address has a name that leads back to it. If it passes mail on to another server, look there."
    )
    return next((each for each in problems if each), line(Verdict.OK, text, ", ".join(addresses)))


def _check_name(address: str, setup: Setup, lookups: Lookups) -> Line | None:
    """What is wrong with the name of one address; None where nothing is."""
    line = partial(Line, "ptr", _("Name of the mail server (PTR)"), is_demanded=True)
    names = lookups.names_of(address)
    wanted = Record(address, "PTR", f"{setup.host}.")
    if not names:
        text = _("This address has no name. Whoever rents it to you enters one.")
        return line(Verdict.MISSING, text, address, record=wanted)
    if not any(address in lookups.addresses(name) for name in names):
        text = _("The name of this address does not lead back to it.")
        return line(Verdict.WRONG, text, f"{address} → {', '.join(names)}", record=wanted)
    return None


# --- What each mail carries ---


def check_tls(setup: Setup) -> Line:
    line = partial(Line, "tls", _("Encryption on the way (TLS)"), is_demanded=True)
    if not setup.host:
        return line(Verdict.UNKNOWN, _("Only the workers know the mail server: look at their EMAIL_URL."))
    if setup.uses_tls or setup.is_local_host:
        return line(Verdict.OK, _("Mail leaves this site encrypted, or does not leave its network."))
    text = _("Mail leaves this site readable for everybody on the way.")
    return line(Verdict.WRONG, text, record=Record("EMAIL_URL", SETTING, f"smtp+tls://…@{setup.host}:587"))


def check_unsubscribing(setup: Setup) -> Line:
    line = partial(Line, "unsubscribe", _("Unsubscribing by one click"), is_demanded=True)
    if urlsplit(setup.site_url).scheme != "https":
        text = _("The link in List-Unsubscribe must be https, or mail readers show no button.")
        return line(
            Verdict.WRONG,
            text,
            setup.site_url,
            record=Record("SITE_URL", SETTING, f"https://{_own(setup)}"),
        )
    if not setup.unsubscribe_address:
        return line(
            Verdict.OK, _("Each newsletter has the button. A mailbox for it, too, would serve older readers.")
        )
    return line(
        Verdict.OK,
        _("Each newsletter has the button, and a mailbox for older readers."),
        setup.unsubscribe_address,
    )


def check_postal_address(setup: Setup) -> Line:
    line = partial(Line, "postal", _("Postal address"))
    if setup.postal_address:
        return line(Verdict.OK, _("It stands at the foot of each newsletter."), setup.postal_address)
    text = _("Many countries ask for one at the foot of a newsletter.")
    value = _("Your name, street, town, country")
    return line(Verdict.MISSING, text, record=Record("MAIL_POSTAL_ADDRESS", SETTING, value))


def check_reply_address(setup: Setup) -> Line:
    line = partial(Line, "reply", _("Answers (Reply-To)"), found=setup.sender)
    local = parseaddr(setup.sender)[1].partition("@")[0]
    if NO_REPLY.search(local.lower()):
        text = _("Readers answer newsletters, also to unsubscribe. Write from a mailbox that somebody reads.")
        return line(
            Verdict.WRONG, text, record=Record("DEFAULT_FROM_EMAIL", SETTING, f"hello@{setup.domain}")
        )
    return line(
        Verdict.OK,
        _("Answers go to the author who wants them, else to this address. Somebody should read it."),
    )


def check_reports(setup: Setup) -> Line:
    """Bounces and complaints that nobody hears of go on until the domain's name is ruined."""
    line = partial(Line, "reports", _("Reports of bounces and complaints"))
    if not setup.provider:
        text = _("If a provider sends your mail, name it, so that it can report bounces and complaints.")
        return line(Verdict.MISSING, text, record=Record("MAIL_PROVIDER", SETTING, ", ".join(Provider)))
    if problem := problem_with_secret():
        return line(Verdict.WRONG, problem, setup.provider)
    address = f"{setup.site_url}/mail/events/{setup.provider}/"
    if not setup.has_secret:
        text = _("Agree on a secret with your provider, and give it this address for its reports.")
        return line(Verdict.MISSING, text, address, record=Record("MAIL_EVENTS_SECRET", SETTING, "…"))
    return line(Verdict.OK, _("Your provider reports to this address."), address)
