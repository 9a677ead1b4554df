"""Articles, made by the app's own operations."""

from datetime import datetime

from accounts.models import User
from articles.models import Article, Author
from articles.operations import publish_article, write_article

TEXT = """A model is a promise about data it has not seen.

## First

Some words about *gradients*.

## Second

```python
print("hello")
```

## Third

And $x^2$.
"""


def author_of(user: User) -> Author:
    return Author.objects.get_or_create(user=user, defaults={"bio": "Writes slowly."})[0]


def draft(author: Author, *, now: datetime, title: str = "A quiet model", source: str = TEXT) -> Article:
    return write_article(author=author, title=title, summary="", source=source, now=now)


def published(author: Author, *, now: datetime, title: str = "A quiet model", source: str = TEXT) -> Article:
    article = draft(author, now=now, title=title, source=source)
    return publish_article(article=article, by=author, now=now)
