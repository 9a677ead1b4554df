"""An author's articles on their public profile (accounts.profile_blocks)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile_blocks import Block, Content, register_block
from articles.models import Article

SHOWN = 10


def read_articles(person: User, now: datetime) -> Content | None:
    """The newest that are published."""
    published = Article.objects.published(now).filter(author__user=person)
    articles = list(published.only("slug", "title", "published_at").order_by("-published_at", "-pk")[:SHOWN])
    return {"articles": articles} if articles else None


def describe_articles(content: Content) -> Content:
    return {
        "articles": [
            {"slug": article.slug, "title": article.title, "published_at": article.published_at}
            for article in content["articles"]
        ]
    }


register_block(
    Block(
        key="articles",
        title=_("Articles"),
        hint=_("The newest that you published here."),
        template="articles/_profile_articles.html",
        place=60,
        read=read_articles,
        describe=describe_articles,
    )
)
