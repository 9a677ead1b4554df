"""Articles in the API: reading for everybody, drafts for authors."""

from typing import Any

from django.urls import path

from articles.api.files import ArticleImports
from articles.api.pictures import PictureViewSet
from articles.api.reading import ArticleViewSet, SeriesViewSet, TopicViewSet
from articles.api.readings import OwnChanges, OwnReading, Readings
from articles.api.revisions import Revisions
from articles.api.writing import DraftViewSet

routes: list[tuple[str, Any, str]] = [
    ("articles", ArticleViewSet, "article"),
    ("series", SeriesViewSet, "series"),
    ("topics", TopicViewSet, "topic"),
    ("drafts", DraftViewSet, "draft"),
    ("article-imports", ArticleImports, "article-import"),
    ("pictures", PictureViewSet, "picture"),
    ("me/readings", Readings, "reading"),
    (r"drafts/(?P<pk>\d{1,18})/revisions", Revisions, "revision"),
]
urlpatterns = [
    path("articles/<slug:slug>/reading/", OwnReading.as_view(), name="api-reading"),
    path("articles/<slug:slug>/changes/", OwnChanges.as_view(), name="api-changes"),
]
