"""The API of practice: what the pages can do, through the same operations. Refusals answer 409."""

from typing import Any

from django.urls import URLPattern, path

from practice.api.answers import Answers
from practice.api.cards import Cards
from practice.api.choices import OwnPractice, QuestionsOfToday
from practice.api.questions import Questions
from practice.api.suggestions import Suggestions

routes: list[tuple[str, Any, str]] = [
    ("questions", Questions, "api-question"),
    ("practice-cards", Cards, "api-practice-card"),
    ("practice-suggestions", Suggestions, "api-practice-suggestion"),
    ("practice-answers", Answers, "api-practice-answer"),
]

urlpatterns: list[URLPattern] = [
    path("me/practice/", OwnPractice.as_view(), name="api-practice"),
    path("me/practice/today/", QuestionsOfToday.as_view(), name="api-practice-today"),
]
