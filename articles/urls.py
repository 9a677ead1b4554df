"""Addresses of articles and of the pages where they are written."""

from django.urls import path, re_path

from articles import feeds
from articles.views import files, illustrating, reading, readings, writing

app_name = "articles"
urlpatterns = [
    path("articles/", reading.articles, name="articles"),
    path("articles/feed/", feeds.atom, name="feed"),
    path("articles/rss/", feeds.rss, name="rss"),
    path("articles/authors/<slug:author>/feed/", feeds.atom, name="author_feed"),
    path("articles/authors/<slug:author>/rss/", feeds.rss, name="author_rss"),
    path("articles/series/<slug:slug>/", reading.series, name="series"),
    path("articles/series/<slug:series>/feed/", feeds.atom, name="series_feed"),
    path("articles/series/<slug:series>/rss/", feeds.rss, name="series_rss"),
    path("articles/topics/<slug:slug>/", reading.tag, name="tag"),
    path("articles/topics/<slug:topic>/feed/", feeds.atom, name="tag_feed"),
    path("articles/topics/<slug:topic>/rss/", feeds.rss, name="tag_rss"),
    path("articles/steps/<slug:roadmap>/<slug:key>/", reading.step, name="step"),
    path("articles/<slug:slug>/", reading.article, name="article"),
    path("articles/<slug:slug>/reading/", readings.reading, name="reading"),
    path("articles/<slug:slug>/question/", reading.question, name="question"),
    path("articles/<slug:slug>/changes/", readings.changes, name="changes"),
    re_path(r"^articles/(?P<slug>[-\w]+)/card/(?P<key>[0-9a-f]{32})\.png$", reading.card, name="card"),
    path("reading/", readings.readings, name="readings"),
    path("writing/", writing.author_home, name="author_home"),
    path("writing/new/", writing.new_article, name="new_article"),
    path("writing/import/", files.import_file, name="import"),
    path("writing/imports/<uuid:pk>/", files.import_preview, name="import_preview"),
    path("writing/imports/<uuid:pk>/removal/", files.import_removal, name="import_removal"),
    path("writing/export/", files.export, name="export"),
    path("writing/<int:pk>/", writing.editor, name="editor"),
    path("writing/<int:pk>/draft/", writing.autosave, name="autosave"),
    path("writing/<int:pk>/preview/", writing.preview, name="preview"),
    path("writing/<int:pk>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("writing/<int:pk>/arrangement/", writing.arrangement, name="arrangement"),
    path("writing/<int:pk>/sharing/", writing.sharing, name="sharing"),
    path("writing/<int:pk>/revisions/", writing.revisions, name="revisions"),
    path("writing/<int:pk>/revisions/<int:number>/", writing.revision, name="revision"),
    path("writing/pictures/", illustrating.pictures, name="pictures"),
    path("writing/pictures/<uuid:pk>/deletion/", illustrating.picture_deletion, name="picture_deletion"),
    re_path(
        r"^pictures/(?P<key>[0-9a-f]{32})-(?P<width>[0-9]{1,5})x(?P<height>[0-9]{1,6})"
        r"(?P<size>|-480|-960)\.(?P<kind>webp|jpg)$",
        illustrating.picture,
        name="picture",
    ),
    path("drafts/<str:key>/", reading.shared_draft, name="shared_draft"),
]
