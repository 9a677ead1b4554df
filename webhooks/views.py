"""Webhooks among the settings: one's endpoints, and the log of each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from webhooks import operations
from webhooks.forms import EndpointForm
from webhooks.models import Delivery, Endpoint

SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def endpoints(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for one more. The answer to its POST shows the secret, once."""
    me, form, secret = member(request), EndpointForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _endpoint, secret = operations.add_endpoint(person=me, **form.cleaned_data)
            form = EndpointForm()
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {"form": form, "secret": secret, "endpoints": Endpoint.objects.filter(person=me)}
    return render(request, "webhooks/endpoints.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, pk: int) -> Endpoint:
    return get_object_or_404(Endpoint, pk=pk, person=member(request))


def _show(request: HttpRequest, found: Endpoint, **more: Any) -> HttpResponse:
    context = {"endpoint": found, "deliveries": found.deliveries.all()[:SHOWN], **more}
    return render(request, "webhooks/endpoint.html", context)


@never_cache
@require_safe
@members_only
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with what was sent in the last thirty days."""
    return _show(request, _own(request, pk))


@never_cache
@require_POST
@members_only
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, which the answer shows once."""
    found = _own(request, pk)
    return _show(request, found, secret=operations.rotate_secret(endpoint=found, now=timezone.now()))


@require_POST
@members_only
def ping(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        check_rate(request, "webhook")
        operations.send_ping(endpoint=found, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("A ping is on its way. Load this page again in a moment."))
    return go_to(request, reverse("webhooks:endpoint", args=[found.pk]))


@require_POST
@members_only
def resending(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Delivery, pk=pk, person=member(request))
    try:
        check_rate(request, "webhook")
        operations.resend(delivery=found, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It is sent once more."))
    return go_to(request, reverse("webhooks:endpoint", args=[found.endpoint_id]))


@require_POST
@members_only
def resumption(request: HttpRequest, pk: int) -> HttpResponse:
    operations.resume_endpoint(endpoint=_own(request, pk))
    messages.success(request, _("It is sent to again."))
    return go_to(request, reverse("webhooks:endpoint", args=[pk]))


@require_POST
@members_only
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    operations.remove_endpoint(endpoint=_own(request, pk))
    messages.success(request, _("Removed. Nothing is sent there any more."))
    return go_to(request, reverse("webhooks:endpoints"))
