"""The picture that a link to an article unfolds to."""

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from articles.models import Article, Author
from articles.operations import arrange_article, withdraw_article
from core.http import absolute
from tests.articles import builders


@pytest.mark.django_db
class TestAddress:
    def test_a_page_names_its_card(self, client: Client, article: Article) -> None:
        page = client.get(article.get_absolute_url()).content.decode()
        assert f'<meta property="og:image" content="{absolute(article.card_url)}">' in page
        answer = client.get(article.card_url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert "immutable" in answer["Cache-Control"]
        assert Image.open(BytesIO(answer.content)).size == (1_200, 630)
        assert client.get("/api/v1/articles/a-quiet-model/").json()["card_url"].endswith(article.card_url)

    def test_a_former_card_leads_to_the_present_one(self, client: Client, article: Article) -> None:
        old = article.card_url.replace(article.card.key, "0" * 32)
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (302, article.card_url)

    def test_a_title_that_can_not_be_drawn_has_the_picture_of_the_site(
        self, client: Client, author: Author, earlier: datetime
    ) -> None:
        article = builders.published(author, now=earlier, title="日本")
        page = client.get(article.get_absolute_url()).content.decode()
        assert "img/og" in page
        assert client.get(f"{article.get_absolute_url()}card/{article.card.key}.png").status_code == 404

    def test_what_readers_do_not_see_has_none(self, client: Client, article: Article, now: datetime) -> None:
        withdraw_article(article=article, now=now)
        assert client.get(article.card_url).status_code == 404

    def test_the_card_moves_with_the_address(self, client: Client, article: Article) -> None:
        arrange_article(article=article, slug="calm", tags=[], series=None, position=None, steps=[])
        assert client.get(article.card_url).status_code == 200
