"""Addresses of articles and of the pages where they are written."""

from django.urls import path

from articles import feeds
from articles.views import reading, writing

app_name = "articles"
urlpatterns = [
    path("articles/", reading.articles, name="articles"),
    path("articles/feed/", feeds.feed, name="feed"),
    path("articles/series/<slug:slug>/", reading.series, name="series"),
    path("articles/series/<slug:series>/feed/", feeds.feed, name="series_feed"),
    path("articles/topics/<slug:slug>/", reading.tag, name="tag"),
    path("articles/topics/<slug:topic>/feed/", feeds.feed, name="tag_feed"),
    path("articles/steps/<slug:roadmap>/<slug:key>/", reading.step, name="step"),
    path("articles/<slug:slug>/", reading.article, name="article"),
    path("writing/", writing.author_home, name="author_home"),
    path("writing/new/", writing.new_article, name="new_article"),
    path("writing/<int:pk>/", writing.editor, name="editor"),
    path("writing/<int:pk>/preview/", writing.preview, name="preview"),
    path("writing/<int:pk>/publication/", writing.publication, name="publication"),
    path("writing/<int:pk>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("writing/<int:pk>/arrangement/", writing.arrangement, name="arrangement"),
    path("writing/<int:pk>/revisions/", writing.revisions, name="revisions"),
]
