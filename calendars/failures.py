"""What can go wrong between this site and a calendar server, in sentences that say what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import outgoing
from core.outgoing import OutgoingRefused


class WrongPassword(OutgoingRefused):
    code = "wrong_password"
    message = _(
        "The server does not accept that user name and password. Most want an app password,"
        " which you make in their settings."
    )


class OtherSignIn(OutgoingRefused):
    code = "other_sign_in"
    message = _("The server wants a way of signing in that this site does not know. Use its secret address.")


class NoCalDav(OutgoingRefused):
    code = "no_caldav"
    message = _(
        "There are no calendars at that address. Copy the CalDAV address from the settings of your calendar."
    )


class NoCalendars(OutgoingRefused):
    code = "no_calendars"
    message = _("That account has no calendar with events. Make one there first.")


class LeadsElsewhere(OutgoingRefused):
    code = "leads_elsewhere"
    message = _("The server leads to another one, to which your password is not sent. Give that address.")


class ReadOnly(OutgoingRefused):
    code = "read_only"
    message = _("That calendar can be read, but not written to. Pick another one for your sessions.")


class CalendarGone(OutgoingRefused):
    code = "calendar_gone"
    message = _("A calendar is no longer there. Look for calendars again, and pick another one.")


class ServerFault(OutgoingRefused):
    code = "server_fault"
    message = _("The server had a fault of its own. It is asked again by itself.")


class EventChanged(OutgoingRefused):
    """Somebody else writes to the event all the time."""

    code = "event_changed"
    message = _("The event was changed in the calendar at the same moment. It is written again by itself.")


class NotReadable(OutgoingRefused):
    code = "not_readable"
    message = _("There is more in that calendar than this site reads, or something that is no event.")


class PasswordLost(OutgoingRefused):
    code = "password_lost"
    message = _("The password can't be decrypted any more. Type it again.")


# These are of the account: nothing else that is asked of it would fare better.
OF_THE_ACCOUNT: tuple[type[OutgoingRefused], ...] = (
    WrongPassword,
    OtherSignIn,
    PasswordLost,
    outgoing.AddressNotPublic,
    outgoing.HostNotFound,
    outgoing.NotReached,
    outgoing.NotTrusted,
    outgoing.TookTooLong,
)
# These stay until the owner does something.
FOR_THE_OWNER = frozenset({WrongPassword.code, OtherSignIn.code, PasswordLost.code})
ALL: tuple[type[OutgoingRefused], ...] = (
    *OF_THE_ACCOUNT,
    NoCalDav,
    NoCalendars,
    LeadsElsewhere,
    ReadOnly,
    CalendarGone,
    EventChanged,
    NotReadable,
    outgoing.AddressNotAllowed,
    outgoing.TooLarge,
)
SENTENCES: Mapping[str, Promise | str] = {each.code: each.message for each in ALL}


def describe_failure(code: str) -> Promise | str:
    return SENTENCES.get(code, ServerFault.message)
