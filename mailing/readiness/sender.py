"""The domain in From."""

from functools import partial

from django.utils.translation import gettext as _

from mailing.readiness.lines import SETTING, Line, Record, Setup, Verdict, own_domain

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


def check_from(setup: Setup) -> Line:
    """DMARC asks that From, and the domain of SPF or DKIM, belong together."""
    line = partial(Line, "from", _("Sender (From)"), found=setup.sender, is_demanded=True)
    if setup.domain in FREE_MAIL:
        text = _(
            "This is a mailbox at a provider for private mail, whose DMARC forbids others to send for it."
        )
        return line(
            Verdict.WRONG, text, record=Record("DEFAULT_FROM_EMAIL", SETTING, "hello@" + own_domain(setup))
        )
    if "." not in setup.domain or setup.domain.endswith((".localhost", ".local", ".example", ".test")):
        text = _("This domain exists on no other machine. Write from one that is yours.")
        return line(
            Verdict.WRONG, text, record=Record("DEFAULT_FROM_EMAIL", SETTING, "hello@" + own_domain(setup))
        )
    text = _("From and the envelope have the same domain, so SPF counts for DMARC; so does a DKIM key of it.")
    return line(Verdict.OK, text)
