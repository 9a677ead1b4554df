"""Subscribing and leaving. Looking changes nothing: mail scanners follow every link they see."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only, viewer
from core.http import go_to, wants_fragment
from core.mailboxes import canonical
from core.refusals import Refusal
from newsletter.content import preferences_url
from newsletter.forms import SubscribeForm
from newsletter.lifecycle import SubscriptionState
from newsletter.models import DEFAULT_TOPIC, ConsentEvent, Subscription
from newsletter.operations import (
    ask_to_confirm_again,
    confirm_subscription,
    subscribe,
    subscribe_member,
    unsubscribe,
)
from newsletter.tokens import ExpiredToken, Purpose, Scope, read_token
from newsletter.views.links import activate_language_of, expired_link, page_of_link
from newsletter.wording import words_shown

Method = ConsentEvent.Method


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def newsletter(request: HttpRequest) -> HttpResponse:
    """The form; asked for by htmx, the form alone. A signed-in reader finds one button instead."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            check_rate(request, "subscribe", key=canonical(email))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            subscribe(email=email, method=Method.FORM, now=timezone.now(), language=get_language())
            return go_to(request, redirect("newsletter:check_mailbox").url)
    person = viewer(request)
    method = Method.MEMBER if person else Method.FORM
    mine = Subscription.objects.of(person).to(DEFAULT_TOPIC) if person else Subscription.objects.none()
    template = "newsletter/newsletter.html"
    if wants_fragment(request):
        form.fields["email"].widget.attrs["autofocus"] = True
        template = "newsletter/_subscribe.html"
    context = {
        "form": form,
        "subscription": mine.select_related("subscriber").first(),
        "words": words_shown(method, email=person.email if person else ""),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_safe
def check_mailbox(request: HttpRequest) -> HttpResponse:
    """The same words whether or not we know the address."""
    return render(request, "newsletter/check_mailbox.html")


@require_POST
@members_only
def subscription(request: HttpRequest) -> HttpResponse:
    """A signed-in reader subscribes their own address."""
    subscribe_member(user=member(request), now=timezone.now())
    messages.success(request, _("You will get the next article by email."))
    return go_to(request, redirect("newsletter:newsletter").url)


@require_POST
@members_only
def cancellation(request: HttpRequest) -> HttpResponse:
    person = member(request)
    for subscription in Subscription.objects.of(person):
        unsubscribe(subscription=subscription, method=Method.MEMBER, now=timezone.now(), by=person)
    messages.success(request, _("You will get no more newsletters."))
    return go_to(request, redirect("newsletter:newsletter").url)


@page_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST confirms; confirmed already, it says so."""
    try:
        scope = read_token(Purpose.CONFIRM, token)
    except ExpiredToken as expired:
        subscription = _get_subscription(expired.scope)
        ask_again = partial(ask_to_confirm_again, subscription=subscription, now=timezone.now())
        return expired_link(request, subscription.subscriber, Purpose.CONFIRM, send=ask_again)
    subscription = _get_subscription(scope)
    activate_language_of(subscription.subscriber, request)
    context = {
        "subscription": subscription,
        "words": words_shown(Method.LINK, email=str(subscription.subscriber)),
        "preferences_url": preferences_url(subscription.subscriber_id),
    }
    if request.method == "POST":
        try:
            confirm_subscription(subscription=subscription, method=Method.LINK, now=timezone.now())
        except Refusal as refusal:
            context["refusal"] = refusal
            return render(request, "newsletter/confirmation.html", context, status=422)
        return go_to(request, request.path)
    return render(request, "newsletter/confirmation.html", context)


@page_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button; POST acts, also the bare one that a mail reader sends (RFC 8058)."""
    scope = read_token(Purpose.UNSUBSCRIBE, token)
    meant = Subscription.objects.filter(subscriber=scope.subscriber).select_related("subscriber__user")
    subscriptions = list(meant.filter(topic=scope.topic) if scope.topic else meant)
    if not subscriptions:
        raise Http404
    activate_language_of(subscriptions[0].subscriber, request)
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        method = Method.ONE_CLICK if one_click else Method.LINK
        for subscription in subscriptions:
            unsubscribe(subscription=subscription, method=method, now=timezone.now())
        return HttpResponse(status=204) if one_click else go_to(request, request.path)
    context = {
        "subscriber": subscriptions[0].subscriber,
        "has_left": all(each.state == SubscriptionState.UNSUBSCRIBED for each in subscriptions),
    }
    return render(request, "newsletter/unsubscription.html", context)


def _get_subscription(scope: Scope) -> Subscription:
    subscriptions = Subscription.objects.select_related("subscriber__user", "topic")
    return get_object_or_404(subscriptions, subscriber=scope.subscriber, topic=scope.topic)
