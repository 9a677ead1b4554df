"""Articles from a file, looked at before drafts are made of them; and all of one's own as a file."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from articles.exports import write_archive
from articles.forms import ArticleFileForm, ChosenArticlesForm
from articles.imports import FORMATS, LARGEST_FILE
from articles.models import ArticleImport, Author
from articles.operations import accept_article_file, discard_article_file, read_article_file
from core.http import go_to
from core.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def import_file(request: HttpRequest) -> HttpResponse:
    author = get_object_or_404(Author, user=member(request))
    form = ArticleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            check_rate(request, "article_files")
            found = read_article_file(
                author=author, name=file.name or "", data=file.read(LARGEST_FILE + 1), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal.message))
        else:
            return go_to(request, reverse("articles:import_preview", args=[found.pk]))
    return render(request, "articles/import.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def import_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found and what is lost; a POST makes the drafts."""
    file = get_object_or_404(ArticleImport.objects.by(member(request)), pk=pk)
    documents = file.documents
    form = ChosenArticlesForm(request.POST if request.method == "POST" else None, documents=documents)
    if form.is_valid():
        try:
            made = accept_article_file(file=file, chosen=form.cleaned_data["documents"], now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = ngettext("%(n)s draft is yours.", "%(n)s drafts are yours.", len(made))
            messages.success(request, said % {"n": len(made)})
            return go_to(request, reverse("articles:author_home"))
    context = {
        "file": file,
        "format": FORMATS.get(file.format, file.format),
        "documents": documents,
        "losses": file.losses,
        "words": sum(document.words for document in documents),
        "pictures": sum(len(document.pictures) for document in documents),
        "form": form,
    }
    return render(request, "articles/import_preview.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def import_removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    discard_article_file(file=get_object_or_404(ArticleImport.objects.by(member(request)), pk=pk))
    messages.success(request, _("Thrown away. Nothing was made of the file."))
    return go_to(request, reverse("articles:author_home"))


@require_POST
@members_only
def export(request: HttpRequest) -> HttpResponse:
    """Everything of one's own, as a ZIP."""
    author = get_object_or_404(Author.objects.select_related("user"), user=member(request))
    try:
        check_rate(request, "article_files")
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, reverse("articles:author_home"))
    file = FileResponse(
        write_archive(author),
        as_attachment=True,
        filename=f"articles-{author.user.handle}.zip",
        content_type="application/zip",
        headers={"Cache-Control": "no-store"},
    )
    return cast(HttpResponse, file)  # decorators ask for no more than headers of it
