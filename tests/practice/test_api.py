"""The API of practice does what the pages do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from practice.models import Answer, Card, Question
from roadmaps.models import Roadmap
from tests.practice.builders import a_question, answer, due_cards
from tests.roadmaps.builders import published, step

SignIn = Callable[[User], Client]
API = "/api/v1"
JSON = "application/json"


def test_questions_are_listed_and_narrowed(
    signed_in: SignIn, learner: User, question: Question, now: datetime
) -> None:
    other = a_question(question.roadmap, "other", step_key="middle", kind="derive", position=1, now=now)
    client = signed_in(learner)
    listed = client.get(f"{API}/questions/?roadmap=walking").json()["results"]
    assert [each["key"] for each in listed] == ["why", "other"]
    assert listed[0]["roadmap"] == "walking"
    assert (listed[0]["step"], listed[0]["article"], listed[0]["points"]) == (
        "basics",
        None,
        ["Both signs", "Zero"],
    )
    for query in ("step=middle", "kind=derive"):
        assert [each["id"] for each in client.get(f"{API}/questions/?{query}").json()["results"]] == [
            str(other.pk)
        ]
    assert client.get(f"{API}/questions/?article=none").json()["results"] == []
    assert client.get(f"{API}/questions/{other.pk}/").json()["kind"] == "derive"


class TestOwnQuestions:
    @pytest.fixture
    def own(self, learner: User) -> Roadmap:
        return published(step("boil"), slug="cooking", owner=learner).roadmap

    def wish(self, **more: object) -> dict[str, object]:
        return {
            "roadmap": "cooking",
            "step": "boil",
            "kind": "explain",
            "prompt": "Why salt?",
            "answer": "Taste.",
            "points": ["Taste"],
            **more,
        }

    def test_are_written_changed_and_withdrawn(self, signed_in: SignIn, learner: User, own: Roadmap) -> None:
        client = signed_in(learner)
        made = client.post(f"{API}/questions/", self.wish(), content_type=JSON)
        assert made.status_code == 201
        place = made.headers["Location"]
        changed = client.patch(place, {"minutes": 4, "points": ["A", "B"]}, content_type=JSON).json()
        assert (changed["minutes"], changed["points"], changed["prompt"]) == (4, ["A", "B"], "Why salt?")
        assert client.delete(place).status_code == 204
        assert client.get(place).status_code == 404

    @pytest.mark.parametrize(
        "wrong", [{"points": []}, {"kind": "recite"}, {"minutes": 11}, {"prompt": ""}, {"roadmap": "none"}]
    )
    def test_what_is_wrong_is_refused(
        self, signed_in: SignIn, learner: User, own: Roadmap, wrong: dict[str, object]
    ) -> None:
        refused = signed_in(learner).post(f"{API}/questions/", self.wish(**wrong), content_type=JSON)
        assert refused.status_code == 400

    def test_nobody_else_writes_them(
        self, signed_in: SignIn, learner: User, other_learner: User, own: Roadmap, now: datetime
    ) -> None:
        own.visibility = "public"
        own.save()
        question = a_question(own, step_key="boil", now=now)
        client, place = signed_in(other_learner), f"{API}/questions/{question.pk}/"
        assert client.get(place).status_code == 200
        assert client.patch(place, {"minutes": 4}, content_type=JSON).status_code == 404
        assert client.delete(place).status_code == 404
        refused = client.post(f"{API}/questions/", self.wish(), content_type=JSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_your_roadmap")

    def test_a_step_that_is_not_there_is_refused_by_name(
        self, signed_in: SignIn, learner: User, own: Roadmap
    ) -> None:
        refused = signed_in(learner).post(f"{API}/questions/", self.wish(step="fry"), content_type=JSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "no_such_step")


def test_an_answer_brings_the_model_answer_and_is_rated_once(
    signed_in: SignIn, learner: User, question: Question, now: datetime
) -> None:
    client = signed_in(learner)
    sent = {"question": str(question.pk), "text": "Signs"}
    made = client.post(f"{API}/practice-answers/", sent, content_type=JSON)
    assert made.status_code == 201
    assert made.json()["answer"].startswith("Two negative factors")
    assert (made.json()["rating"], made.json()["points"]) == (None, ["Both signs", "Zero"])
    place = made.headers["Location"]
    assert client.post(f"{API}/practice-answers/", sent, content_type=JSON).headers["Location"] == place

    rated = client.patch(place, {"rating": 3}, content_type=JSON).json()
    assert (rated["rating"], rated["rated_on"]) == (3, "2026-11-24")
    assert rated["due_on"] > "2026-11-24"
    assert client.patch(place, {"rating": 3}, content_type=JSON).json() == rated
    assert client.patch(place, {"rating": 5}, content_type=JSON).status_code == 400
    assert Card.objects.get().review_count == 1
    listed = client.get(f"{API}/practice-answers/?is_rated=true&question={question.pk}").json()["results"]
    assert [each["text"] for each in listed] == ["Signs"]
    assert client.get(f"{API}/practice-answers/?is_rated=false").json()["results"] == []


def test_refusals_have_their_codes(
    signed_in: SignIn, learner: User, question: Question, now: datetime
) -> None:
    client = signed_in(learner)
    empty = client.post(f"{API}/practice-answers/", {"question": str(question.pk)}, content_type=JSON)
    assert (empty.status_code, empty.json()["code"]) == (409, "nothing_answered")
    unknown = client.post(f"{API}/practice-answers/", {"question": str(uuid4())}, content_type=JSON)
    assert unknown.status_code == 400
    paused = client.put(
        f"{API}/me/practice/", {"is_on": True, "paused_until": "2026-11-24"}, content_type=JSON
    )
    assert (paused.status_code, paused.json()["code"]) == (409, "pause_in_the_past")


def test_cards_are_kept_listed_and_stopped(
    signed_in: SignIn, learner: User, question: Question, now: datetime
) -> None:
    client = signed_in(learner)
    made = client.post(f"{API}/practice-cards/", {"question": str(question.pk)}, content_type=JSON)
    assert made.status_code == 201
    assert (made.json()["asked_on"], made.json()["standing"], made.json()["recall"]) == (
        "2026-11-25",
        "new",
        0,
    )
    answer(learner, question, now=now - timedelta(days=1))
    card = client.get(made.headers["Location"]).json()
    assert (card["standing"], card["review_count"], card["step"]) == ("growing", 1, "basics")
    assert 0.8 < card["recall"] <= 1
    assert client.get(f"{API}/practice-cards/?asked_until=2026-11-23").json()["results"] == []
    assert client.delete(made.headers["Location"]).status_code == 204
    assert client.get(f"{API}/practice-cards/").json()["results"] == []


def test_what_is_asked_today_and_whether(
    signed_in: SignIn, learner: User, roadmap: Roadmap, now: datetime
) -> None:
    cards = due_cards(learner, roadmap, 30, now=now)
    client = signed_in(learner)
    assert client.get(f"{API}/me/practice/").json() == {"is_on": False, "paused_until": None}
    assert client.get(f"{API}/me/practice/today/").json()["questions"] == []
    assert client.put(f"{API}/me/practice/", {"is_on": True}, content_type=JSON).json()["is_on"]
    today = client.get(f"{API}/me/practice/today/").json()
    assert [each["card"] for each in today["questions"]] == [str(card.pk) for card in cards[:3]]
    assert (today["on"], today["minutes"], today["answered"]) == ("2026-11-24", 3, 0)
    assert today["next_on"] == "2026-11-25"


def test_what_is_anothers_is_not_there(
    signed_in: SignIn, learner: User, other_learner: User, question: Question, now: datetime
) -> None:
    card = answer(learner, question, now=now)
    given = Answer.objects.get()
    stranger = signed_in(other_learner)
    for place in (f"{API}/practice-cards/{card.pk}/", f"{API}/practice-answers/{given.pk}/"):
        assert stranger.get(place).status_code == 404
    assert stranger.delete(f"{API}/practice-cards/{card.pk}/").status_code == 404
    rated = stranger.patch(f"{API}/practice-answers/{given.pk}/", {"rating": 1}, content_type=JSON)
    assert rated.status_code == 404
    assert stranger.get(f"{API}/practice-answers/").json()["results"] == []


def test_a_list_takes_as_many_queries_for_twenty_as_for_one(
    signed_in: SignIn,
    learner: User,
    roadmap: Roadmap,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for card in due_cards(learner, roadmap, 20, now=now):
        Answer.objects.create(
            learner=learner, card=card, answered_at=now, rating=3, rated_at=now, rated_on=date(2026, 11, 1)
        )
    client = signed_in(learner)
    for of in ("questions", "practice-cards", "practice-answers"):
        client.get(f"{API}/{of}/")
        with django_assert_num_queries(2):  # the person, the list
            assert len(client.get(f"{API}/{of}/").json()["results"]) == 20
