"""Addresses of the pages that show several apps."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import path

from pages import design, oembed, robots, views
from pages.sitemaps import SITEMAPS

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("how-it-works/", views.about, name="about"),
    path("guide/", views.guide, name="guide"),
    path("guide/<slug:slug>/", views.guide_chapter, name="guide-chapter"),
    path("proof/", views.proof, name="proof"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("search/", views.search, name="search"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("site.webmanifest", robots.manifest, name="manifest"),
    path("favicon.ico", robots.favicon, name="favicon"),
]
if settings.LONGROAD_DEV:
    urlpatterns += [path("dev/design/", design.design, name="design")]
