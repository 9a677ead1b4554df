"""Home, dashboard, search: pages that show several apps and own nothing."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import member, members_only, viewer
from articles.models import Article
from core.http import public_page, wants_fragment
from pages.dashboard import dashboard_of
from pages.featured_roadmap import featured_roadmap
from pages.free_mentors import free_mentors
from pages.guide import BY_SLUG, CHAPTERS, chapter_context
from pages.proof import read_proof
from pages.search import search_all

ARTICLES_ON_HOME = 5
MENTORS_ON_HOME = 4
SUGGESTIONS = ("gradient descent", "interview", "deploy", "statistics", "feature store", "career")


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    articles = Article.objects.published(now).for_listing().order_by("-published_at", "-pk")
    context = {
        "featured": featured_roadmap(),
        "chapters": CHAPTERS,
        "articles": articles[:ARTICLES_ON_HOME],
        "mentors": free_mentors(now=now, count=MENTORS_ON_HOME),
    }
    return render(request, "pages/home.html", context)


@require_safe
@public_page(max_age=3600)
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html", {"featured": featured_roadmap()})


@require_safe
@public_page(max_age=3600)
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/guide/guide.html", {"chapters": CHAPTERS, "featured": featured_roadmap()})


@require_safe
@public_page(max_age=3600)
def guide_chapter(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in BY_SLUG:
        raise Http404
    context = {**chapter_context(BY_SLUG[slug]), "shows_pay": settings.SHOW_SALARIES}
    return render(request, f"pages/guide/{slug.replace('-', '_')}.html", context)


@require_safe
@members_only
def proof(request: HttpRequest) -> HttpResponse:
    """A sheet to print; nobody else sees it."""
    now = timezone.now()
    context = {"proof": read_proof(member(request), now=now), "now": now}
    return render(request, "pages/proof.html", context)


@require_safe
@members_only
def dashboard(request: HttpRequest) -> HttpResponse:
    context = {"dashboard": dashboard_of(member(request), now=timezone.now())}
    return render(request, "pages/dashboard.html", context)


@require_safe
@public_page()
def search(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx its results only."""
    text = request.GET.get("q", "").strip()
    results = search_all(text, reader=viewer(request), now=timezone.now())
    context = {"text": text, "results": results, "suggestions": SUGGESTIONS}
    template = "pages/_results.html" if wants_fragment(request) else "pages/search.html"
    return render(request, template, context)
