"""Home, dashboard, search: pages that ask several apps and own nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import member, members_only
from articles.models import Article
from core.http import public_page
from pages.desk import desk_of
from pages.finding import find
from pages.people import soonest
from pages.road import main_road

ARTICLES_ON_HOME = 5
MENTORS_ON_HOME = 4
SUGGESTIONS = ("gradient descent", "interview", "deploy", "statistics", "feature store", "career")


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    articles = Article.objects.published(now).for_listing().order_by("-published_at", "-pk")
    context = {
        "road": main_road(),
        "articles": articles[:ARTICLES_ON_HOME],
        "mentors": soonest(now=now, count=MENTORS_ON_HOME),
    }
    return render(request, "pages/home.html", context)


@require_safe
@public_page(max_age=3600)
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html", {"road": main_road()})


@require_safe
@members_only
def dashboard(request: HttpRequest) -> HttpResponse:
    desk = desk_of(member(request), now=timezone.now())
    return render(request, "pages/dashboard.html", {"desk": desk})


@require_safe
@public_page()
def search(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx its answers only."""
    text = request.GET.get("q", "").strip()
    context = {"text": text, "found": find(text, now=timezone.now()), "suggestions": SUGGESTIONS}
    is_fragment = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    return render(request, "pages/_found.html" if is_fragment else "pages/search.html", context)
