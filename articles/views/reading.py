"""Pages for readers. They touch no session, so that shared caches may store them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.viewer import viewer
from articles.linked_data import article_data
from articles.models import Article, ArticleQuerySet, Draft, FormerSlug, Series, Tag
from core.http import public_page, wants_fragment
from markup.rendering import render as render_markdown
from roadmaps.models import Step

PAGE_SIZE = 40
RELATED = 3


@require_safe
@public_page()
def articles(request: HttpRequest) -> HttpResponse:
    """The archive: newest first, or best matches first when something is looked for."""
    words = request.GET.get("q", "").strip()
    now = timezone.now()
    published = Article.objects.published(now)
    if words:
        listed = published.search(words).for_listing()
    else:
        listed = published.for_listing().order_by("-published_at", "pk")
    context = {
        "words": words,
        "all_series": Series.objects.filter(articles__in=published).distinct().order_by("title"),
        "topics": Tag.objects.filter(articles__in=published).distinct().order_by("name"),
        **_page_of(request, listed),
    }
    return render(request, "articles/articles.html", context)


@require_safe
@public_page(max_age=300)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    article = Article.objects.published(now).for_reading().filter(slug=slug).first()
    if article is None:
        former = FormerSlug.objects.select_related("article").filter(slug=slug).first()
        if former is None or not former.article.is_published:
            raise Http404(_("There is no such article."))
        return HttpResponsePermanentRedirect(former.article.get_absolute_url())
    siblings = (
        article.series.articles.published(now).only("series", "slug", "title", "position")
        if article.series
        else Article.objects.none()
    )
    related = Article.objects.published(now).related_to(article).for_listing()
    context = {
        "article": article,
        "linked_data": article_data(article),
        "siblings": siblings.order_by("position", "pk"),
        "steps": article.steps(viewer(request)),
        "related": related[:RELATED],
    }
    return render(request, "articles/article.html", context)


@require_safe
@never_cache
def shared_draft(request: HttpRequest, key: str) -> HttpResponse:
    """A draft as readers would see it now, for whoever has its link."""
    draft = get_object_or_404(Draft.objects.select_related("article__author__user"), share_key=key)
    rendered = render_markdown(draft.source)
    response = render(request, "articles/shared_draft.html", {"draft": draft, "preview": rendered})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response


@require_safe
@public_page()
def series(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, slug=slug)
    parts = Article.objects.published(timezone.now()).for_listing().filter(series=series)
    return render(
        request, "articles/series.html", {"series": series, "parts": parts.order_by("position", "pk")}
    )


@require_safe
@public_page()
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    tag = get_object_or_404(Tag, slug=slug)
    listed = Article.objects.published(timezone.now()).for_listing().filter(tags=tag)
    context = {"tag": tag, **_page_of(request, listed.order_by("-published_at", "pk"))}
    return render(request, "articles/tag.html", context)


@require_safe
@public_page()
def step(request: HttpRequest, roadmap: str, key: str) -> HttpResponse:
    """The articles for a step: a page, and a part of the step's own page that htmx loads."""
    step = get_object_or_404(
        Step.objects.shown_to(viewer(request)).at(roadmap, key).select_related("edition__roadmap")
    )
    listed = Article.objects.published(timezone.now()).for_listing().for_step(roadmap, key)
    template = "articles/_step.html" if wants_fragment(request) else "articles/step.html"
    return render(request, template, {"step": step, "articles": listed.order_by("-published_at", "pk")})


def _page_of(request: HttpRequest, listed: ArticleQuerySet) -> dict[str, Any]:
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "articles": list(page)}
