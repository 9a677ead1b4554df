"""What machines ask of every site: robots.txt, the web manifest, the icon at its customary address."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.http import absolute
from core.languages import prefixed_languages
from pages.context import site

PRIVATE = (
    "accounts",
    "settings",
    "dashboard",
    "bookings",
    "mentoring",
    "writing",
    "outbox",
    "staff",
    "api",
)


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything that strangers may see may be read; what needs a sign-in is not."""
    prefixes = ["", *(f"/{code}" for code in prefixed_languages())]
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}/{place}/" for prefix in prefixes for place in PRIVATE),
        f"Sitemap: {absolute(reverse('pages:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    name = site(request)["site_name"]
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "start_url": reverse("pages:dashboard"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f9f7f1",
            "theme_color": "#f9f7f1",
            "icons": [
                {"src": static("img/mark-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("img/mark-512.png"), "sizes": "512x512", "type": "image/png"},
                {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("img/mark-32.png"))
