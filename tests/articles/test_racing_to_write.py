"""Two requests for one article, or for one address: nothing is lost, and nobody sees a fault."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.test import Client

from articles.models import Article, ArticleState, Author, Series, Tag
from articles.operations import (
    AddressTaken,
    PlaceTaken,
    arrange_article,
    publish_article,
    save_draft,
    withdraw_article,
    write_article,
)
from tests.articles import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def arranged(
    article: Article,
    slug: str,
    *,
    tags: Sequence[str] = (),
    series: Series | None = None,
    position: int | None = None,
) -> Article:
    return arrange_article(article=article, slug=slug, tags=tags, series=series, position=position, steps=[])


def test_articles_with_one_title_begun_at_once_each_get_an_address(author: Author, now: datetime) -> None:
    def begin() -> str:
        return write_article(author=author, title="Boosting", now=now).slug

    slugs = {"boosting", *(f"boosting-{number}" for number in range(2, 7))}
    assert set(at_once(*[begin] * 6)) == slugs


def test_one_of_two_articles_that_want_one_address_gets_it(author: Author, now: datetime) -> None:
    mine = [builders.draft(author, now=now, title=title) for title in ("Bias", "Variance")]
    got = at_once(*(lambda each=each: arranged(each, "trade-off").slug for each in mine))
    assert sorted(map(type, got), key=str) == [AddressTaken, str]


def test_one_of_two_articles_that_want_one_place_gets_it(
    author: Author, series: Series, now: datetime
) -> None:
    mine = [builders.draft(author, now=now, title=title) for title in ("Bias", "Variance")]
    got = at_once(*(lambda each=each: arranged(each, each.slug, series=series, position=1) for each in mine))
    assert sorted(type(each).__name__ for each in got) == ["Article", PlaceTaken.__name__]


def test_new_topics_in_either_order_do_not_block_each_other(author: Author, now: datetime) -> None:
    mine = [builders.draft(author, now=now, title=f"Number {number}") for number in range(6)]
    names = [f"topic {number}" for number in range(8)]
    at_once(
        *(
            lambda each=each, number=number: arranged(each, each.slug, tags=names[:: 1 if number % 2 else -1])
            for number, each in enumerate(mine)
        )
    )
    assert Tag.objects.count() == 8


def test_publishing_and_arranging_at_once_lose_nothing(
    article: Article, author: Author, series: Series, earlier: datetime, now: datetime
) -> None:
    save_draft(article=article, title="Louder", summary="", source="New words.", version=1, now=earlier)
    publishing, arranging = Article.objects.get(), Article.objects.get()
    at_once(
        lambda: publish_article(article=publishing, by=author, now=now),
        lambda: arranged(arranging, "moved", series=series, position=1),
    )
    article.refresh_from_db()
    assert (article.title, article.slug, article.series) == ("Louder", "moved", series)


def test_publishing_what_was_arranged_in_the_meantime_keeps_the_arrangement(
    article: Article, author: Author, series: Series, now: datetime
) -> None:
    seen_before = Article.objects.get()
    arranged(article, "moved", series=series, position=1)
    publish_article(article=seen_before, by=author, now=now)
    article.refresh_from_db()
    assert (article.slug, article.series) == ("moved", series)


def test_arranging_what_was_published_in_the_meantime_keeps_the_old_address_alive(
    author: Author, client: Client, earlier: datetime
) -> None:
    draft = builders.draft(author, now=earlier)
    seen_before = Article.objects.get()
    publish_article(article=draft, by=author, now=earlier)
    arranged(seen_before, "moved")
    assert client.get("/articles/a-quiet-model/")["Location"] == "/articles/moved/"


def test_withdrawing_takes_nothing_back_but_the_publication(
    article: Article, author: Author, now: datetime
) -> None:
    seen_before = Article.objects.get()
    arranged(article, "moved")
    withdraw_article(article=seen_before, now=now)
    article.refresh_from_db()
    assert (article.slug, article.state) == ("moved", ArticleState.DRAFT)
