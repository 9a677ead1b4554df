"""Atom and RSS with the whole text: of everything, of a topic, a series, an author."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import condition, require_safe

from articles.models import Article, ArticleQuerySet, Author, Series, Tag
from core.http import absolute, public_page
from markup.rendering import make_links_absolute, strip_controls

ENTRIES = 20
Source = Author | Series | Tag | None


class FullTextAtom(Atom1Feed):
    """Atom (RFC 4287) with a `content` beside the summary; whatever it is made of, it is XML."""

    def write(self, outfile: IO[str], encoding: str) -> None:
        """XML 1.0 knows no control characters, and Django raises at the first."""
        self.feed = without_controls(self.feed)
        self.items = without_controls(self.items)
        super().write(outfile, encoding)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Django calls the summary HTML; ours is plain text, so it is written as HTML shows it."""
        super().add_item_elements(handler, {**item, "description": escape(item["description"])})
        handler.addQuickElement("content", item["content"], {"type": "html"})


class FullTextRss(Rss201rev2Feed):
    """RSS 2.0 with `content:encoded`, where programs that read it look for the whole text."""

    def write(self, outfile: IO[str], encoding: str) -> None:
        self.feed = without_controls(self.feed)
        self.items = without_controls(self.items)
        super().write(outfile, encoding)

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": escape(item["description"])})
        handler.addQuickElement("content:encoded", item["content"])


def without_controls(value: Any) -> Any:
    """The same lists and dictionaries, their texts without what XML does not allow."""
    match value:
        case dict():
            return {name: without_controls(each) for name, each in value.items()}
        case list() | tuple():
            return [without_controls(each) for each in value]
        case str():
            return strip_controls(value)
    return value


class ArticleFeed(Feed[Article, Source]):
    """The latest articles of the whole site, of a series, a topic or an author."""

    feed_type: type[SyndicationFeed] = FullTextAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Source:
        return find_source(**kwargs)

    def title(self, source: Source) -> str:
        if source is None:
            return str(settings.SITE_NAME)
        return _("%(site)s: %(source)s") % {"site": settings.SITE_NAME, "source": source}

    def subtitle(self, source: Source) -> str:
        return _describe(source) or _("Long reads for the long road, in full.")

    def link(self, source: Source) -> str:
        return absolute(source.get_absolute_url() if source else reverse("articles:articles"))

    def feed_guid(self, source: Source) -> str:
        return self.link(source)

    def items(self, source: Source) -> ArticleQuerySet:
        articles = newest_articles(source).select_related("author__user").defer("source", "plain", "search")
        return articles.prefetch_related("tags")[:ENTRIES]

    def item_title(self, article: Article) -> str:
        return article.title

    def item_description(self, article: Article) -> str:
        return article.description

    def item_link(self, article: Article) -> str:
        return absolute(article.get_absolute_url())

    def item_guid(self, article: Article) -> str:
        """Stays when the address changes, so that no reader program shows an article twice."""
        return f"tag:{settings.SITE_DOMAIN.partition(':')[0]},2026:article:{article.pk}"

    def item_author_name(self, article: Article) -> str:
        return str(article.author)

    def item_pubdate(self, article: Article) -> datetime | None:
        return article.published_at

    def item_updateddate(self, article: Article) -> datetime | None:
        return article.updated_at

    def item_categories(self, article: Article) -> list[str]:
        return [tag.name for tag in article.tags.all()]

    def item_extra_kwargs(self, article: Article) -> dict[str, Any]:
        return {"content": make_links_absolute(article.html, self.item_link(article))}


class ArticleRss(ArticleFeed):
    feed_type = FullTextRss

    def description(self, source: Source) -> str:
        return self.subtitle(source)

    def item_guid_is_permalink(self, article: Article) -> bool:
        return False


def find_source(series: str = "", topic: str = "", author: str = "") -> Source:
    if series:
        return get_object_or_404(Series, slug=series)
    if author:
        return get_object_or_404(Author.objects.select_related("user"), user__handle=author)
    return get_object_or_404(Tag, slug=topic) if topic else None


def newest_articles(source: Source) -> ArticleQuerySet:
    articles = Article.objects.published(timezone.now()).order_by("-published_at", "pk")
    match source:
        case Series():
            return articles.filter(series=source)
        case Tag():
            return articles.filter(tags=source)
        case Author():
            return articles.filter(author=source)
        case None:
            return articles


def _make_etag(request: HttpRequest, **names: str) -> str:
    """One small query decides whether a feed reader has everything already (304).

    The tag covers all that the feed shows. A text is covered by `updated_at` and the renderer's version.
    A date alone could not tell that an article was withdrawn, or went to another series.
    """
    source = find_source(**names)
    topics = ArraySubquery(Tag.objects.filter(articles=OuterRef("pk")).order_by("pk").values("name"))
    shown = newest_articles(source).values_list(
        "pk", "slug", "published_at", "updated_at", "renderer_version", "author__user__display_name", topics
    )[:ENTRIES]
    about = (request.path, get_language(), str(source), _describe(source), settings.SITE_NAME)
    return quote_etag(hashlib.sha256(repr((about, list(shown))).encode()).hexdigest()[:32])


def _describe(source: Source) -> str:
    match source:
        case Series():
            return source.summary
        case Author():
            return source.bio
    return ""


def _make_view(write: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def without_date(request: HttpRequest, **names: str) -> HttpResponse:
        """The feed without Last-Modified, which stays the same when the latest articles are withdrawn."""
        response = write(request, **names)
        del response.headers["Last-Modified"]
        return response

    return require_safe(public_page(max_age=300)(condition(etag_func=_make_etag)(without_date)))


atom, rss = _make_view(ArticleFeed()), _make_view(ArticleRss())
