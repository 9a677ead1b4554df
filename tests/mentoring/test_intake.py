"""What a mentor asks before a session, and what a learner answers."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mailing.delivery import deliver_due
from mentoring.intake import BadAnswer, BadQuestion, Question, QuestionKind, check_answers, check_questions
from mentoring.models import Booking, Mentor, SessionType
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_booking, a_session_type

TEN = "2026-11-25T10:00:00+00:00"
ROLE = Question("Which role?", QuestionKind.LINE, is_required=True)
RESUME = Question("Link to your resume", QuestionKind.LINK)
LEVEL = Question("How far are you?", QuestionKind.CHOICE, choices=("Beginning", "In the middle"))
CAMERA = Question("May we use cameras?", QuestionKind.YES_NO)
ALL = [ROLE, RESUME, LEVEL, CAMERA]


@pytest.fixture
def asking(mentor: Mentor) -> SessionType:
    return a_session_type(mentor, slug="asking", title="Asking", questions=[each.as_json() for each in ALL])


class TestAnswers:
    def test_each_is_kept_with_the_words_of_its_question(self) -> None:
        given = {ROLE.key: " ML engineer ", CAMERA.key: "yes", "another": "dropped"}
        assert check_answers(ALL, given) == [
            {"question": "Which role?", "answer": "ML engineer"},
            {"question": "May we use cameras?", "answer": "Yes"},
        ]

    @pytest.mark.parametrize(
        ("key", "answer"),
        [
            (ROLE.key, ""),
            (ROLE.key, "x" * 201),
            (RESUME.key, "my resume"),
            (RESUME.key, "javascript:alert(1)"),
            (LEVEL.key, "Nearly there"),
            (CAMERA.key, "perhaps"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_its_key(self, key: str, answer: str) -> None:
        with pytest.raises(BadAnswer) as caught:
            check_answers(ALL, {ROLE.key: "Any"} | {key: answer})
        assert caught.value.data["questions"] == [key]


class TestQuestions:
    def test_empty_rows_are_left_out(self) -> None:
        rows = [{"label": " "}, ROLE.as_json(), {"label": ""}]
        assert check_questions(rows) == [ROLE]

    @pytest.mark.parametrize(
        "rows",
        [
            [ROLE.as_json(), ROLE.as_json()],
            [{**ROLE.as_json(), "kind": "video"}],
            [{**LEVEL.as_json(), "choices": ["one"]}],
            [{**ROLE.as_json(), "label": "x" * 121}],
            [{**ROLE.as_json(), "label": f"{number}?"} for number in range(6)],
        ],
        ids=["twice", "no kind", "nothing to choose", "too long", "six"],
    )
    def test_what_nobody_could_answer_is_refused(self, rows: list[dict[str, Any]]) -> None:
        with pytest.raises(BadQuestion):
            check_questions(rows)

    def test_a_mentor_types_them_in_the_form(self, call: SessionType, browser: Client) -> None:
        url = "/mentoring/session-types/call/"
        form = browser.get(url).context["form"]
        typed = {field.html_name: field.value() for field in form if field.value() not in {None, ""}}
        typed |= {
            "question-0": "How far are you?",
            "answered-0": "choice",
            "choices-0": "Beginning; In the middle",
        }
        assert browser.post(url, typed).status_code == 303
        call.refresh_from_db()
        assert call.intake == [LEVEL]
        assert "Beginning; In the middle" in browser.get(url).content.decode()

    def test_a_program_sends_them(self, call: SessionType, browser: Client) -> None:
        url = "/api/v1/me/session-types/call/"
        asked = {"questions": [ROLE.as_json()]}
        answer = browser.patch(url, asked, content_type="application/json")
        assert answer.status_code == 200, answer.content
        assert [each["key"] for each in answer.json()["questions"]] == ["which-role"]
        browser.patch(url, {"price_amount": "5", "price_currency": "EUR"}, content_type="application/json")
        call.refresh_from_db()
        assert call.intake == [ROLE]


class TestBooking:
    def send(self, client: Client, **answers: str) -> Any:
        form = {"session_type": "asking", "start": TEN, "about": "My words."}
        return client.post("/mentors/mira/bookings/", form | answers)

    def test_both_read_the_answers_on_the_page_and_in_the_letter(
        self, asking: SessionType, lena: Client, smtp_sink: Sink, now: datetime
    ) -> None:
        assert self.send(lena, **{"answer-which-role": "ML engineer"}).status_code == 303
        booking = Booking.objects.get()
        assert booking.learner_attendance.answers == [{"question": "Which role?", "answer": "ML engineer"}]
        assert "ML engineer" in lena.get(booking.get_absolute_url()).content.decode()
        deliver_due(clock=lambda: now)
        assert ["ML engineer" in each.html for each in smtp_sink.received] == [True, True]

    def test_what_is_required_is_asked_for_at_its_field(self, asking: SessionType, lena: Client) -> None:
        answer = self.send(lena)
        assert (answer.status_code, Booking.objects.count()) == (422, 0)
        assert list(answer.context["form"].errors) == ["answer-which-role"]
        assert "My words." in answer.content.decode()

    def test_the_api_names_the_questions_and_takes_the_answers(
        self, asking: SessionType, lena: Client
    ) -> None:
        offered = lena.get("/api/v1/mentors/mira/").json()["session_types"][0]
        assert [each["key"] for each in offered["questions"]] == [each.key for each in ALL]
        asked = {"mentor": "mira", "session_type": "asking", "starts_at": TEN}
        refused = lena.post("/api/v1/bookings/", asked, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "bad_answer")
        booked = lena.post(
            "/api/v1/bookings/", asked | {"answers": {"which-role": "Any"}}, content_type="application/json"
        )
        assert booked.json()["answers"] == [{"question": "Which role?", "answer": "Any"}]


def test_a_mentor_takes_so_many_sessions_of_one_learner(
    mentor: Mentor, call: SessionType, learner: User, other_learner: User, now: datetime
) -> None:
    Mentor.objects.update(most_open_per_learner=1)
    call.refresh_from_db()
    a_booking(call, learner, "10:00", now=now)
    with pytest.raises(Exception, match="as many sessions with this mentor to come"):
        a_booking(call, learner, "12:00", now=now)
    a_booking(call, other_learner, "12:00", now=now)
