"""Subscribing and leaving. Looking changes nothing: mail scanners follow every link they see."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only, viewer
from articles import tokens
from articles.forms import SubscribeForm
from articles.models import ConsentEvent, Subscriber
from articles.operations import confirm_subscription, subscribe, subscribe_member, unsubscribe
from core.http import go_to
from core.refusals import Refusal

How = ConsentEvent.How


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def newsletter(request: HttpRequest) -> HttpResponse:
    """The form; asked for by htmx, the form alone. A signed-in reader finds one button instead."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            check_rate(request, "subscribe", key=email.lower())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            subscribe(email=email, how=How.FORM, now=timezone.now(), locale=get_language())
            return go_to(request, redirect("articles:asked").url)
    person = viewer(request)
    subscription = Subscriber.objects.of(person).order_by("user").first() if person else None
    template = "articles/newsletter.html"
    if request.headers.get("HX-Request"):
        form.fields["email"].widget.attrs["autofocus"] = True
        template = "articles/_subscribe.html"
    context = {"form": form, "subscription": subscription}
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same words whether or not we know the address."""
    return render(request, "articles/asked.html")


@require_POST
@members_only
def subscription(request: HttpRequest) -> HttpResponse:
    """A signed-in reader subscribes their own address."""
    subscribe_member(user=member(request), now=timezone.now())
    messages.success(request, _("You will get the next article by email."))
    return go_to(request, redirect("articles:newsletter").url)


@require_POST
@members_only
def cancellation(request: HttpRequest) -> HttpResponse:
    person = member(request)
    for subscriber in Subscriber.objects.of(person):
        unsubscribe(subscriber=subscriber, how=How.MEMBER, now=timezone.now(), by=person)
    messages.success(request, _("You will get no more newsletters."))
    return go_to(request, redirect("articles:newsletter").url)


# The token in the address is the whole authority on these two pages, no session is looked at: a
# CSRF token would add nothing, and a mail reader's one-click request (RFC 8058) could not bring one.


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST confirms; confirmed already, it says so."""
    try:
        pk, email = tokens.read_confirmation(token)
    except tokens.Misfit as error:
        raise Http404 from error
    subscriber = get_object_or_404(Subscriber, pk=pk, email=email)
    if request.method == "POST":
        try:
            confirm_subscription(subscriber=subscriber, how=How.LINK, now=timezone.now())
        except Refusal as refusal:
            context = {"subscriber": subscriber, "refusal": refusal}
            return render(request, "articles/confirmation.html", context, status=422)
        return go_to(request, request.path)
    return render(request, "articles/confirmation.html", {"subscriber": subscriber})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button; POST acts, also the bare one that a mail reader sends (RFC 8058)."""
    try:
        pk = tokens.read_unsubscription(token)
    except tokens.Misfit as error:
        raise Http404 from error
    subscriber = get_object_or_404(Subscriber, pk=pk)
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        how = How.ONE_CLICK if one_click else How.LINK
        unsubscribe(subscriber=subscriber, how=how, now=timezone.now())
        return HttpResponse(status=204) if one_click else go_to(request, request.path)
    return render(request, "articles/unsubscription.html", {"subscriber": subscriber})
