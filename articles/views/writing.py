"""The author's desk: write, look, publish, send. An author sees their own articles only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from articles.deliveries import deliveries_of
from articles.forms import ArrangementForm, DraftForm, NewArticleForm
from articles.models import Article, Author, Subscriber
from articles.operations import (
    arrange_article,
    keep_revision,
    publish_article,
    restore_revision,
    save_draft,
    send_doubtful_again,
    send_issue,
    send_test,
    take_doubtful_for_sent,
    withdraw_article,
    write_article,
)
from articles.operations.sending import mail_html
from core.http import go_to
from core.refusals import Refusal
from markup.rendering import render as render_markdown


@require_safe
@members_only
def desk(request: HttpRequest) -> HttpResponse:
    author = Author.objects.filter(user=member(request)).first()
    if author is None:
        return render(request, "articles/desk_closed.html")
    mine = Article.objects.by(author).select_related("draft", "series").defer("html", "plain", "search")
    context = {
        "drafts": mine.filter(state=Article.State.DRAFT).order_by("-draft__saved_at"),
        "published": mine.filter(state=Article.State.PUBLISHED)
        .prefetch_related("issues")
        .order_by("-published_at"),
    }
    return render(request, "articles/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_article(request: HttpRequest) -> HttpResponse:
    author = _author(request)
    form = NewArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            article = write_article(author=author, title=form.cleaned_data["title"], now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return go_to(request, reverse("articles:editor", args=[article.pk]))
    return render(request, "articles/new_article.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def editor(request: HttpRequest, pk: int) -> HttpResponse:
    """The text and its preview. What was typed comes back with every answer but a success."""
    article = _mine(request, pk)
    if request.method != "POST":
        return _editor(request, article, DraftForm(instance=article.draft))
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _editor(request, article, form, status=422)
    try:
        draft = save_draft(article=article, now=timezone.now(), **form.cleaned_data)
    except Refusal as conflict:
        return _conflict(request, article, conflict)
    if "keep" in request.POST:
        keep_revision(draft=draft, by=article.author, now=timezone.now())
    messages.success(request, _("Saved."))
    return go_to(request, reverse("articles:editor", args=[pk]))


@require_POST
@members_only
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers would see of the text as typed; nothing is saved."""
    article = _mine(request, pk)
    if request.headers.get("HX-Request"):
        rendered = render_markdown(request.POST.get("source", ""))
        return render(request, "articles/_preview.html", {"preview": rendered})
    return _editor(request, article, DraftForm(request.POST))


@require_POST
@members_only
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    article = _mine(request, pk)
    try:
        publish_article(article=article, by=article.author, now=timezone.now())
    except Refusal as refusal:
        form = DraftForm(instance=article.draft)
        return _editor(request, article, form, status=422, refusal=refusal)
    messages.success(request, _("Published. Readers can see it now."))
    return go_to(request, reverse("articles:editor", args=[pk]))


@require_POST
@members_only
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    withdraw_article(article=_mine(request, pk))
    messages.success(request, _("Withdrawn. Readers no longer see it; your text is here."))
    return go_to(request, reverse("articles:editor", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def arrangement(request: HttpRequest, pk: int) -> HttpResponse:
    """Address, topics, series, steps."""
    article = _mine(request, pk)
    form = ArrangementForm(request.POST) if request.method == "POST" else ArrangementForm.of(article)
    if form.is_bound and form.is_valid():
        try:
            arrange_article(article=article, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return go_to(request, reverse("articles:editor", args=[pk]))
    context = {"article": article, "form": form}
    return render(request, "articles/arrangement.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """The kept texts, latest first. POST makes one of them the working copy again."""
    article = _mine(request, pk)
    if request.method == "POST":
        draft = article.draft
        number = request.POST.get("number", "")[:9]
        revision = get_object_or_404(article.revisions, number=number if number.isdecimal() else 0)
        keep_revision(draft=draft, by=article.author, now=timezone.now())
        try:
            restore_revision(revision=revision, version=draft.version, now=timezone.now())
        except Refusal:
            messages.warning(
                request, _("The text was saved somewhere else in the meantime. Look at it first.")
            )
        else:
            messages.success(request, _("Restored. The text you had is kept as the latest revision."))
        return go_to(request, reverse("articles:editor", args=[pk]))
    context = {"article": article, "revisions": article.revisions.order_by("-number")}
    return render(request, "articles/revisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: the mail as it will be, and to how many. POST sends. After: what became of each letter."""
    article = _mine(request, pk)
    refusal = None
    if request.method == "POST":
        try:
            send_issue(article=article, by=article.author, now=timezone.now())
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("On its way to your readers."))
            return go_to(request, reverse("articles:issue", args=[pk]))
    sent = article.issues.first()
    if sent:
        context: dict[str, Any] = {"issue": sent, "deliveries": deliveries_of(sent)}
    else:
        html = mail_html(article)
        context = {
            "html": html,
            "kilobytes": len(html.encode()) // 1024,
            "readers": Subscriber.objects.confirmed().count(),
        }
    context |= {"article": article, "refusal": refusal}
    return render(request, "articles/issue.html", context, status=422 if refusal else 200)


@require_POST
@members_only
def test_issue(request: HttpRequest, pk: int) -> HttpResponse:
    article = _mine(request, pk)
    try:
        check_rate(request, "test_issue")
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        send_test(article=article, by=article.author, now=timezone.now())
        messages.success(request, _("A test is on its way to your own address."))
    return go_to(request, reverse("articles:issue", args=[pk]))


@require_POST
@members_only
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """The author decides about the letters in doubt: once more, or let them be."""
    article = _mine(request, pk)
    settle = send_doubtful_again if request.POST.get("again") else take_doubtful_for_sent
    settle(issue=get_object_or_404(article.issues), by=article.author, now=timezone.now())
    return go_to(request, reverse("articles:issue", args=[pk]))


def _author(request: HttpRequest) -> Author:
    return get_object_or_404(Author.objects.select_related("user"), user=member(request))


def _mine(request: HttpRequest, pk: int) -> Article:
    mine = Article.objects.by(_author(request)).select_related("author__user", "draft", "series")
    return get_object_or_404(mine, pk=pk)


def _editor(
    request: HttpRequest, article: Article, form: DraftForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    source = str(form["source"].value() or "")
    context = {"article": article, "form": form, "preview": render_markdown(source), **more}
    return render(request, "articles/editor.html", context, status=status)


def _conflict(request: HttpRequest, article: Article, conflict: Refusal) -> HttpResponse:
    """Both texts on one page. Saving again is a decision then, so the form carries the new version."""
    typed = request.POST.copy()
    typed["version"] = str(conflict.data["version"])
    return _editor(request, article, DraftForm(typed), status=422, refusal=conflict, saved=conflict.data)
