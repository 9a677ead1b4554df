"""Pages for readers. They touch no session, so that shared caches may store them."""

import textwrap
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.viewer import viewer
from articles.archive import ArchiveChoices, ArchiveFilters
from articles.linked_data import article_data
from articles.models import Article, ArticleQuerySet, Draft, FormerSlug, Reading, Series, Tag
from articles.step_lines import list_steps
from core.card_answer import answer_with_card
from core.http import public_page, wants_fragment
from core.pagination import ShortPaginator
from core.prepared import prepared
from markup.rendering import find_passage
from markup.rendering import render as render_markdown
from roadmaps.models import Step

PAGE_SIZE = 40
RELATED = 3
LONGEST_ABOUT = 500  # characters that go along to a booking


@require_safe
@public_page()
def articles(request: HttpRequest) -> HttpResponse:
    """The archive: newest first, or best matches first when something is looked for."""
    filters = ArchiveFilters.from_query(request.GET)
    published = Article.objects.published(timezone.now())
    choices = ArchiveChoices.of(published)
    context = {
        "filters": filters,
        "choices": choices,
        "topic": next((each for each in choices.topics if each.slug == filters.topic), None),
        "author": next((each for each in choices.authors if each.user.handle == filters.author), None),
        "all_series": Series.objects.filter(articles__in=published).distinct().order_by("title"),
        **_page_of(request, filters.apply(published).for_listing()),
    }
    return render(request, "articles/articles.html", context)


@require_safe
@public_page(max_age=300)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    now, reader = timezone.now(), viewer(request)
    article = _article_at.first(slug=slug, now=now)
    if article is None:
        return _redirect_former(slug)
    siblings = (
        article.series.articles.published(now).only("series", "slug", "title", "position")
        if article.series
        else Article.objects.none()
    )
    parts = list(siblings.order_by("position", "pk"))
    place = parts.index(article) if article in parts else 0
    related = Article.objects.published(now).related_to(article).for_listing()
    mine = Reading.objects.of(reader).filter(article__in=[article, *parts]).with_changes() if reader else ()
    readings = {reading.article_id: reading for reading in mine}
    context = {
        "article": article,
        "linked_data": article_data(article),
        "siblings": parts,
        "previous": parts[place - 1] if place else None,
        "next": parts[place + 1] if place + 1 < len(parts) else None,
        "steps": list_steps(article, reader),
        "reading": readings.get(article.pk),
        "read": readings.keys(),
        "related": related[:RELATED],
    }
    return render(request, "articles/article.html", context)


@prepared
def _article_at(slug: Any, now: Any) -> QuerySet[Article]:
    return Article.objects.published(now).for_reading().filter(slug=slug)


@require_safe
@public_page(max_age=300)
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a mentor about a part of an article: `at=` names the paragraph or the heading."""
    published = Article.objects.published(timezone.now()).select_related("author__user")
    article = get_object_or_404(published.defer("source", "html", "search"), slug=slug)
    anchor = request.GET.get("at", "")
    headings = {entry["anchor"]: entry["title"] for entry in article.contents}
    quotation = headings.get(anchor) or find_passage(article.plain, anchor)
    about = _("“%(title)s”: %(quotation)s") % {"title": article.title, "quotation": quotation}
    context = {
        "article": article,
        "anchor": anchor if quotation else "",
        "quotation": quotation,
        "about": urlencode({"about": textwrap.shorten(about, LONGEST_ABOUT, placeholder=" …")})
        if quotation
        else "",
        "steps": list_steps(article, viewer(request)),
    }
    return render(request, "articles/question.html", context)


def _redirect_former(slug: str) -> HttpResponse:
    """To the article that had this address, or a 404."""
    former = FormerSlug.objects.select_related("article").filter(slug=slug).first()
    if former is None or not former.article.is_published:
        raise Http404(_("There is no such article."))
    return HttpResponsePermanentRedirect(former.article.get_absolute_url())


@require_safe
@public_page(max_age=300)
def card(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The picture of its title. The address is made of what it shows, so every cache may keep it."""
    named = Article.objects.published(timezone.now()).select_related("author__user")
    article = get_object_or_404(named.only("slug", "title", "author__user__display_name"), slug=slug)
    card = article.card
    if card.can_be_drawn and card.key != key:
        return HttpResponseRedirect(article.card_url)
    response = answer_with_card(card)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
@never_cache
def shared_draft(request: HttpRequest, key: str) -> HttpResponse:
    """A draft as readers would see it now, for whoever has its link."""
    draft = get_object_or_404(Draft.objects.select_related("article__author__user"), share_key=key)
    rendered = render_markdown(draft.source, has_questions=True)
    response = render(request, "articles/shared_draft.html", {"draft": draft, "preview": rendered})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # the address is the secret; the page's forms need an Origin
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
    page = ShortPaginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "articles": list(page)}
