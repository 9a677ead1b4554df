"""All addresses of the API, `/api/v1/`: each app declares its own routes, this page collects them."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from config import reference

APPS = ("accounts", "roadmaps", "mentoring", "articles")
apis = [import_module(f"{app}.api") for app in APPS if find_spec(f"{app}.api")]

router = SimpleRouter()
for api in apis:
    for prefix, viewset, basename in getattr(api, "routes", []):
        router.register(prefix, viewset, basename)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", reference.reference, name="api-docs"),
    *(pattern for api in apis for pattern in getattr(api, "urlpatterns", [])),
    path("", include(router.urls)),
]
