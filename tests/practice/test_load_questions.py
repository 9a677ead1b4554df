"""The site's own questions, from files."""

from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.models import User
from markup.rendering import render
from practice.choices import QuestionKind
from practice.document import QuestionDocument, QuestionsDocument, read_questions
from practice.models import Card, Question
from practice.official import QUESTIONS
from practice.operations import NoSuchRoadmap, load_questions
from roadmaps.document import DocumentError
from roadmaps.models import Roadmap
from roadmaps.operations import NoSuchStep
from tests.articles import builders as articles
from tests.practice.builders import answer
from tests.roadmaps.builders import official, published_official


def entry(key: str = "why", **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "step": "basics",
        "kind": "explain",
        "prompt": "Why?",
        "answer": "Because.",
        "points": ["A reason"],
        **more,
    }


def content(*entries: dict[str, Any], **more: Any) -> str:
    head = {"format": "longroad-questions", "format_version": 1, "roadmap": "walking"}
    return yaml.safe_dump({**head, "questions": list(entries), **more})


def document(*entries: dict[str, Any], **more: Any) -> QuestionsDocument:
    return read_questions(content(*entries, **more))


def all_questions() -> list[QuestionDocument]:
    """Those of the site."""
    return [each for path in QUESTIONS for each in read_questions(path.read_text("utf-8")).questions]


class TestFile:
    def test_is_read_with_the_usual_minutes_of_each_kind(self) -> None:
        read = document(entry(), entry("how", kind="derive"), entry("long", minutes=5))
        assert [each.usual_minutes for each in read.questions] == [1, 2, 5]

    @pytest.mark.parametrize(
        ("broken", "said"),
        [
            ({"kind": "recite"}, "kind must be one of derive, explain, choose, find_error"),
            ({"points": []}, "points must be a list of 1 to 8 lines"),
            ({"key": "No Good"}, "key must be 1 to 50 small letters"),
            ({"minutes": 11}, "minutes must be a whole number from 1 to 10"),
            ({"prompt": " "}, "prompt must be text of 1 to 3,000 characters"),
            ({"hint": "x"}, "there is no field 'hint'"),
            ({"article": "../x"}, "article must be the address of an article"),
        ],
    )
    def test_says_where_it_is_wrong(self, broken: dict[str, Any], said: str) -> None:
        with pytest.raises(DocumentError, match="questions") as error:
            document(entry(**broken))
        assert said in str(error.value)

    def test_refuses_two_questions_of_one_key_and_a_file_of_another_kind(self) -> None:
        with pytest.raises(DocumentError, match="share the key 'why'"):
            document(entry(), entry())
        for text in ("- a", "format: longroad-roadmap"):
            with pytest.raises(DocumentError):
                read_questions(text)


class TestLoading:
    def test_makes_changes_and_withdraws_questions_and_keeps_their_cards(
        self, roadmap: Roadmap, learner: User, now: datetime
    ) -> None:
        assert load_questions(document=document(entry(), entry("how")), now=now) == (2, 0)
        how = Question.objects.get(key="how")
        answer(learner, how, now=now)
        assert load_questions(document=document(entry(), entry("how")), now=now) == (0, 0)
        assert load_questions(document=document(entry(prompt="Why not?")), now=now) == (1, 1)
        assert [each.key for each in Question.objects.asked()] == ["why"]
        assert load_questions(document=document(entry("how", step="middle")), now=now) == (1, 1)
        card = Card.objects.get()
        assert (card.question, card.question.step_key, card.question.withdrawn_at) == (how, "middle", None)

    def test_refuses_a_step_and_a_roadmap_that_are_not_there(self, roadmap: Roadmap, now: datetime) -> None:
        with pytest.raises(NoSuchStep, match="why: there is no step “moon”"):
            load_questions(document=document(entry(step="moon")), now=now)
        with pytest.raises(NoSuchRoadmap):
            load_questions(document=document(entry(), roadmap="cooking"), now=now)
        assert not Question.objects.exists()

    def test_an_article_is_found_by_its_address_and_may_be_missing(
        self, roadmap: Roadmap, author_user: User, now: datetime
    ) -> None:
        article = articles.published(articles.author_of(author_user), now=now)
        load_questions(
            document=document(entry(article=article.slug), entry("how", article="not-here")), now=now
        )
        assert Question.objects.get(key="why").article == article
        assert Question.objects.get(key="how").article is None


@pytest.mark.django_db
class TestOfficialQuestions:
    def test_all_load_twice_alike(self) -> None:
        published_official()
        for loaded in ("changed", "0 questions changed, 0 withdrawn"):
            said = StringIO()
            call_command("load_questions", stdout=said)
            assert loaded in said.getvalue()
        assert Question.objects.count() >= 100

    def test_the_command_says_which_file_is_wrong(self, tmp_path: Path) -> None:
        file = tmp_path / "broken.yaml"
        file.write_text("format: x", encoding="utf-8")
        with pytest.raises(CommandError, match=r"broken\.yaml"):
            call_command("load_questions", str(file))

    def test_ask_for_every_kind_of_answer_in_every_stage_of_study(self) -> None:
        questions = all_questions()
        assert {each.kind for each in questions} == set(QuestionKind)
        asked = {each.step for each in questions}
        for stage in official().stages:
            steps = {step.key for milestone in stage.milestones for step in milestone.steps}
            assert steps & asked, stage.key

    def test_cover_the_core_algorithms_twice(self) -> None:
        questions = all_questions()
        core = ["linreg", "logreg", "ridge-lasso", "knn", "nbayes", "trees", "forest", "boost"]
        for step in [*core, "svm", "kmeans", "gmm", "pca", "nn"]:
            assert sum(each.step == step for each in questions) >= 2, step

    def test_belong_to_six_articles_and_more(self) -> None:
        questions = all_questions()
        assert len({each.article for each in questions if each.article}) >= 6

    def test_every_formula_and_listing_can_be_drawn(self) -> None:
        for each in all_questions():
            for text in (each.prompt, each.answer, *each.points):
                rendered = render(text)
                assert not rendered.problems, (each.key, rendered.problems)
                assert "$" not in rendered.plain, each.key
