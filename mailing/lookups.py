"""Questions to the DNS, each asked once for a page of checks."""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from dns.reversename import from_address

PATIENCE = 3.0  # seconds for one question, all servers and tries together
AT_ONCE = 8
Question = tuple[str, str]
"""A name and a record type."""


class CouldNotAsk(Exception):
    """No server answered in time, or it failed: nobody knows whether there is such a record."""


def resolver() -> Resolver:
    """The system's servers, or those of MAIL_DNS_SERVERS: `address` or `address:port` each."""
    made = Resolver(configure=not settings.MAIL_DNS_SERVERS)
    if settings.MAIL_DNS_SERVERS:
        made.nameservers = [each.partition(":")[0] for each in settings.MAIL_DNS_SERVERS]
        made.port = int(settings.MAIL_DNS_SERVERS[0].partition(":")[2] or 53)
    made.lifetime = PATIENCE
    made.timeout = PATIENCE / 2
    return made


@dataclass
class Lookups:
    """What the DNS says, remembered for as long as this object lives."""

    resolver: Resolver
    answers: dict[Question, list[str] | CouldNotAsk] = field(default_factory=dict)

    def prefetch(self, questions: Iterable[Question]) -> None:
        """Ask these at once."""
        wanted = list(dict.fromkeys(questions))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self.answers.update(zip(wanted, pool.map(self._ask, wanted), strict=True))

    def ask(self, name: str, kind: str) -> list[str]:
        """The records of this kind; none where there is none. Raises CouldNotAsk."""
        question = (name, kind)
        if question not in self.answers:
            self.answers[question] = self._ask(question)
        answer = self.answers[question]
        if isinstance(answer, CouldNotAsk):
            raise answer
        return answer

    def addresses(self, host: str) -> list[str]:
        """Its IPv4 and IPv6 addresses."""
        return [*self.ask(host, "A"), *self.ask(host, "AAAA")]

    def names_of(self, address: str) -> list[str]:
        """What the owner of an IP address calls it (PTR)."""
        return self.ask(from_address(address).to_text(omit_final_dot=True), "PTR")

    def _ask(self, question: Question) -> list[str] | CouldNotAsk:
        name, kind = question
        try:
            found = self.resolver.resolve(name, kind, search=False)
        except (NXDOMAIN, NoAnswer):
            return []
        except (DNSException, OSError, ValueError) as error:
            return CouldNotAsk(f"{name}: {error}")
        if kind == "TXT":
            return [b"".join(each.strings).decode("utf-8", "replace") for each in found]
        return [_ROOT.sub("", cast(str, each.to_text())) for each in found]


_ROOT = re.compile(r"(?<=\w)\.$")  # the full stop that ends a whole name
