"""What a check of a link found, in a sentence that says what it means."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import outgoing

NOT_FOR_PROGRAMS = gettext_lazy("The server turns programs away, so the page could not be checked.")
ENOUGH = gettext_lazy("The server asked for fewer visits, so the page could not be checked.")
SENTENCES: Mapping[str, Promise | str] = {
    **{
        each.code: each.message
        for each in (
            outgoing.HostNotFound,
            outgoing.NotReached,
            outgoing.NotTrusted,
            outgoing.TookTooLong,
        )
    },
    outgoing.AddressNotAllowed.code: gettext_lazy(
        "The address does not begin with https://, and this site asks no others."
    ),
    outgoing.AddressNotPublic.code: outgoing.AddressNotPublic.message,
    "robots": gettext_lazy("The server asks programs not to visit this page, so it could not be checked."),
    "too_many_redirects": gettext_lazy("The address leads from one address to another without an end."),
    "status_404": gettext_lazy("There is no page at this address."),
    "status_410": gettext_lazy("The page is gone for good."),
    "status_429": ENOUGH,
    "status_503": ENOUGH,
    **dict.fromkeys(
        ("status_401", "status_402", "status_403", "status_407", "status_451", "status_999"),
        NOT_FOR_PROGRAMS,
    ),
}


def describe_error(code: str) -> str:
    """Of `Link.error`; empty for none."""
    if not code:
        return ""
    if code in SENTENCES:
        return str(SENTENCES[code])
    return _("The server answered with an error (%(status)s).") % {"status": code.removeprefix("status_")}
