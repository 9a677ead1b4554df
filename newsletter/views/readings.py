"""The page of the links at the end of an article's mail: it says what will happen, and one button does it.

The token in the address is the whole authority, as on the pages of `subscribing`: the page does this one
thing for this one reader, and undoes it. Looking changes nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.models import Article
from core.http import go_to
from core.refusals import Refusal
from newsletter.models import Issue, Subscriber
from newsletter.operations import MailReading, find_mail_reading, mark_read_by_mail, undo_mail_reading
from newsletter.tokens import ExpiredToken, Purpose, Scope, read_token
from newsletter.views.links import activate_language_of, page_of_link


@page_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, or says that it is so; POST marks, and with `undo=` takes it back."""
    try:
        scope = read_token(Purpose.READ, token)
    except ExpiredToken as expired:
        issue = _find_issue(expired.scope)
        return _sorry(request, "expired", status=410, article=issue.article if issue else None)
    found = _find_reading(request, scope)
    if found is None:
        return _sorry(request, "gone", status=410)
    refusal = None
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                undo_mail_reading(reading=found, now=timezone.now())
            else:
                mark_read_by_mail(reading=found, now=timezone.now())
        except Refusal as error:
            refusal = error
        else:
            return go_to(request, request.path)
    context = {"reading": found, "refusal": refusal, "wants_step": scope.step is not None}
    return render(request, "newsletter/reading.html", context, status=422 if refusal else 200)


def _find_reading(request: HttpRequest, scope: Scope) -> MailReading | None:
    """What the link is about; None where its issue, its reader or their account is no more."""
    issue = _find_issue(scope)
    subscriber = Subscriber.objects.select_related("user").filter(pk=scope.subscriber).first()
    if issue is None or subscriber is None:
        return None
    activate_language_of(subscriber, request)
    return find_mail_reading(subscriber=subscriber, issue=issue, step=scope.step)


def _find_issue(scope: Scope) -> Issue | None:
    issues = Issue.objects.select_related("article__author__user", "revision")
    return issues.defer("html", "article__html").filter(pk=scope.topic or 0).first()


def _sorry(request: HttpRequest, why: str, *, status: int, article: Article | None = None) -> HttpResponse:
    shown = article if article is not None and article.is_published else None
    return render(request, "newsletter/reading_link.html", {"why": why, "article": shown}, status=status)
