"""The file that readers get: its author's page, and the page behind the link in a letter."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from articles.models import Author
from core.http import go_to
from core.refusals import Refusal
from newsletter.forms import VersionForm
from newsletter.lead_magnets import latest_version
from newsletter.models import DEFAULT_TOPIC, Subscription
from newsletter.operations import (
    add_version,
    default_topic,
    download,
    readers_of_older,
    send_download_link,
    tell_of_new_version,
)
from newsletter.queries import versions_with_counts
from newsletter.tokens import ExpiredToken, Purpose, Scope, read_token
from newsletter.views.links import activate_language_of, expired_link, page_of_link


@page_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what there is, POST gives it: mail scanners follow links, and are no readers."""
    try:
        scope = read_token(Purpose.DOWNLOAD, token)
    except ExpiredToken as expired:
        subscription = _get_subscription(request, expired.scope)
        send = partial(send_download_link, subscription=subscription, now=timezone.now())
        return expired_link(request, subscription.subscriber, Purpose.DOWNLOAD, send=send)
    subscription = _get_subscription(request, scope)
    version = latest_version(subscription.topic.slug)
    if version is None:
        raise Http404
    if request.method != "POST":
        return render(request, "newsletter/download.html", {"version": version})
    download(subscriber=subscription.subscriber, version=version, now=timezone.now())
    headers = {"Content-Disposition": content_disposition_header(True, version.filename) or ""}
    return HttpResponse(bytes(version.content), content_type=version.media_type, headers=headers)


def _get_subscription(request: HttpRequest, scope: Scope) -> Subscription:
    found = Subscription.objects.select_related("subscriber__user", "topic")
    subscription = get_object_or_404(found, subscriber=scope.subscriber, topic=scope.topic)
    activate_language_of(subscription.subscriber, request)
    return subscription


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def lead_magnet(request: HttpRequest) -> HttpResponse:
    """Its versions, how many readers have each, and a form for the next."""
    _check_author(request)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_version(topic=default_topic(), by=member(request), now=timezone.now(), **form.given())
        except Refusal as refusal:
            form.add_error("file", str(refusal.message))
        else:
            messages.success(request, _("New readers get this one from now on."))
            return go_to(request, reverse("newsletter:lead_magnet"))
    latest = latest_version(DEFAULT_TOPIC)
    context = {
        "form": form,
        "versions": versions_with_counts(DEFAULT_TOPIC),
        "to_tell": readers_of_older(latest).count() if latest else 0,
    }
    return render(request, "newsletter/lead_magnet.html", context, status=422 if form.is_bound else 200)


@require_POST
@members_only
def notice(request: HttpRequest) -> HttpResponse:
    """Tell those who have an older version, once."""
    _check_author(request)
    latest = latest_version(DEFAULT_TOPIC)
    if latest is None:
        raise Http404
    number = tell_of_new_version(version=latest, now=timezone.now())
    said = ngettext("%(number)s reader is told.", "%(number)s readers are told.", number)
    messages.success(request, said % {"number": number})
    return go_to(request, reverse("newsletter:lead_magnet"))


def _check_author(request: HttpRequest) -> None:
    """To everybody else this page doesn't exist."""
    if not Author.objects.filter(user=member(request)).exists():
        raise Http404
