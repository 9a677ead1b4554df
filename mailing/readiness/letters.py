"""What each newsletter carries, and what comes back of it."""

import re
from email.utils import parseaddr
from functools import partial
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from mailing.complaints import Complaints
from mailing.providers import Provider, problem_with_secret
from mailing.readiness.lines import SETTING, Line, Record, Setup, Verdict, own_domain

NO_REPLY = re.compile(r"no-?_?reply|do-?not-?reply")


def check_unsubscribing(setup: Setup) -> Line:
    line = partial(Line, "unsubscribe", _("Unsubscribing by one click"), is_demanded=True)
    if urlsplit(setup.site_url).scheme != "https":
        text = _("The link in List-Unsubscribe must be https, or mail readers show no button.")
        return line(
            Verdict.WRONG,
            text,
            setup.site_url,
            record=Record("SITE_URL", SETTING, f"https://{own_domain(setup)}"),
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


def check_complaints(setup: Setup, complaints: Complaints) -> Line:
    line = partial(Line, "complaints", _("Readers who report spam"), is_demanded=True)
    counted = {"complaints": complaints.number, "delivered": complaints.delivered}
    found = _("%(complaints)s of %(delivered)s in seven days") % counted
    if complaints.holds:
        text = _(
            "So many that newsletters are held. Write to nobody who did not ask; then staff let them go on."
        )
        return line(Verdict.WRONG, text, found)
    if complaints.warns:
        text = _("Mail providers ask for fewer than one in a thousand, and block a sender from three on.")
        return line(Verdict.WRONG, text, found)
    if not setup.provider:
        return line(Verdict.UNKNOWN, _("Nobody reports complaints to this site: name your provider."))
    return line(Verdict.OK, _("Fewer than one in a thousand, as mail providers ask."), found)
