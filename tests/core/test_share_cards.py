"""The picture that a link to a page unfolds to."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from core.share_cards import MARGIN, Card


def draw(title: str) -> Image.Image:
    return Image.open(BytesIO(Card(title=title, byline="").draw())).convert("L")


def inked(title: str) -> tuple[int, int, int, int]:
    """The box around what a title adds to an empty card."""
    box = ImageChops.difference(draw(title), draw("")).point(lambda shade: 255 if shade > 90 else 0).getbbox()
    assert box
    return box


@pytest.mark.parametrize(
    "title",
    [
        "Trees",
        "Ścieżka, Nguyễn, Ωμέγα, Путь",
        "A title " * 20,
        "W" * 160,
        "Über die Größe",
        "Пример",
        "مقدمة في تعلم الآلة",
        "<b>&amp;",
    ],
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
