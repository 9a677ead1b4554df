"""Reading: pages that strangers may see, lean and without a cookie."""

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles.models import Article, Author, Series
from articles.operations import arrange_article, publish_article, withdraw_article
from roadmaps.models import Roadmap
from roadmaps.operations import enrol
from roadmaps.tracks import SHARED
from tests.articles import builders
from tests.roadmaps import builders as roads

pytestmark = pytest.mark.django_db


def test_an_article_is_shown_whole(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    assert "A quiet model" in page
    assert '<h2 id="h-first">First</h2>' in page
    assert "<math" in page
    assert 'href="#h-second"' in page


@pytest.mark.parametrize("path", ["/articles/", "/articles/a-quiet-model/", "/articles/?q=gradients"])
def test_a_stranger_gets_no_cookie_and_caches_may_keep_the_page(
    client: Client, article: Article, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]


def test_an_article_with_everything_costs_four_queries(
    client: Client,
    article: Article,
    series: Series,
    earlier: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    roadmap = roads.published(roads.step("graddesc")).roadmap
    for position in range(1, 4):
        part = builders.published(article.author, now=earlier, title=f"Part {position}")
        arrange_article(
            article=part,
            slug=part.slug,
            tags=["Models", "Mail"],
            series=series,
            position=position,
            steps=[(roadmap, "graddesc")],
        )
    arrange_article(article=article, slug=article.slug, tags=["Models"], series=None, position=None, steps=[])
    with django_assert_max_num_queries(4):
        page = client.get("/articles/part-2/").content.decode()
    for shown in ("part 2 of 3", "Where it belongs on the road", "Read next", "Mail"):
        assert shown in page


def test_the_archive_costs_the_same_for_one_article_and_for_ten(
    client: Client,
    author: Author,
    article: Article,
    earlier: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(9):
        builders.published(author, now=earlier, title=f"Another {number}")
    with django_assert_max_num_queries(6):
        assert client.get("/articles/").content.decode().count("archive-row") == 10


def test_a_draft_is_nobodys_to_read(client: Client, author: Author, earlier: datetime) -> None:
    secret = builders.draft(author, now=earlier)
    assert client.get(secret.get_absolute_url()).status_code == 404
    assert "A quiet model" not in client.get("/articles/").content.decode()


def test_a_withdrawn_article_is_gone(client: Client, article: Article, now: datetime) -> None:
    withdraw_article(article=article, now=now)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_an_article_dated_later_waits(client: Client, author: Author, now: datetime) -> None:
    later = builders.published(author, now=now.replace(year=2100))
    assert client.get(later.get_absolute_url()).status_code == 404


def test_a_former_address_leads_to_the_present_one(client: Client, article: Article) -> None:
    old = article.get_absolute_url()
    arrange_article(article=article, slug="a-loud-model", tags=[], series=None, position=None, steps=[])
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/articles/a-loud-model/")


def test_a_title_cannot_end_the_linked_data(client: Client, author: Author, earlier: datetime) -> None:
    title = "</script><script>alert(1)</script>"
    article = builders.published(author, now=earlier, title=title)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert data
    assert json.loads(data[1])["headline"] == title


def test_search_finds_the_beginning_of_a_word_in_the_text(
    article: Article, author: Author, earlier: datetime, now: datetime
) -> None:
    builders.published(author, now=earlier, title="Trees", source="About forests.")
    found = Article.objects.published(now).search("gradi")
    assert [each.title for each in found] == ["A quiet model"]


def test_search_prefers_the_title(article: Article, author: Author, earlier: datetime, now: datetime) -> None:
    builders.published(author, now=earlier, title="Gradients", source="Downhill.")
    found = Article.objects.published(now).search("gradients")
    assert [each.title for each in found] == ["Gradients", "A quiet model"]


def test_nothing_found_says_what_to_do(client: Client, article: Article) -> None:
    page = client.get("/articles/?q=zebra").content.decode()
    assert "Nothing about that yet" in page


def test_the_parts_of_a_series_know_each_other(
    client: Client, author: Author, article: Article, earlier: datetime, series: Series
) -> None:
    second = builders.published(author, now=earlier, title="Part two")
    for position, part in enumerate((article, second), start=1):
        arrange_article(
            article=part, slug=part.slug, tags=["Models"], series=series, position=position, steps=[]
        )
    page = client.get(second.get_absolute_url()).content.decode()
    assert "part 2 of 2" in page
    assert f'rel="prev" href="{article.get_absolute_url()}"' in page
    assert 'rel="next"' not in page
    assert (
        f'rel="next" href="{second.get_absolute_url()}"'
        in client.get("/articles/a-quiet-model/").content.decode()
    )
    assert article.get_absolute_url() in page
    assert "Part two" in client.get(series.get_absolute_url()).content.decode()
    assert "Part two" in client.get("/articles/topics/models/").content.decode()


def test_changes_show_when_they_are_published(
    client: Client, article: Article, author: Author, now: datetime
) -> None:
    article.draft.source = "All new."
    article.draft.save()
    assert "All new" not in client.get(article.get_absolute_url()).content.decode()
    publish_article(article=article, by=author, now=now)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "All new" in page
    assert "Updated" in page


def test_looking_with_head_is_answered(client: Client, article: Article) -> None:
    assert client.head(article.get_absolute_url()).status_code == 200


def test_a_step_and_its_articles_lead_to_each_other(client: Client, article: Article) -> None:
    roadmap = roads.published(roads.step("graddesc")).roadmap
    arrange_article(
        article=article,
        slug=article.slug,
        tags=[],
        series=None,
        position=None,
        steps=[(roadmap, "graddesc")],
    )
    [step] = article.steps(None)
    assert step.get_absolute_url() in client.get(article.get_absolute_url()).content.decode()
    hole = f"/articles/steps/{roadmap.slug}/graddesc/"
    assert f'hx-get="{hole}"' in client.get(step.get_absolute_url()).content.decode()
    assert "A quiet model" in client.get(hole).content.decode()
    fragment = client.get(hole, headers={"HX-Request": "true"}).content.decode()
    assert "A quiet model" in fragment
    assert "<html" not in fragment


def test_a_step_without_articles_leaves_no_hole(client: Client) -> None:
    roadmap = roads.published(roads.step("graddesc")).roadmap
    response = client.get(f"/articles/steps/{roadmap.slug}/graddesc/", headers={"HX-Request": "true"})
    assert response.content.decode().strip() == ""


class TestStepsFromHere:
    @pytest.fixture
    def roadmap(self, article: Article) -> Roadmap:
        roadmap = roads.published(roads.step("graddesc")).roadmap
        arrange_article(
            article=article,
            slug=article.slug,
            tags=[],
            series=None,
            position=None,
            steps=[(roadmap, "graddesc")],
        )
        return roadmap

    def test_whoever_does_not_follow_the_roadmap_is_asked_first(
        self, client: Client, article: Article, roadmap: Roadmap
    ) -> None:
        page = client.get(article.get_absolute_url()).content.decode()
        assert f"/roadmaps/{roadmap.slug}/steps/graddesc/mark/?to=done" in page

    @pytest.fixture
    def browser(
        self, signed_in: Callable[[User], Client], learner: User, roadmap: Roadmap, now: datetime
    ) -> Client:
        enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)
        return signed_in(learner)

    def test_a_learner_marks_the_step_and_stays_here(self, browser: Client, article: Article) -> None:
        page = browser.get(article.get_absolute_url()).content.decode()
        assert "Not started" in page
        form = re.search(r'<form[^>]*action="([^"]*/status/)".*?</form>', page, re.DOTALL)
        assert form
        sent = dict(re.findall(r'name="(seen|back)" value="([^"]*)"', form[0]))
        marked = browser.post(form[1], sent | {"status": "done"}, follow=True)
        assert marked.redirect_chain[-1][0] == f"{article.get_absolute_url()}#step-graddesc"
        page = marked.content.decode()
        assert "is done" in page
        undo = re.search(r'action="(/roadmaps/[^"]*/undo/)"', page)
        assert undo
        back = browser.post(undo[1], {"back": article.get_absolute_url()})
        assert back["Location"] == f"{article.get_absolute_url()}#step-graddesc"
        assert "Not started" in browser.get(article.get_absolute_url()).content.decode()

    def test_a_members_page_costs_three_queries_more(
        self, browser: Client, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        browser.get("/articles/")
        with django_assert_max_num_queries(8):
            browser.get(article.get_absolute_url())
