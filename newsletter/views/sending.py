"""Sending an article to the newsletter's readers. An author sends their own articles only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from articles.models import Article
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from newsletter.deliveries import deliveries_of, pauses_of
from newsletter.models import DEFAULT_TOPIC, Issue
from newsletter.operations import (
    mail_html,
    mark_deliveries_as_sent,
    readers_of,
    resume_issue,
    send_failed_again,
    send_issue,
    send_test,
    send_uncertain_again,
    write_to_suppressed_readers,
)

LONG_MAIL = 60 * 1024  # bytes; with letterhead and styles near the 102 KB where some mail readers cut


@require_safe
@members_only
def issues(request: HttpRequest) -> HttpResponse:
    """The issues of the author who asks: a page, and a part of their home page."""
    mine = Issue.objects.by(member(request)).select_related("article").defer("html", "article__html")
    template = "newsletter/_issues.html" if wants_fragment(request) else "newsletter/issues.html"
    return render(request, template, {"issues": mine.order_by("-send_at", "-pk")})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: the mail as it will be, and to how many. POST sends. After: what became of each letter."""
    article = _get_own_article(request, pk)
    refusal = None
    if request.method == "POST":
        try:
            send_issue(article=article, by=article.author, now=timezone.now())
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("On its way to your readers."))
            return go_to(request, reverse("newsletter:issue", args=[pk]))
    issue = Issue.objects.filter(article=article, topic__slug=DEFAULT_TOPIC).first()
    context: dict[str, Any] = {"article": article, "issue": issue, "refusal": refusal}
    if issue and issue.has_started:
        context |= {"deliveries": deliveries_of(issue), "pauses": pauses_of(issue)}
    else:
        html = mail_html(article)
        size = len(html.encode())
        context |= {
            "html": html,
            "size": size,
            "is_long": size >= LONG_MAIL,
            "readers": readers_of(DEFAULT_TOPIC, now=timezone.now()).count(),
        }
    return render(request, "newsletter/issue.html", context, status=422 if refusal else 200)


@require_POST
@members_only
def test_issue(request: HttpRequest, pk: int) -> HttpResponse:
    article = _get_own_article(request, pk)
    try:
        check_rate(request, "test_issue")
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        send_test(article=article, by=article.author, now=timezone.now())
        messages.success(request, _("A test is on its way to your own address."))
    return go_to(request, reverse("newsletter:issue", args=[pk]))


@require_POST
@members_only
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """The author decides about letters that may have arrived, and has those sent again that failed."""
    article = _get_own_article(request, pk)
    issue = _get_own_issue(request, pk)
    now = timezone.now()
    if "failed_for" in request.POST:
        reason = request.POST["failed_for"].replace("\r\n", "\n")
        send_failed_again(issue=issue, reason=reason, by=article.author, now=now)
    elif request.POST.get("again"):
        send_uncertain_again(issue=issue, by=article.author, now=now)
    else:
        mark_deliveries_as_sent(issue=issue, by=article.author, now=now)
    return go_to(request, reverse("newsletter:issue", args=[pk]))


@require_POST
@members_only
def resumption(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an issue that has stopped."""
    resume_issue(issue=_get_own_issue(request, pk), now=timezone.now())
    messages.success(request, _("It goes on."))
    return go_to(request, reverse("newsletter:issue", args=[pk]))


@require_POST
@members_only
def suppressed(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to those readers again who were left out."""
    number = write_to_suppressed_readers(issue=_get_own_issue(request, pk), now=timezone.now())
    said = ngettext("%(n)s address is written to again.", "%(n)s addresses are written to again.", number)
    messages.success(request, said % {"n": number})
    return go_to(request, reverse("newsletter:issue", args=[pk]))


def _get_own_issue(request: HttpRequest, pk: int) -> Issue:
    return get_object_or_404(Issue, article=_get_own_article(request, pk), topic__slug=DEFAULT_TOPIC)


def _get_own_article(request: HttpRequest, pk: int) -> Article:
    mine = Article.objects.by(member(request)).select_related("author__user", "draft", "series")
    return get_object_or_404(mine, pk=pk)
