"""The sitemap: every page that strangers may read."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class Places(Sitemap):
    def items(self) -> list[str]:
        return ["pages:home", "pages:about"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap]] = {"places": Places}
