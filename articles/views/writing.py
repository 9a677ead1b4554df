"""Pages for authors: write, preview, share. An author sees their own articles only."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from articles.differences import compare, count_changes
from articles.forms import (
    ArrangementForm,
    DraftForm,
    NewArticleForm,
    PictureForm,
)
from articles.models import Article, ArticleImport, ArticleState, Author, text_of
from articles.operations import (
    arrange_article,
    restore_revision,
    save_draft,
    save_revision,
    share_draft,
    unshare_draft,
    withdraw_article,
    write_article,
)
from core.http import go_to, wants_fragment
from core.pagination import ShortPaginator
from core.refusals import Refusal
from markup.rendering import render as render_markdown

PAGE_SIZE = 40


@require_safe
@members_only
def author_home(request: HttpRequest) -> HttpResponse:
    """The articles of the person who asks; how one becomes an author, to anybody else."""
    if not Author.objects.filter(user=member(request)).exists():
        return render(request, "articles/not_an_author.html")
    mine = (
        Article.objects.by(member(request)).select_related("draft", "series").defer("html", "plain", "search")
    )
    published = mine.filter(state=ArticleState.PUBLISHED).order_by("-published_at", "-pk")
    page = ShortPaginator(published, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "drafts": mine.filter(state=ArticleState.DRAFT).order_by("-draft__saved_at"),
        "published": page.object_list,
        "page": page,
        "files": ArticleImport.objects.by(member(request)).order_by("-created_at", "-pk"),
    }
    return render(request, "articles/author_home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_article(request: HttpRequest) -> HttpResponse:
    author = get_object_or_404(Author, user=member(request))
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
    """The text and its preview; with `publish=`, what is typed is saved, and the way on is to publishing.

    What was typed comes back with every answer but a success, and so do the choices of the menu.
    """
    article = _get_own_article(request, pk)
    if request.method != "POST":
        return _render_editor(request, article, DraftForm(instance=article.draft))
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _render_editor(request, article, form, status=422)
    try:
        draft = save_draft(article=article, now=timezone.now(), **form.cleaned_data)
    except Refusal as conflict:
        # Both texts on one page. Saving again is a decision then, so the form carries the new version.
        typed = request.POST.copy()
        typed["version"] = str(conflict.data["version"])
        return _render_editor(
            request, article, DraftForm(typed), status=422, refusal=conflict, saved=conflict.data
        )
    if "publish" in request.POST:
        choices = _choices(request)
        return go_to(request, f"{reverse('newsletter:publishing', args=[pk])}?{choices}".rstrip("?"))
    if "keep" in request.POST:
        save_revision(draft=draft, by=article.author, now=timezone.now())
        messages.success(request, _("Saved as a revision."))
    else:
        messages.success(request, _("Saved."))
    return go_to(request, reverse("articles:editor", args=[pk]))


@require_POST
@members_only
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Save what is typed, for a script that does so while its author types on.

    It answers with the version that the next save sends and with the line that says how things stand;
    409 when the text was saved elsewhere, and then nothing is changed.
    """
    article = _get_own_article(request, pk)
    form = DraftForm(request.POST)
    if not form.is_valid():
        reasons = [
            f"{form[name].label}: {reasons[0]}"
            for name, reasons in form.errors.items()
            if name in form.fields
        ]
        return JsonResponse({"message": " ".join(reasons)}, status=422)
    try:
        save_draft(article=article, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=409)
    article = _get_own_article(request, pk)
    state = render_to_string("articles/_state.html", {"article": article}, request)
    return JsonResponse({"version": article.draft.version, "state": state, "title": article.draft.title})


@require_POST
@members_only
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers would see of the text as typed; nothing is saved."""
    article = _get_own_article(request, pk)
    if wants_fragment(request):
        rendered = render_markdown(request.POST.get("source", ""), has_questions=True)
        return render(request, "articles/_preview.html", {"preview": rendered})
    return _render_editor(request, article, DraftForm(request.POST))


@require_POST
@members_only
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    withdraw_article(article=_get_own_article(request, pk), now=timezone.now())
    messages.success(request, _("Withdrawn. Readers no longer see it; your text is here."))
    return go_to(request, reverse("articles:editor", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def arrangement(request: HttpRequest, pk: int) -> HttpResponse:
    """Address, topics, series, steps."""
    article = _get_own_article(request, pk)
    form = ArrangementForm(request.POST) if request.method == "POST" else ArrangementForm.for_article(article)
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


@require_POST
@members_only
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the draft, or end it."""
    article = _get_own_article(request, pk)
    if "end" in request.POST:
        unshare_draft(article=article)
        messages.success(request, _("The link has ended. Nobody can read the draft by it."))
    else:
        share_draft(article=article)
        messages.success(request, _("Whoever has the link can read the draft."))
    return go_to(request, f"{reverse('articles:editor', args=[pk])}#sharing")


@require_safe
@members_only
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One kept text, and how what is typed now differs from it."""
    article = _get_own_article(request, pk)
    revision = get_object_or_404(article.revisions, number=number)
    context = {
        "article": article,
        "revision": revision,
        "title_lines": compare(revision.title, article.draft.title),
        "summary_lines": compare(revision.summary, article.draft.summary),
        "lines": compare(revision.source, article.draft.source),
        "changes": count_changes(text_of(revision), text_of(article.draft)),
    }
    return render(request, "articles/revision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """The kept texts, latest first. POST makes one of them the working copy again."""
    article = _get_own_article(request, pk)
    if request.method == "POST":
        draft = article.draft
        number = request.POST.get("number", "")[:9]
        revision = get_object_or_404(article.revisions, number=number if number.isdecimal() else 0)
        try:
            restore_revision(revision=revision, by=article.author, version=draft.version, now=timezone.now())
        except Refusal:
            messages.warning(
                request, _("The text was saved somewhere else in the meantime. Look at it first.")
            )
        else:
            messages.success(request, _("Restored. The text you had is kept as the latest revision."))
        return go_to(request, reverse("articles:editor", args=[pk]))
    context = {"article": article, "revisions": article.revisions.order_by("-number")}
    return render(request, "articles/revisions.html", context)


def _get_own_article(request: HttpRequest, pk: int) -> Article:
    mine = Article.objects.by(member(request)).select_related("author__user", "draft", "series")
    return get_object_or_404(mine, pk=pk)


def _choices(request: HttpRequest) -> str:
    """What was posted beside the text by the menu that publishes, as an address has it."""
    if "publish" not in request.POST:
        return ""
    text = {*DraftForm().fields, "csrfmiddlewaretoken", "publish", "next"}
    return urlencode({name: value for name, value in request.POST.items() if value and name not in text})


def _render_editor(
    request: HttpRequest, article: Article, form: DraftForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    source = str(form["source"].value() or "")
    context = {
        "article": article,
        "form": form,
        "choices": _choices(request),
        "pictures_form": PictureForm(prefix=""),
        "preview": render_markdown(source, has_questions=True),
        **more,
    }
    return render(request, "articles/editor.html", context, status=status)
