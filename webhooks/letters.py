"""The letter that says that an endpoint is paused."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.http import absolute
from mailing.models import Letter
from mailing.registry import Drop, Forward, Mail, builds
from notices.tokens import turn_off_url
from webhooks.models import Endpoint
from webhooks.notice_kinds import ENDPOINT_PAUSED


@builds("webhooks.endpoint_paused")
def endpoint_paused(letter: Letter) -> Mail:
    found = Endpoint.objects.select_related("person").filter(pk=letter.context["endpoint"]).first()
    if found is None or found.paused_at is None:
        raise Drop("It is removed, or sends again.")
    if found.person.email != letter.to:
        raise Forward(found.person.email)
    return Mail(
        subject=_("Your webhook “%(name)s” is paused") % {"name": found.name},
        template="webhooks/mail/endpoint_paused.html",
        context={"endpoint": found, "url": absolute(reverse("webhooks:endpoints"))},
        unsubscribe_url=turn_off_url(found.person, ENDPOINT_PAUSED),
    )
