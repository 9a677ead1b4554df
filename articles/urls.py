"""Addresses of articles, of their newsletter and of the author's desk."""

from django.urls import path

from articles import feeds
from articles.views import newsletter, reading, writing

app_name = "articles"
urlpatterns = [
    path("articles/", reading.articles, name="articles"),
    path("articles/feed/", feeds.feed, name="feed"),
    path("articles/series/<slug:slug>/", reading.series, name="series"),
    path("articles/series/<slug:series>/feed/", feeds.feed, name="series_feed"),
    path("articles/topics/<slug:slug>/", reading.topic, name="topic"),
    path("articles/topics/<slug:topic>/feed/", feeds.feed, name="topic_feed"),
    path("articles/steps/<slug:roadmap>/<slug:key>/", reading.step, name="step"),
    path("articles/<slug:slug>/", reading.article, name="article"),
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/asked/", newsletter.asked, name="asked"),
    path("newsletter/subscription/", newsletter.subscription, name="subscription"),
    path("newsletter/subscription/cancellation/", newsletter.cancellation, name="cancellation"),
    path("newsletter/confirmation/<str:token>/", newsletter.confirmation, name="confirmation"),
    path("newsletter/unsubscription/<str:token>/", newsletter.unsubscription, name="unsubscription"),
    path("writing/", writing.desk, name="desk"),
    path("writing/new/", writing.new_article, name="new_article"),
    path("writing/<int:pk>/", writing.editor, name="editor"),
    path("writing/<int:pk>/preview/", writing.preview, name="preview"),
    path("writing/<int:pk>/publication/", writing.publication, name="publication"),
    path("writing/<int:pk>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("writing/<int:pk>/arrangement/", writing.arrangement, name="arrangement"),
    path("writing/<int:pk>/revisions/", writing.revisions, name="revisions"),
    path("writing/<int:pk>/issue/", writing.issue, name="issue"),
    path("writing/<int:pk>/issue/test/", writing.test_issue, name="test_issue"),
    path("writing/<int:pk>/issue/settlement/", writing.settlement, name="settlement"),
]
