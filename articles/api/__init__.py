"""Articles in the API: reading for everybody, drafts for authors."""

from typing import Any

from articles.api.pictures import PictureViewSet
from articles.api.reading import ArticleViewSet, SeriesViewSet, TopicViewSet
from articles.api.revisions import Revisions
from articles.api.writing import DraftViewSet

routes: list[tuple[str, Any, str]] = [
    ("articles", ArticleViewSet, "article"),
    ("series", SeriesViewSet, "series"),
    ("topics", TopicViewSet, "topic"),
    ("drafts", DraftViewSet, "draft"),
    ("pictures", PictureViewSet, "picture"),
    (r"drafts/(?P<pk>\d{1,18})/revisions", Revisions, "revision"),
]
