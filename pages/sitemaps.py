"""The sitemap: every page that strangers may read, app by app."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from articles.sitemaps import ArticleSitemap
from mentoring.models import Mentor
from pages.guide import CHAPTERS
from roadmaps.models import Edition, Step

if TYPE_CHECKING:
    PathSitemap = Sitemap[str]
    RowSitemap = Sitemap[Any]
else:
    PathSitemap = RowSitemap = Sitemap


class OurAddress:
    """The site's own address, whatever host was asked: a copy behind another name points here."""

    protocol = settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        return str(settings.SITE_DOMAIN)


class Places(OurAddress, PathSitemap):
    def items(self) -> list[str]:
        return [
            "pages:home",
            "pages:about",
            "pages:guide",
            "roadmaps:roadmaps",
            "mentoring:mentors",
            "articles:articles",
            "newsletter:newsletter",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Guide(OurAddress, PathSitemap):
    def items(self) -> list[str]:
        return [chapter.slug for chapter in CHAPTERS]

    def location(self, item: str) -> str:
        return reverse("pages:guide-chapter", args=[item])


class Roadmaps(OurAddress, RowSitemap):
    def items(self) -> QuerySet[Edition]:
        return Edition.objects.shown_to(None).select_related("roadmap").order_by("pk")


class Steps(OurAddress, RowSitemap):
    def items(self) -> QuerySet[Step]:
        return Step.objects.shown_to(None).select_related("edition__roadmap").order_by("pk")


class Mentors(OurAddress, RowSitemap):
    def items(self) -> QuerySet[Mentor]:
        return Mentor.objects.listed().select_related("user").order_by("pk")


class Articles(OurAddress, ArticleSitemap):
    pass


SITEMAPS: dict[str, type["Sitemap[Any]"]] = {
    "places": Places,
    "guide": Guide,
    "roadmaps": Roadmaps,
    "steps": Steps,
    "mentors": Mentors,
    "articles": Articles,
}
