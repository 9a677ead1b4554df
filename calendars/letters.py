"""The letter that says that a calendar account does not work."""

from django.urls import reverse
from django.utils.translation import gettext as _

from calendars.models import CalendarAccount
from calendars.notice_kinds import ACCOUNT_FAILING
from core.http import absolute
from mailing.models import Letter
from mailing.registry import Drop, Forward, Mail, builds
from notices.tokens import turn_off_url


@builds("calendars.account_failing")
def account_failing(letter: Letter) -> Mail:
    found = CalendarAccount.objects.select_related("person").filter(pk=letter.context["account"]).first()
    if found is None or not found.failures:
        raise Drop("It is disconnected, or works again.")
    if found.person.email != letter.to:
        raise Forward(found.person.email)
    return Mail(
        subject=_("Your calendar account at %(host)s does not work") % {"host": found.host},
        template="calendars/mail/account_failing.html",
        context={"account": found, "url": absolute(reverse("calendars:account", args=[found.pk]))},
        unsubscribe_url=turn_off_url(found.person, ACCOUNT_FAILING),
    )
