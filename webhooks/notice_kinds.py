"""Somebody is told that their endpoint is paused."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailing.models import LetterKind
from notices.models import Notice
from notices.registry import LetterTemplate, Line, NoticeKind, register
from webhooks.models import Endpoint


def paused_lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    """While it is paused."""
    ids = [notice.context["endpoint"] for notice in notices]
    names = dict(Endpoint.objects.filter(pk__in=ids, paused_at__isnull=False).values_list("pk", "name"))
    url = reverse("webhooks:endpoints")
    return {
        notice.pk: Line(text=_("Your webhook “%(name)s” is paused.") % {"name": name}, url=url)
        for notice in notices
        if (name := names.get(notice.context["endpoint"]))
    }


ENDPOINT_PAUSED = register(
    NoticeKind(
        name="webhooks.endpoint_paused",
        label=gettext_lazy("A webhook of yours is paused"),
        describe=paused_lines,
        letter=LetterTemplate("webhooks.endpoint_paused", LetterKind.REMINDER),
    )
)
