"""Home, dashboard, search: pages that ask several apps and own nothing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import public_page


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


@require_safe
@public_page(max_age=3600)
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/dashboard.html")


@require_safe
@public_page()
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/search.html", {"text": request.GET.get("q", "").strip()})
