"""Home, dashboard, search: pages that ask several apps and own nothing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.http import public_page


@public_page()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/dashboard.html")
