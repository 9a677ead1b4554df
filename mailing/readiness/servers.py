"""The servers that take and send our mail: MX, PTR, TLS."""

from functools import partial

from django.utils.translation import gettext as _

from mailing.lookups import Lookups
from mailing.providers import Provider
from mailing.readiness.lines import SETTING, Line, Record, Setup, Verdict


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


def check_tls(setup: Setup) -> Line:
    line = partial(Line, "tls", _("Encryption on the way (TLS)"), is_demanded=True)
    if not setup.host:
        return line(Verdict.UNKNOWN, _("Only the workers know the mail server: look at their EMAIL_URL."))
    if setup.uses_tls or setup.is_local_host:
        return line(Verdict.OK, _("Mail leaves this site encrypted, or does not leave its network."))
    text = _("Mail leaves this site readable for everybody on the way.")
    return line(Verdict.WRONG, text, record=Record("EMAIL_URL", SETTING, f"smtp+tls://…@{setup.host}:587"))
