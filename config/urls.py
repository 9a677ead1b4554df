"""Every address of the site: each app brings its own, this page says in which order."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from core.api import not_found
from workers import health

handler400 = "core.errors.bad_request"
handler500 = "core.errors.server_error"

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("api.urls")),
    re_path(r"^api/", not_found),
    path("staff/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("mailing.urls")),
    path("", include("notices.urls")),
    path("", include("roadmaps.urls")),
    path("", include("availability.urls")),
    path("", include("mentoring.urls")),
    path("", include("articles.urls")),
    path("", include("editor.urls")),
    path("", include("newsletter.urls")),
    path("", include("webhooks.urls")),
    path("", include("calendars.urls")),
    path("", include("planning.urls")),
    path("", include("practice.urls")),
    path("", include("pages.urls")),
]
if settings.LONGROAD_DEV:  # installed there only
    urlpatterns.append(path("", include("devtools.caught_mail.urls")))
