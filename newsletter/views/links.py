"""Pages behind the links in letters, and what one sees where a link does nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import activate
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.limits import check_rate
from core.languages import nearest_language, split_language
from core.refusals import Refusal
from newsletter.models import Subscriber
from newsletter.tokens import InvalidToken, UnknownVersion

View = Callable[..., HttpResponse]


def page_of_link(view: View) -> View:
    """A page with a token in its address, which is the whole authority: no session is looked at.

    So a CSRF token would add nothing, and a mail reader's one-click request (RFC 8058) could not bring one.
    A token that cannot be read, and one whose reader or file is gone, get a page that says what to do.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (UnknownVersion, InvalidToken):
            return render(request, "newsletter/dead_link.html", status=404)
        except Http404:
            return render(request, "newsletter/dead_link.html", {"is_gone": True}, status=404)

    return csrf_exempt(never_cache(page))


def expired_link(
    request: HttpRequest, subscriber: Subscriber, why: str, *, send: Callable[[], None]
) -> HttpResponse:
    """An old link shows no address and changes nothing; a press of its button sends a new one there.

    `why` is the purpose of the link, by which the page says how long it worked.
    """
    activate_language_of(subscriber, request)
    template = "newsletter/expired_link.html"
    if request.method != "POST":
        return render(request, template, {"why": why}, status=410)
    try:
        check_rate(request, "subscribe", key=subscriber.email)
    except Refusal as refusal:
        return render(request, template, {"why": why, "refusal": refusal}, status=429)
    send()
    return render(request, template, {"was_sent": True})


def activate_language_of(subscriber: Subscriber, request: HttpRequest) -> None:
    """Speak to the owner of the mailbox, whose link this is; a language in the address goes first.

    It ends with the request, by ViewerLanguageMiddleware.
    """
    if not split_language(request.path)[0]:
        activate(nearest_language(subscriber.reader.language))
