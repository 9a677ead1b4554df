"""The demo's library is real: every text renders, every formula is read, every address works."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from accounts import demo as people
from articles import demo
from articles.models import Article
from markup.rendering import render

TEXTS = sorted(demo.TEXTS.glob("*.md"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_text_is_worth_reading_as_it_stands(path: Path) -> None:
    text = demo.Text.from_file(path)
    rendered = render(text.source)
    assert 'class="formula"' not in rendered.html
    assert 700 <= len(rendered.plain.split()) <= 1_500
    assert len(rendered.contents) >= 3
    assert len(text.facts["summary"]) <= 300


@pytest.mark.django_db
def test_the_demo_is_seeded_and_removed(now: datetime) -> None:
    demo.seed(people.seed(now=now, rng=Random(1)), now=now)
    assert Article.objects.published(now).count() == 12
    demo.remove()
    assert not Article.objects.exists()
