"""The sitemap: every page that strangers may read."""

from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

if TYPE_CHECKING:
    PathSitemap = Sitemap[str]
else:
    PathSitemap = Sitemap


class Places(PathSitemap):
    def items(self) -> list[str]:
        return ["pages:home", "pages:about"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type["Sitemap[Any]"]] = {"places": Places}
