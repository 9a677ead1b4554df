"""Sending an article to the newsletter's readers. An author sends their own articles only."""

from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from articles.models import Article
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from newsletter.audiences import facts_of, find_segment
from newsletter.content import content_of, preview
from newsletter.deliveries import deliveries_of, forecast_of, pauses_of, pauses_of_all
from newsletter.forms import IssueWordsForm
from newsletter.lifecycle import IssueState
from newsletter.models import DEFAULT_TOPIC, Issue, Subscriber
from newsletter.operations import (
    TIME_TO_UNDO,
    count_audience,
    find_reader,
    mark_deliveries_as_sent,
    resume_issue,
    send_failed_again,
    send_issue,
    send_test,
    send_uncertain_again,
    undo_issue,
    word_issue,
    write_to_suppressed_readers,
)
from newsletter.queries import find_issue, issue_of

FRAME_MAY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "https:", "http:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_safe
@members_only
def issues(request: HttpRequest) -> HttpResponse:
    """The issues of the author who asks: a page, and a part of their home page."""
    mine = Issue.objects.by(member(request)).exclude(state=IssueState.DRAFT).select_related("article")
    mine = mine.defer("html", "article__html")
    template = "newsletter/_issues.html" if wants_fragment(request) else "newsletter/issues.html"
    issues, now = list(mine.order_by("-send_at", "-pk")), timezone.now()
    leaving = {each.pk for each in issues if each.can_be_undone(now)}
    return render(request, template, {"issues": issues, "leaving": leaving})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: the mail as it will be, and its own words. POST sends. After: what became of each letter."""
    article, now = get_own_article(request, pk), timezone.now()
    refusal = None
    if request.method == "POST":
        try:
            send_issue(article=article, by=article.author, now=now, leaves_at=now + TIME_TO_UNDO)
        except Refusal as error:
            refusal = error
        else:
            return go_to(request, reverse("newsletter:issue", args=[pk]))
    return _issue_page(request, article, refusal=refusal)


@require_POST
@members_only
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the mail's own subject, preheader and intro; then the summary asks whether to send it."""
    article = get_own_article(request, pk)
    form = IssueWordsForm(request.POST)
    if not form.is_valid():
        return _issue_page(request, article, form=form)
    try:
        word_issue(article=article, by=article.author, words=form.words(), now=timezone.now())
    except Refusal as refusal:
        return _issue_page(request, article, form=form, refusal=refusal)
    goal = "newsletter:issue" if "save" in request.POST else "newsletter:summary"
    return go_to(request, reverse(goal, args=[pk]))


@require_safe
@members_only
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """What is about to be sent, to how many; its button sends."""
    article = get_own_article(request, pk)
    issue = find_issue(article)
    if not article.is_published or (issue and issue.has_started):
        return go_to(request, reverse("newsletter:issue", args=[pk]))
    context = {**_mail_facts(article, issue, reader=None), "pauses_of_all": pauses_of_all()}
    return render(request, "newsletter/summary.html", context)


@csp(FRAME_MAY)
@xframe_options_sameorigin
@require_safe
@members_only
def composed_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter itself, for a frame: it may style itself and open links, and nothing else."""
    article = get_own_article(request, pk)
    reader = find_reader(request.GET.get("reader", ""))
    letter = preview(content_of(article, find_issue(article)), reader=reader, at=timezone.now())
    return HttpResponse(letter.html.replace("<head>", '<head><base target="_blank">', 1))


@require_POST
@members_only
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo: as long as no letter has left."""
    issue = _get_own_issue(request, pk)
    try:
        undo_issue(issue=issue, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Nobody got it. It is a draft again."))
    return go_to(request, reverse("newsletter:issue", args=[pk]))


@require_POST
@members_only
def test_issue(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_own_article(request, pk)
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
    article = get_own_article(request, pk)
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


def _issue_page(
    request: HttpRequest,
    article: Article,
    *,
    form: IssueWordsForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    issue, now = find_issue(article), timezone.now()
    context: dict[str, Any] = {
        "article": article,
        "issue": issue,
        "refusal": refusal,
        "pauses_of_all": pauses_of_all(),
    }
    if issue and issue.has_started:
        context |= {"deliveries": deliveries_of(issue), "pauses": pauses_of(issue)}
        context["forecast"] = forecast_of(issue, readers=0, now=now)
        context["seconds_to_undo"] = issue.seconds_to_undo(now)
        segment = find_segment(issue)
        context["segment_facts"] = facts_of(segment) if segment else []
    else:
        reader = find_reader(request.GET.get("reader", ""))
        context |= _mail_facts(article, issue, reader=reader)
        context["form"] = form or IssueWordsForm(instance=issue, content=context["content"])
    is_refused = refusal is not None or (form is not None and not form.is_valid())
    return render(request, "newsletter/issue.html", context, status=422 if is_refused else 200)


def _mail_facts(article: Article, issue: Issue | None, *, reader: Subscriber | None) -> dict[str, Any]:
    """What is true of the mail before it is sent."""
    now = timezone.now()
    content = content_of(article, issue)
    segment = find_segment(issue)
    audience = count_audience(issue=issue or issue_of(article), segment=segment)
    return {
        "article": article,
        "content": content,
        "letter": preview(content, reader=reader, at=now),
        "reader": reader,
        "audience": audience,
        "segment_facts": facts_of(segment) if segment else [],
        "readers": audience.readers,
        "forecast": forecast_of(issue, readers=audience.readers, now=now),
    }


def _get_own_issue(request: HttpRequest, pk: int) -> Issue:
    return get_object_or_404(Issue, article=get_own_article(request, pk), topic__slug=DEFAULT_TOPIC)


def get_own_article(request: HttpRequest, pk: int) -> Article:
    mine = Article.objects.by(member(request)).select_related("author__user", "draft", "series")
    return get_object_or_404(mine, pk=pk)
