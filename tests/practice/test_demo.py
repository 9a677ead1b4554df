"""The demo's practice: Lena has a history that holds together, and some questions for today."""

from datetime import datetime
from random import Random

import pytest
import time_machine

from accounts import demo as people
from accounts.models import User
from articles.demo import seed as seed_articles
from core.clock import local_date
from practice import demo
from practice.models import Answer, Card, Question
from practice.operations import recompute_cards
from practice.queue import read_today
from roadmaps.demo import seed as seed_roadmaps
from tests.conftest import NOON

# One process makes the demo for all of them.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo of practice")]


@pytest.fixture(scope="module")
def lena(module_rows: None) -> User:
    rng = Random(1)
    with time_machine.travel(NOON):
        demo_people = people.seed(now=NOON, rng=rng)
        seed_roadmaps(demo_people, now=NOON, rng=rng)
        seed_articles(demo_people, now=NOON)
        demo.seed(demo_people, now=NOON, rng=rng)
    return demo_people.learners[0]


def test_lena_has_answered_for_weeks_and_has_some_for_today(lena: User, now: datetime) -> None:
    assert len(read_today(lena, now=now).cards) >= demo.NEW_CARDS
    answers = Answer.objects.of(lena)
    assert answers.count() > 50
    assert answers.exclude(text="").exists()
    today = local_date(now, lena.zone)
    assert not answers.filter(rated_on__gte=today).exists()
    assert not answers.filter(rated_at__gt=now).exists()


def test_every_card_is_what_its_answers_amount_to(lena: User, now: datetime) -> None:
    assert Card.objects.filter(review_count__gt=0).exists()
    assert recompute_cards(now=now) == 0


def test_the_articles_have_their_questions(lena: User) -> None:
    assert Question.objects.exclude(article=None).values("article").distinct().count() >= 6
    for each in Question.objects.filter(key__in=("trees-importance", "nn-backprop-layer")):
        assert each.article is not None
