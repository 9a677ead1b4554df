"""The picture that a link to an article unfolds to."""

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image, ImageChops

from articles.cards import MARGIN, Card
from articles.models import Article, Author
from articles.operations import arrange_article, withdraw_article
from core.http import absolute
from tests.articles import builders


def draw(title: str) -> Image.Image:
    return Image.open(BytesIO(Card(title=title, byline="").draw())).convert("L")


def inked(title: str) -> tuple[int, int, int, int]:
    """The box around what a title adds to an empty card."""
    box = ImageChops.difference(draw(title), draw("")).point(lambda shade: 255 if shade > 90 else 0).getbbox()
    assert box
    return box


@pytest.mark.parametrize(
    "title",
    ["Trees", "A title " * 20, "W" * 160, "Über die Größe", "Пример", "مقدمة في تعلم الآلة", "<b>&amp;"],
)
def test_a_title_stays_between_the_margins(title: str) -> None:
    left, top, right, bottom = inked(title)
    assert MARGIN - 8 <= left < right <= 1_200 - MARGIN + 8
    assert 130 <= top < bottom <= 530


def test_a_title_from_right_to_left_stands_at_the_right() -> None:
    assert inked("مقدمة")[2] > 1_100
    assert inked("Trees")[0] < 100


def test_the_key_is_made_of_what_is_shown() -> None:
    keys = {Card(title=title, byline=byline).key for title in "ab" for byline in "cd"}
    assert len(keys) == 4


def test_letters_that_no_font_has_are_not_drawn() -> None:
    assert not Card(title="日本", byline="").can_be_drawn
    assert Card(title="Ω and Ж and א", byline="").can_be_drawn


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
