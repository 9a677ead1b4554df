"""Addresses of practice."""

from django.urls import path

from practice.views import answering, overview, questions, suggestions

app_name = "practice"
urlpatterns = [
    path("practice/", overview.today, name="today"),
    path("practice/next/", answering.next_question, name="next"),
    path("practice/history/", overview.history, name="history"),
    path("settings/practice/", overview.settings, name="settings"),
    path("practice/questions/<uuid:pk>/", answering.question, name="question"),
    path("practice/questions/<uuid:pk>/keeping/", answering.keeping, name="keeping"),
    path("practice/answers/<uuid:pk>/", answering.answer, name="answer"),
    path("practice/steps/<slug:roadmap>/<slug:key>/", questions.step, name="step"),
    path("practice/articles/<slug:slug>/", questions.article, name="article"),
    path("practice/sessions/<uuid:pk>/", suggestions.session_questions, name="session_questions"),
    path("practice/suggestions/<uuid:pk>/", suggestions.suggestion, name="suggestion"),
    path("own-roadmaps/<slug:slug>/questions/", questions.own_questions, name="own_questions"),
    path("own-roadmaps/<slug:slug>/questions/new/", questions.new_question, name="new_question"),
    path("own-roadmaps/<slug:slug>/questions/<uuid:pk>/", questions.own_question, name="own_question"),
    path(
        "own-roadmaps/<slug:slug>/questions/<uuid:pk>/removal/",
        questions.removal,
        name="question_removal",
    ),
]
