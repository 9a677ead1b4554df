"""Articles, series and topics for search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.utils import timezone

from articles.models import Article, ArticleQuerySet


class ArticleSitemap(Sitemap[Article]):
    """Every published article, with the day of its latest change."""

    limit = 10_000

    def items(self) -> ArticleQuerySet:
        published = Article.objects.published(timezone.now())
        return published.only("slug", "updated_at").order_by("pk")

    def lastmod(self, article: Article) -> datetime | None:
        return article.updated_at
