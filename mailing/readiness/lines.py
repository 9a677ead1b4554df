"""What a check answers, and what the settings say about mail."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mailing.lookups import CouldNotAsk
from mailing.mime import sender_address
from mailing.models import message_id_domain

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


def with_parents(domain: str) -> list[str]:
    """The domain and those above it, down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(max(1, len(labels) - 1))]


def tags_of(record: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs if name.strip()}


def own_domain(setup: Setup) -> str:
    host = urlsplit(setup.site_url).hostname or ""
    return host if "." in host else "your-domain.org"


def unless_silent(key: str, title: str, is_demanded: bool, ask: Callable[[], Line]) -> Line:  # noqa: FBT001
    try:
        return ask()
    except CouldNotAsk as error:
        text = _("Could not ask the DNS. Try again in a minute.")
        return Line(key, title, Verdict.UNKNOWN, text, str(error), is_demanded=is_demanded)
