"""What every template may know about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.languages import alternates


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_name`, `site_url`, `in_development` and this page in the others of `page_languages`."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "in_development": settings.LONGROAD_DEV,
        "page_languages": alternates(request),
    }
