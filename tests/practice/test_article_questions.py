"""Questions that an author writes in an article: what readers are asked, and what becomes of their cards."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from articles.operations import publish_article, save_draft, withdraw_article
from markup import questions as markup_questions
from newsletter.content import mail_html
from practice.choices import QuestionKind
from practice.daily import MOST_MINUTES
from practice.models import LONGEST_MODEL_ANSWER, LONGEST_PROMPT, MOST_POINTS, Card, Question
from practice.operations import keep_question
from practice.question_matching import Before, Written, match_questions
from practice.queue import read_today
from tests.articles.builders import author_of, published
from tests.practice.builders import answer

SignIn = Callable[[User], Client]
FIRST = "Why does momentum overshoot the minimum of a bowl?"
SECOND = "Which learning rate would you choose, and why?"


def text(*prompts: str, answer: str = "SECRET velocity.") -> str:
    return "Some words.\n\n" + "\n".join(
        f":::question\n{prompt}\n:::answer\n{answer}\n:::points\n- Velocity\n:::\n" for prompt in prompts
    )


@pytest.fixture
def author(author_user: User) -> Author:
    return author_of(author_user)


@pytest.fixture
def article(author: Author, now: datetime) -> Article:
    return published(author, now=now - timedelta(days=1), source=text(FIRST, SECOND))


def republish(article: Article, source: str, *, now: datetime) -> None:
    draft = article.draft
    save_draft(article=article, title=draft.title, summary="", source=source, version=draft.version, now=now)
    article.refresh_from_db()
    publish_article(article=article, by=article.author, now=now)


def test_what_an_article_asks_can_be_kept_and_is_asked(
    article: Article, asked: User, signed_in: SignIn, now: datetime
) -> None:
    first, second = Question.objects.filter(written_in=article).in_order()
    assert (first.prompt, second.prompt, first.points) == (FIRST, SECOND, ["Velocity"])

    browser = signed_in(asked)
    browser.post(f"/practice/questions/{first.pk}/keeping/")

    assert [card.question_id for card in read_today(asked, now=now + timedelta(days=1)).cards] == [first.pk]
    page = browser.get(first.get_absolute_url()).content.decode()
    assert article.title in page
    assert article.get_absolute_url() in page


def test_answers_are_on_no_page_before_the_reveal(article: Article, learner: User, signed_in: SignIn) -> None:
    browser = signed_in(learner)
    question = Question.objects.filter(written_in=article).in_order()[0]
    url = article.get_absolute_url()
    for path in (url, f"/practice/articles/{article.slug}/", question.get_absolute_url(), "/articles/feed/"):
        page = browser.get(path).content.decode()
        assert "momentum overshoot" in page
        assert "SECRET" not in page

    answered = browser.post(question.get_absolute_url(), {"text": "It is fast.", "typed": "1"})
    assert "SECRET" in browser.get(answered.headers["Location"]).content.decode()


def test_a_mail_has_the_question_and_a_link(article: Article) -> None:
    html = mail_html(article)

    assert "momentum overshoot" in html
    assert f"{article.get_absolute_url()}#check-yourself" in html
    assert "SECRET" not in html


def test_a_question_said_otherwise_keeps_its_card(article: Article, learner: User, now: datetime) -> None:
    question = Question.objects.filter(written_in=article).in_order()[0]
    card = answer(learner, question, now=now)

    republish(article, text(SECOND, FIRST.replace("a bowl", "a narrow bowl")), now=now)

    question.refresh_from_db()
    assert (question.prompt, question.position) == (
        "Why does momentum overshoot the minimum of a narrow bowl?",
        1,
    )
    assert Card.objects.active(learner).get() == card


def test_a_question_that_is_gone_is_asked_no_more_until_it_is_back(
    article: Article, learner: User, now: datetime
) -> None:
    question = Question.objects.filter(written_in=article).in_order()[0]
    keep_question(learner=learner, question=question, now=now)

    republish(article, text(SECOND), now=now)
    assert not Card.objects.active(learner).exists()

    republish(article, text(SECOND, FIRST), now=now)
    assert Card.objects.active(learner).get().question == question


def test_a_withdrawn_article_asks_nobody(article: Article, learner: User, now: datetime) -> None:
    question = Question.objects.filter(written_in=article).in_order()[0]
    keep_question(learner=learner, question=question, now=now)

    withdraw_article(article=article, now=now)

    assert not Card.objects.active(learner).exists()
    assert not Question.objects.asked().reachable_by(learner).exists()


def test_the_api_lists_what_an_article_asks(article: Article, learner: User, signed_in: SignIn) -> None:
    client = signed_in(learner)

    listed = client.get(f"/api/v1/questions/?article={article.slug}").json()["results"]
    assert [each["prompt"] for each in listed] == [FIRST, SECOND]
    assert (listed[0]["roadmap"], listed[0]["step"], listed[0]["is_for_you"]) == (None, "", False)

    kept = client.post(
        "/api/v1/practice-cards/", {"question": listed[0]["id"]}, content_type="application/json"
    )
    assert (kept.status_code, kept.json()["article"], kept.json()["roadmap"]) == (201, article.slug, None)
    assert client.delete(f"/api/v1/questions/{listed[0]['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("before", "written", "found"),
    [
        ([("a", FIRST), ("b", SECOND)], [(SECOND, ""), (FIRST, "")], [1, 0]),
        ([("a", FIRST)], [("Something else entirely?", ""), (FIRST + " Say why.", "")], [None, 0]),
        ([("mine", FIRST)], [("Another thing", "mine")], [0]),
        ([("a", FIRST)], [(FIRST, "now-named")], [0]),
        ([("a", FIRST)], [(FIRST, ""), (FIRST, "")], [0, None]),
        ([], [(FIRST, "")], [None]),
    ],
)
def test_questions_are_found_again(
    before: list[tuple[str, str]], written: list[tuple[str, str]], found: list[int | None]
) -> None:
    assert match_questions([Before(*each) for each in before], [Written(*each) for each in written]) == found


def test_what_was_withdrawn_comes_back_only_as_it_was() -> None:
    before = [Before("a", FIRST, is_asked=False)]

    assert match_questions(before, [Written(FIRST)]) == [0]
    assert match_questions(before, [Written(FIRST + " Say why.")]) == [None]


def test_texts_and_forms_have_the_same_limits() -> None:
    assert list(markup_questions.KINDS) == QuestionKind.values
    assert (
        markup_questions.LONGEST_PROMPT,
        markup_questions.LONGEST_ANSWER,
        markup_questions.MOST_POINTS,
        markup_questions.MOST_MINUTES,
    ) == (LONGEST_PROMPT, LONGEST_MODEL_ANSWER, MOST_POINTS, MOST_MINUTES)
