"""The archive: every view has an address, which anybody may keep."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from articles.operations import arrange_article
from tests.articles import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(author: Author, learner: User) -> None:
    """Three articles by two authors, in two years; two of them about trees."""
    other = builders.author_of(learner)
    for title, by, year, topics in (
        ("Old trees", author, 2024, ["Trees"]),
        ("New trees", other, 2025, ["Trees"]),
        ("New loss", author, 2025, ["Loss"]),
    ):
        article = builders.published(by, now=datetime(year, 12, 31, 23, 30, tzinfo=UTC), title=title)
        arrange_article(article=article, slug=article.slug, tags=topics, series=None, position=None, steps=[])


def titles(client: Client, query: str) -> set[str]:
    page = client.get(f"/articles/?{query}").content.decode()
    return {title for title in ("Old trees", "New trees", "New loss") if f">{title}</a>" in page}


@pytest.mark.usefixtures("library")
class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("year=2024", {"Old trees"}),
            ("topic=trees", {"Old trees", "New trees"}),
            ("topic=trees&year=2025", {"New trees"}),
            ("q=trees&year=2025", {"New trees"}),
            ("year=1999", {"Old trees", "New trees", "New loss"}),
            ("year=2023", set()),
            ("topic=nothing", set()),
        ],
    )
    def test_filters_are_combined(self, client: Client, query: str, found: set[str]) -> None:
        assert titles(client, query) == found

    def test_one_author_s(self, client: Client, author: Author) -> None:
        assert titles(client, f"author={author.user.handle}") == {"Old trees", "New loss"}
        assert author.get_absolute_url() == f"/articles/?author={author.user.handle}"

    def test_a_chosen_filter_says_so_and_can_be_taken_away(self, client: Client) -> None:
        page = client.get("/articles/?topic=trees&year=2025").content.decode()
        assert page.count('href="?topic=trees"') == 2  # the chosen year, and all years
        assert "1 article with these filters" in page
        assert page.count('class="chip" href="?year=2025"') == 2

    def test_a_page_that_finds_nothing_leads_to_all(self, client: Client) -> None:
        assert "Nothing fits all of that" in client.get("/articles/?topic=nothing").content.decode()

    def test_strangers_pages_can_be_kept(self, client: Client) -> None:
        answer = client.get("/articles/?topic=trees")
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies

    def test_programs_narrow_it_too(self, client: Client, author: Author) -> None:
        for query, count in (("year=2024", 1), (f"author={author.user.handle}", 2), ("year=99999", 0)):
            assert len(client.get(f"/api/v1/articles/?{query}").json()["results"]) == count


def test_words_of_a_listing_are_found(client: Client, author: Author, earlier: datetime) -> None:
    source = "Some words.\n\n```python\nrng = np.random.default_rng(7)\n```\n"
    builders.published(author, now=earlier, title="New loss", source=source)
    for words in ("default_rng", "np.random", "rng"):
        assert titles(client, f"q={words}") == {"New loss"}


def test_each_feed_is_named_where_it_belongs(client: Client, article: Article, author: Author) -> None:
    page = client.get(author.get_absolute_url()).content.decode()
    for kind in ("feed", "rss"):
        assert f"/articles/{kind}/" in page
        assert f"/articles/authors/{author.user.handle}/{kind}/" in page
