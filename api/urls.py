"""All addresses of the API, `/api/v1/`: each app declares its own routes, this page collects them."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from accounts import api as accounts
from api import generated, outbox, reference
from articles import api as articles
from availability import api as availability
from availability import api_schedules as schedules
from calendars import api as calendars
from editor import api as editor
from mentoring import api as mentoring
from newsletter import api as newsletter
from notices import api as notices
from pages import api as pages
from planning import api as planning
from practice import api as practice
from roadmaps import api as roadmaps
from webhooks import api as webhooks

router = SimpleRouter()
for prefix, viewset, basename in [
    *roadmaps.routes,
    *schedules.routes,
    *mentoring.routes,
    *articles.routes,
    *editor.routes,
    *newsletter.routes,
    *webhooks.routes,
    *calendars.routes,
    *planning.routes,
    *practice.routes,
]:
    router.register(prefix, viewset, basename)

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", generated.SchemaView.as_view(), name="api-schema"),
    path("docs/", reference.reference, name="api-docs"),
    *accounts.urlpatterns,
    *notices.urlpatterns,
    *roadmaps.urlpatterns,
    *mentoring.urlpatterns,
    *articles.urlpatterns,
    *availability.urlpatterns,
    *editor.urlpatterns,
    *newsletter.urlpatterns,
    *planning.urlpatterns,
    *practice.urlpatterns,
    *pages.urlpatterns,
    *outbox.urlpatterns,
    path("", include(router.urls)),
]
