"""What went wrong when an outside calendar was read, in a sentence that says what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import outgoing

ASKED: tuple[type[outgoing.OutgoingRefused], ...] = (
    outgoing.AddressNotAllowed,
    outgoing.AddressNotPublic,
    outgoing.HostNotFound,
    outgoing.NotReached,
    outgoing.NotTrusted,
    outgoing.TookTooLong,
    outgoing.TooLarge,
)
GONE = _("There is no calendar at that address any more. Copy its address anew.")
LOCKED = _("The server asks for a password. Copy the secret address, which needs none.")
SENTENCES: Mapping[str, Promise | str] = {
    **{each.code: each.message for each in ASKED},
    "not_a_calendar": _("What is at that address is no calendar. Copy the address that ends with .ics."),
    "too_many_events": _("There is more in that calendar than this site reads."),
    "address_lost": _("The address can't be decrypted any more. Remove the calendar and add it again."),
    "status_401": LOCKED,
    "status_403": LOCKED,
    "status_404": GONE,
    "status_410": GONE,
}


def describe_failure(code: str) -> Promise | str:
    if code in SENTENCES:
        return SENTENCES[code]
    if code.startswith("status_3"):
        return _("The calendar has moved to another address. Copy its address anew.")
    return _("The server had a fault of its own. It is asked again by itself.")
