"""The pages of practice, and what their forms do without a script."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from practice.models import Answer, Card, PracticeChoice, Question
from practice.operations import choose_practice, keep_question
from practice.queue import TodayInShort, read_today, read_today_in_short, today_in_short
from roadmaps.models import Enrolment, Roadmap
from tests.articles import builders as articles
from tests.practice.builders import a_question, answer, due_cards
from tests.roadmaps.builders import published, step

SignIn = Callable[[User], Client]
PART = {"HX-Request": "true"}


def read(client: Client, path: str, **more: object) -> str:
    return " ".join(client.get(path, **more).content.decode().split())  # type: ignore[arg-type]


def test_strangers_sign_in_first(client: Client, question: Question) -> None:
    for path in ("/practice/", "/practice/history/", question.get_absolute_url()):
        assert client.get(path).headers["Location"].startswith("/accounts/login/")


class TestToday:
    def test_says_how_many_and_how_long_and_leads_to_the_first(
        self, signed_in: SignIn, asked: User, roadmap: Roadmap, now: datetime
    ) -> None:
        cards = due_cards(asked, roadmap, 3, minutes=2, now=now)
        client = signed_in(asked)
        assert "Today: 3 questions, about 6 min" in read(client, "/practice/").replace("\xa0", " ")
        assert client.get("/practice/next/").headers["Location"] == cards[0].question.get_absolute_url()

    def test_is_a_quiet_line_on_the_dashboard(
        self, signed_in: SignIn, asked: User, enrolment: Enrolment, roadmap: Roadmap, now: datetime
    ) -> None:
        [card] = due_cards(asked, roadmap, 1, now=now)
        client = signed_in(asked)
        assert "Today: 1 question, about" in read(client, "/dashboard/")
        answer(asked, card.question, now=now)
        assert "Today's questions are answered." in read(client, "/dashboard/")

    def test_the_dashboard_says_nothing_to_somebody_who_is_not_asked(
        self, signed_in: SignIn, enrolment: Enrolment, roadmap: Roadmap, now: datetime
    ) -> None:
        learner = enrolment.learner
        due_cards(learner, roadmap, 1, now=now)
        client = signed_in(learner)
        assert "1 question" not in read(client, "/dashboard/")
        choose_practice(learner=learner, is_on=True, paused_until=date(2026, 12, 1), now=now)
        assert "1 question" not in read(client, "/dashboard/")
        assert "Paused until Tue 1 Dec" in read(client, "/practice/")

    def test_says_when_the_next_ones_come(
        self, signed_in: SignIn, asked: User, question: Question, now: datetime
    ) -> None:
        client = signed_in(asked)
        assert "No questions yet" in read(client, "/practice/")
        keep_question(learner=asked, question=question, now=now)
        assert "The next questions come on Wed 25 Nov." in read(client, "/practice/")
        answer(asked, question, now=now)
        assert "Done for today" in read(client, "/practice/")

    @pytest.mark.parametrize("count", [0, 1, 7, 30])
    def test_in_short_it_says_the_same_with_one_query(
        self,
        asked: User,
        question: Question,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        now, roadmap = question.updated_at, question.roadmap
        due_cards(asked, roadmap, count, minutes=3, now=now)
        answer(asked, question, now=now)
        keep_question(
            learner=asked, question=a_question(roadmap, "new", now=now), now=now - timedelta(days=1)
        )

        with django_assert_num_queries(1):
            row = User.objects.values_list(today_in_short(asked, now=now)).get(pk=asked.pk)[0]
            short = read_today_in_short(row, asked, now=now)

        today = read_today(asked, now=now)
        assert short == TodayInShort(len(today.cards), today.minutes, today.answered)


class TestAnswering:
    def test_a_question_is_answered_compared_and_rated(
        self, signed_in: SignIn, asked: User, roadmap: Roadmap, now: datetime
    ) -> None:
        first, second = due_cards(asked, roadmap, 2, now=now)
        client, place = signed_in(asked), first.question.get_absolute_url()
        page = read(client, place)
        assert "<math" in page
        assert "Two negative factors" not in page
        answered = client.post(place, {"text": "Signs **cancel**.", "typed": "1"})
        given = Answer.objects.get()
        assert answered.headers["Location"] == f"/practice/answers/{given.pk}/"

        page = read(client, answered.headers["Location"])
        for words in ("Signs <strong>cancel</strong>.", "make a <strong>positive</strong> one", "Both signs"):
            assert words in page
        assert page.count('name="rating"') == 4
        rated = client.post(answered.headers["Location"], {"rating": "3"})
        assert rated.headers["Location"] == second.question.get_absolute_url()
        assert "Noted. This question comes back on" in read(client, rated.headers["Location"])
        given.refresh_from_db()
        assert given.rating == 3

    def test_it_may_be_said_aloud(self, signed_in: SignIn, learner: User, question: Question) -> None:
        client = signed_in(learner)
        place = client.post(question.get_absolute_url(), {"text": "", "aloud": "1"}).headers["Location"]
        assert "You said it aloud." in read(client, place)
        assert client.post(place, {"rating": "2"}).headers["Location"] == "/practice/"

    def test_an_empty_answer_and_a_rating_that_is_none_are_refused(
        self, signed_in: SignIn, learner: User, question: Question, now: datetime
    ) -> None:
        client = signed_in(learner)
        refused = client.post(question.get_absolute_url(), {"text": " ", "typed": "1"})
        assert refused.status_code == 422
        assert "Write an answer, or say it aloud first." in refused.content.decode()
        place = client.post(question.get_absolute_url(), {"text": "x"}).headers["Location"]
        for rating in ("", "5", "x"):
            assert client.post(place, {"rating": rating}).status_code == 422
        assert Answer.objects.get().rating is None
        assert "have not compared it yet" in read(client, question.get_absolute_url())

    def test_hostile_markdown_shows_as_text(
        self, signed_in: SignIn, learner: User, question: Question
    ) -> None:
        client = signed_in(learner)
        place = client.post(question.get_absolute_url(), {"text": "<script>alert(1)</script>"}).headers[
            "Location"
        ]
        assert "<script>alert" not in client.get(place).content.decode()

    def test_a_question_is_kept_and_stopped_by_hand(
        self, signed_in: SignIn, learner: User, question: Question
    ) -> None:
        client, place = signed_in(learner), question.get_absolute_url()
        client.post(f"{place}keeping/")
        assert "Asked from Wed 25 Nov on." in read(client, place)
        client.post(f"{place}keeping/", {"stop": "1"})
        assert Card.objects.get().stopped_at
        assert "Ask me this from tomorrow on" in read(client, place)

    def test_the_words_about_when_it_is_asked_know_of_pauses(
        self, signed_in: SignIn, learner: User, question: Question
    ) -> None:
        client, keeping = signed_in(learner), f"{question.get_absolute_url()}keeping/"
        assert "once you switch practice on" in client.post(keeping, follow=True).content.decode()
        paused = {"is_on": "on", "paused_until": "2026-12-20"}
        saved = client.post("/settings/practice/", paused, follow=True).content.decode()
        assert "You are asked again from Sun 20 Dec on." in saved
        assert "It is asked from Sun 20 Dec on" in client.post(keeping, follow=True).content.decode()
        client.post("/settings/practice/", {"is_on": "on"})
        assert "asked from tomorrow on" in client.post(keeping, follow=True).content.decode()

    def test_another_persons_answer_is_not_there(
        self, signed_in: SignIn, learner: User, other_learner: User, question: Question, now: datetime
    ) -> None:
        answer(learner, question, now=now)
        given = Answer.objects.get()
        stranger = signed_in(other_learner)
        assert stranger.get(given.get_absolute_url()).status_code == 404
        assert stranger.post(given.get_absolute_url(), {"rating": "1"}).status_code == 404

    def test_a_question_of_a_private_roadmap_is_not_there_for_others(
        self, signed_in: SignIn, learner: User, other_learner: User, now: datetime
    ) -> None:
        private = published(step("basics"), slug="mine", owner=learner).roadmap
        private.visibility = "private"
        private.save()
        hidden = a_question(private, now=now)
        assert signed_in(learner).get(hidden.get_absolute_url()).status_code == 200
        assert signed_in(other_learner).get(hidden.get_absolute_url()).status_code == 404

    def test_two_people_keep_the_same_question(
        self, signed_in: SignIn, learner: User, other_learner: User, question: Question, now: datetime
    ) -> None:
        for person in (learner, other_learner):
            keep_question(learner=person, question=question, now=now)
        assert signed_in(learner).get(question.get_absolute_url()).status_code == 200

    def test_a_withdrawn_question_stays_with_those_who_answered(
        self, signed_in: SignIn, learner: User, other_learner: User, question: Question, now: datetime
    ) -> None:
        answer(learner, question, now=now)
        Question.objects.update(withdrawn_at=now)
        assert "was withdrawn" in read(signed_in(learner), question.get_absolute_url())
        assert signed_in(other_learner).get(question.get_absolute_url()).status_code == 404


class TestWhereQuestionsShow:
    def test_on_the_page_of_a_step(self, client: Client, question: Question, now: datetime) -> None:
        a_question(question.roadmap, "gone", withdrawn_at=now, prompt="Gone?", now=now)
        assert 'hx-get="/practice/steps/walking/basics/"' in read(client, "/roadmaps/walking/steps/basics/")
        part = read(client, "/practice/steps/walking/basics/", headers=PART)
        assert "Check yourself" in part
        assert question.get_absolute_url() in part
        assert "Gone?" not in part
        assert not read(client, "/practice/steps/walking/middle/", headers=PART).strip()
        assert "Nobody has written a question" in read(client, "/practice/steps/walking/middle/")
        assert client.get("/practice/steps/walking/moon/").status_code == 404

    def test_with_how_the_reader_knows_each(
        self, signed_in: SignIn, learner: User, question: Question, now: datetime
    ) -> None:
        answer(learner, question, now=now)
        part = read(signed_in(learner), "/practice/steps/walking/basics/", headers=PART)
        assert "Taking hold" in part

    def test_below_an_article(
        self, client: Client, question: Question, author_user: User, now: datetime
    ) -> None:
        article = articles.published(articles.author_of(author_user), now=now)
        place = f"/practice/articles/{article.slug}/"
        assert f'hx-get="{place}"' in read(client, article.get_absolute_url())
        assert not read(client, place, headers=PART).strip()
        Question.objects.update(article=article)
        assert "Check what you remember" in read(client, place, headers=PART)
        assert question.get_absolute_url() in read(client, place)


class TestHistory:
    def test_says_what_is_solid_and_what_fades(
        self, signed_in: SignIn, learner: User, roadmap: Roadmap, now: datetime
    ) -> None:
        client = signed_in(learner)
        assert "Nothing is kept yet" in read(client, "/practice/history/")
        faded, fresh, _other = due_cards(learner, roadmap, 3, now=now)
        Card.objects.exclude(pk=faded.pk).update(
            stability=40, due_on=date(2026, 12, 20), reviewed_on=date(2026, 11, 20)
        )
        page = read(client, "/practice/history/")
        assert "Of 3 questions that you have answered, one fades." in page
        assert "<dt>solid</dt><dd>2</dd>" in page
        assert '<a href="/roadmaps/walking/steps/basics/">Basics</a>' in page
        assert faded.question.get_absolute_url() in page
        assert fresh.question.get_absolute_url() not in page

    def test_takes_as_many_queries_for_thirty_questions_as_for_one(
        self,
        signed_in: SignIn,
        learner: User,
        roadmap: Roadmap,
        now: datetime,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        due_cards(learner, roadmap, 30, now=now)
        client = signed_in(learner)
        client.get("/practice/history/")
        with django_assert_num_queries(4):
            client.get("/practice/history/")


class TestSettings:
    def test_switch_it_on_pause_it_and_switch_it_off(
        self, signed_in: SignIn, learner: User, now: datetime
    ) -> None:
        client = signed_in(learner)
        assert "Switch it on" in read(client, "/practice/")
        assert client.post("/settings/practice/", {"is_on": "on"}).headers["Location"] == "/practice/"
        client.post("/settings/practice/", {"is_on": "on", "paused_until": "2026-12-24"})
        choice = PracticeChoice.objects.get()
        assert (choice.is_on, choice.paused_until) == (True, date(2026, 12, 24))
        assert 'value="2026-12-24"' in read(client, "/settings/practice/")
        client.post("/settings/practice/", {})
        choice.refresh_from_db()
        assert (choice.is_on, choice.paused_until) == (False, None)

    def test_a_pause_in_the_past_is_refused_beside_its_field(
        self, signed_in: SignIn, learner: User, now: datetime
    ) -> None:
        sent = {"is_on": "on", "paused_until": (now - timedelta(days=1)).date().isoformat()}
        refused = signed_in(learner).post("/settings/practice/", sent)
        assert refused.status_code == 422
        assert "Choose a day to come" in refused.content.decode()
        assert not PracticeChoice.objects.exists()


class TestOwnQuestions:
    WISH = {
        "step_key": "boil",
        "kind": "explain",
        "prompt": "Why salt?",
        "answer": "Taste.",
        "points": "Taste\n\n Osmosis ",
        "minutes": "2",
    }

    @pytest.fixture
    def own(self, learner: User) -> Roadmap:
        return published(step("boil"), slug="cooking", owner=learner).roadmap

    def test_an_owner_writes_changes_and_withdraws_questions(
        self, signed_in: SignIn, learner: User, own: Roadmap, now: datetime
    ) -> None:
        client, place = signed_in(learner), "/own-roadmaps/cooking/questions/"
        assert "No questions yet" in read(client, place)
        assert "Write a question for this step" in read(client, "/practice/steps/cooking/boil/", headers=PART)
        assert client.post(f"{place}new/", self.WISH).headers["Location"] == place
        question = Question.objects.get()
        assert (question.points, question.minutes) == (["Taste", "Osmosis"], 2)
        assert "Why salt?" in read(client, place)

        assert "Taste\nOsmosis" in client.get(f"{place}{question.pk}/").content.decode()
        client.post(f"{place}{question.pk}/", self.WISH | {"prompt": "Why so much salt?"})
        question.refresh_from_db()
        assert question.prompt == "Why so much salt?"

        assert "Withdraw this question?" in read(client, f"{place}{question.pk}/removal/")
        client.post(f"{place}{question.pk}/removal/")
        assert not Question.objects.asked().exists()

    @pytest.mark.parametrize(
        "wrong", [{"points": ""}, {"step_key": "fry"}, {"prompt": " "}, {"minutes": "11"}]
    )
    def test_what_is_wrong_is_said_and_nothing_saved(
        self, signed_in: SignIn, learner: User, own: Roadmap, wrong: dict[str, str]
    ) -> None:
        refused = signed_in(learner).post("/own-roadmaps/cooking/questions/new/", self.WISH | wrong)
        assert refused.status_code == 422
        assert not Question.objects.exists()

    def test_nobody_else_can(
        self, signed_in: SignIn, other_learner: User, own: Roadmap, now: datetime
    ) -> None:
        question = a_question(own, step_key="boil", now=now)
        client, place = signed_in(other_learner), "/own-roadmaps/cooking/questions/"
        for path in (place, f"{place}new/", f"{place}{question.pk}/", f"{place}{question.pk}/removal/"):
            assert client.get(path).status_code == 404
            assert client.post(path, self.WISH).status_code in (404, 405)
        assert Question.objects.asked().count() == 1

    def test_an_official_roadmap_has_no_such_page(
        self, signed_in: SignIn, staff: User, roadmap: Roadmap
    ) -> None:
        assert signed_in(staff).get("/own-roadmaps/walking/questions/").status_code == 404
