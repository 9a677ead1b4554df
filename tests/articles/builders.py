"""Articles, readers and their letters, made by the acts themselves."""

from datetime import datetime

from accounts.models import User
from articles.models import Article, Author, ConsentEvent, Subscriber
from articles.operations import confirm_subscription, publish_article, subscribe, write_article

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


def reader(email: str, *, now: datetime) -> Subscriber:
    """A confirmed subscriber, by the way that strangers take."""
    subscribe(email=email, how=ConsentEvent.How.FORM, now=now)
    subscriber = Subscriber.objects.get(email=email.lower())
    return confirm_subscription(subscriber=subscriber, how=ConsentEvent.How.LINK, now=now)
