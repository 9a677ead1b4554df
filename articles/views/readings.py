"""What a member has read, and what changed since."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.viewer import member, members_only
from articles.differences import compare, count_changes
from articles.models import Article, Reading, text_of
from articles.operations import mark_article_read, mark_article_unread
from core.http import go_to
from core.pagination import ShortPaginator
from core.refusals import Refusal
from markup.questions import hide_answers

PAGE_SIZE = 40


@require_safe
@members_only
def readings(request: HttpRequest) -> HttpResponse:
    """What changed since the member read it comes first."""
    mine = Reading.objects.of(member(request)).for_list()
    page = ShortPaginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "changed": [reading for reading in page if reading.changed_at],
        "read": [reading for reading in page if not reading.changed_at],
    }
    return render(request, "articles/readings.html", context)


@require_POST
@members_only
def reading(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark an article as read; with `undo=`, no longer."""
    article = _find_article(slug)
    if "undo" in request.POST:
        mark_article_unread(article=article, reader=member(request))
        messages.success(request, _("It is no longer among what you have read."))
        return go_to(request, f"{article.get_absolute_url()}#read")
    try:
        mark_article_read(article=article, reader=member(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, reverse("articles:articles"))
    messages.success(
        request, _("Read. If it changes in a way that matters, you will find it in your reading.")
    )
    return go_to(request, f"{article.get_absolute_url()}#read")


@require_safe
@members_only
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of the text since the member read it."""
    article = _find_article(slug)
    reading = get_object_or_404(
        Reading.objects.of(member(request)).select_related("revision"), article=article
    )
    read = reading.revision
    context = {
        "article": article,
        "reading": reading,
        "revision": read,
        "said": article.revisions.material().filter(number__gt=read.number).order_by("-number"),
        "title_lines": compare(read.title, article.title),
        "summary_lines": compare(read.summary, article.summary),
        "lines": compare(hide_answers(read.source), hide_answers(article.source)),
        "count": count_changes(text_of(read), text_of(article)),
    }
    return render(request, "articles/changes.html", context)


def _find_article(slug: str) -> Article:
    published = Article.objects.published(timezone.now()).select_related("author__user")
    return get_object_or_404(published.defer("html", "plain", "search"), slug=slug)
