"""`render_articles`: render again what an older renderer made. Run it after raising RENDERER_VERSION."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Article, ArticleState
from articles.operations import render_article
from markup.rendering import RENDERER_VERSION


class Command(BaseCommand):
    help = "Renders the published articles that an older renderer rendered. May be stopped and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        outdated = Article.objects.filter(state=ArticleState.PUBLISHED, renderer_version__lt=RENDERER_VERSION)
        count = 0
        for article in outdated.iterator(chunk_size=100):
            render_article(article)
            article.save(
                update_fields=["html", "contents", "excerpt", "plain", "reading_minutes", "renderer_version"]
            )
            count += 1
        self.stdout.write(f"{count} rendered by version {RENDERER_VERSION}.")
