"""The demo's library is real: every text renders, every formula is read, every address works."""

import re
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from accounts import demo as people
from articles import demo
from articles.models import Article, ArticleImport, Reading
from markup.rendering import render

TEXTS = sorted(demo.TEXTS.glob("*.md"))
PICTURE = re.compile(r"!\[([^]]*)\]\(/static/([^)]*)\)")
SHAPES = {"svg", "style", "rect", "path", "circle", "text"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_text_is_worth_reading_as_it_stands(path: Path) -> None:
    text = demo.Text.from_file(path)
    rendered = render(text.source)
    assert not rendered.problems
    assert 700 <= len(rendered.plain.split()) <= 1_800
    assert len(rendered.contents) >= 3
    assert len(text.facts["summary"]) <= 300


def test_each_text_has_a_place_of_its_own_in_a_series_and_steps_of_the_roadmap() -> None:
    facts = [demo.Text.from_file(path).facts for path in TEXTS]
    for slug in demo.SERIES:
        places = sorted(each["position"] for each in facts if each["series"] == slug)
        assert places == list(range(1, len(places) + 1))
    assert {each["series"] for each in facts} == set(demo.SERIES)
    roadmap = (settings.BASE_DIR / "roadmaps/data/ml-engineer.yaml").read_text(encoding="utf-8")
    keys = {f"ml-engineer/{key}" for key in re.findall(r"- key: (\S+)", roadmap)}
    assert all(each["steps"] and keys.issuperset(each["steps"]) for each in facts)


def test_pictures_are_drawings_of_ours_that_a_reader_who_cannot_see_them_can_follow() -> None:
    pictures = [found for path in TEXTS for found in PICTURE.findall(path.read_text(encoding="utf-8"))]
    assert pictures
    for words, address in pictures:
        drawing = Path(finders.find(address) or "").read_text(encoding="utf-8")
        assert "viewBox=" in drawing
        assert set(re.findall(r"<([a-z]+)", drawing)) <= SHAPES
        assert len(words.split()) >= 20


@pytest.mark.django_db
def test_the_demo_is_seeded_and_removed(now: datetime) -> None:
    demo.seed(people.seed(now=now, rng=Random(1)), now=now)
    assert Article.objects.published(now).count() == len(TEXTS)
    changes = [reading.change for reading in Reading.objects.with_changes()]
    assert sorted(map(bool, changes)) == [False, False, False, True]
    [file] = ArticleImport.objects.all()
    assert [len(document.pictures) for document in file.documents] == [1, 0]
    assert {loss.kind for loss in file.losses} == {"dates_dropped", "facts_dropped", "pictures_elsewhere"}
    demo.remove()
    assert not ArticleImport.objects.exists()
    assert not Article.objects.exists()
