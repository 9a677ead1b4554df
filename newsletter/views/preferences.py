"""A reader's own page without an account: how often, a pause, another address, leaving.

The token in the address is the whole authority, as on the pages of `subscribing`. Looking changes nothing.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from core.http import go_to
from core.mailboxes import canonical
from core.refusals import Refusal
from newsletter.forms import AddressForm, DeliveryForm
from newsletter.lifecycle import SubscriptionState
from newsletter.models import AddressChange, ConsentEvent, Subscriber, Subscription
from newsletter.operations import (
    PauseOutOfRange,
    ask_for_other_address,
    choose_delivery,
    confirm_other_address,
    send_preferences_link,
    share_progress,
    unsubscribe,
)
from newsletter.tokens import ExpiredToken, Purpose, make_token, read_token
from newsletter.views.links import activate_language_of, expired_link, page_of_link
from newsletter.wording import progress_words

Method = ConsentEvent.Method
View = Callable[..., HttpResponse]


def of_reader(view: View) -> View:
    """Find the subscriber that the token names. An old token may only ask for a new one, by mail."""

    @wraps(view)
    def page(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            scope = read_token(Purpose.PREFERENCES, token)
        except ExpiredToken as expired:
            subscriber = _get_reader(request, expired.scope.subscriber)
            send = partial(send_preferences_link, subscriber=subscriber, now=timezone.now())
            return expired_link(request, subscriber, Purpose.PREFERENCES, send=send)
        return view(request, _get_reader(request, scope.subscriber), *args, token=token, **kwargs)

    return page_of_link(page)


@require_safe
@members_only
def own_preferences(request: HttpRequest) -> HttpResponse:
    """Members find their page without a letter; before they ever subscribed, the newsletter's."""
    mine = Subscription.objects.of(member(request)).first()
    if mine is None:
        return redirect("newsletter:newsletter")
    return redirect(_address_of_page(make_token(Purpose.PREFERENCES, subscriber=mine.subscriber_id)))


@of_reader
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, subscriber: Subscriber, *, token: str) -> HttpResponse:
    if request.method == "POST":  # from the page of a link that has been renewed meanwhile
        return go_to(request, _address_of_page(token))
    return _show(request, subscriber, token)


@of_reader
@require_POST
def delivery(request: HttpRequest, subscriber: Subscriber, topic: str, *, token: str) -> HttpResponse:
    """How often the issues of one topic come, and a pause."""
    subscription = get_object_or_404(subscriber.subscriptions, topic__slug=topic)
    form = DeliveryForm(request.POST, subscription=subscription, now=timezone.now())
    if form.is_valid():
        try:
            choose_delivery(subscription=subscription, now=timezone.now(), **form.chosen())
        except PauseOutOfRange as refusal:
            form.add_error("paused_until", str(refusal.message))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return go_to(request, _address_of_page(token))
    return _show(request, subscriber, token, delivery_form=form)


@of_reader
@require_POST
def progress(request: HttpRequest, subscriber: Subscriber, topic: str, *, token: str) -> HttpResponse:
    """Whether the newsletter may use what the reader has read, and where they are on their roadmap."""
    subscription = get_object_or_404(subscriber.subscriptions, topic__slug=topic)
    try:
        share_progress(
            subscription=subscription,
            is_shared="uses_progress" in request.POST,
            method=Method.LINK,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return go_to(request, _address_of_page(token))


@of_reader
@require_POST
def cancellation(
    request: HttpRequest, subscriber: Subscriber, topic: str | None = None, *, token: str
) -> HttpResponse:
    """Leave one topic, or all."""
    leaving = subscriber.subscriptions.confirmed()
    for subscription in leaving.filter(topic__slug=topic) if topic else leaving:
        unsubscribe(subscription=subscription, method=Method.LINK, now=timezone.now())
    return go_to(request, _address_of_page(token))


@of_reader
@require_POST
def address(request: HttpRequest, subscriber: Subscriber, *, token: str) -> HttpResponse:
    """Ask for another address: a letter goes there."""
    form = AddressForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            check_rate(request, "subscribe", key=canonical(email))
            ask_for_other_address(subscriber=subscriber, email=email, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _(
                "A letter is on its way to %(email)s. Press the button in it; until then nothing changes."
            )
            messages.success(request, said % {"email": email})
            return go_to(request, _address_of_page(token))
    return _show(request, subscriber, token, address_form=form)


@page_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the letter to the new address: GET asks, POST moves; moved already, it says so."""
    try:
        scope = read_token(Purpose.MOVE, token)
    except ExpiredToken:
        return render(request, "newsletter/move.html", {"is_over": True}, status=410)
    changes = AddressChange.objects.select_related("subscriber__user")
    change = get_object_or_404(changes, pk=scope.subscriber)
    activate_language_of(change.subscriber, request)
    if request.method == "POST":
        try:
            confirm_other_address(change=change, now=timezone.now())
        except Refusal as refusal:
            context = {"change": change, "refusal": refusal}
            return render(request, "newsletter/move.html", context, status=422)
        return go_to(request, request.path)
    return render(request, "newsletter/move.html", {"change": change})


def _get_reader(request: HttpRequest, pk: Any) -> Subscriber:
    subscriber = get_object_or_404(Subscriber.objects.select_related("user"), pk=pk)
    activate_language_of(subscriber, request)
    return subscriber


def _show(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    *,
    delivery_form: DeliveryForm | None = None,
    address_form: AddressForm | None = None,
) -> HttpResponse:
    """The page, with whatever form was refused; 422 then."""
    now = timezone.now()
    subscriptions = list(subscriber.subscriptions.select_related("topic").order_by("topic"))
    read = [each for each in subscriptions if each.is_confirmed]
    refused = {delivery_form.subscription.pk: delivery_form} if delivery_form else {}
    context = {
        "subscriber": subscriber,
        "token": token,
        "deliveries": [
            (each, refused.get(each.pk) or DeliveryForm(subscription=each, now=now), each.is_paused(now))
            for each in read
        ],
        "has_moved": not read and any(each.state == SubscriptionState.MOVED for each in subscriptions),
        "is_pending": any(each.state == SubscriptionState.PENDING for each in subscriptions),
        "address_form": address_form or AddressForm(),
        "zone": subscriber.local_zone,
        "progress_words": progress_words(Method.LINK),
    }
    is_refused = delivery_form or address_form
    return render(request, "newsletter/preferences.html", context, status=422 if is_refused else 200)


def _address_of_page(token: str) -> str:
    return reverse("newsletter:preferences", args=[token])
