"""What search engines read of an article (schema.org, as JSON-LD)."""

import json

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from core.http import absolute

# A browser ends a script element at `</script>` wherever it stands, and JSON has another way to
# write these characters. The element is data and never run, so our policy lets it stand inline.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def article_data(article: Article) -> SafeString:
    """The content of a `<script type="application/ld+json">`, safe whatever the title says."""
    url = absolute(article.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.title,
        "description": article.description,
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": article.published_at and article.published_at.isoformat(),
        "dateModified": article.updated_at and article.updated_at.isoformat(),
        "image": absolute(article.card_url or static("img/og.png")),
        "timeRequired": f"PT{article.reading_minutes}M",
        "author": {
            "@type": "Person",
            "name": str(article.author),
            "url": absolute(article.author.user.get_absolute_url()),
        },
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL},
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308
