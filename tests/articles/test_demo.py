"""The demo's library is real: every text renders, every formula is read, every address works."""

from random import Random

import pytest

from accounts import demo as people
from articles import demo
from articles.models import Article, ConsentEvent, Issue, Subscriber
from markup.rendering import render

TEXTS = sorted(demo.TEXTS.glob("*.md"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_text_is_worth_reading_as_it_stands(path):
    text = demo.Text.read(path)
    rendered = render(text.source)
    assert 'class="formula"' not in rendered.html
    assert 700 <= len(rendered.plain.split()) <= 1_500
    assert len(rendered.contents) >= 3
    assert len(text.facts["summary"]) <= 300


@pytest.mark.django_db
def test_the_demo_is_planted_and_uprooted(now, client):
    cast = people.seed(now=now, rng=Random(1))
    demo.plant(cast, now=now, rng=Random(1))
    assert Article.objects.published(now).count() == 12
    assert Issue.objects.count() == 2
    assert 110 <= Subscriber.objects.confirmed().count() <= 130
    assert ConsentEvent.objects.filter(subscriber=None).count() == 0
    demo.uproot()
    assert not Article.objects.exists()
    assert not Subscriber.objects.exists()
