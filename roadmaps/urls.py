"""Addresses of roadmaps."""

from django.urls import path

from roadmaps.views import enrolments, marks, pages, study

app_name = "roadmaps"
urlpatterns = [
    path("roadmaps/", pages.roadmaps, name="roadmaps"),
    path("roadmaps/<slug:slug>/", pages.roadmap, name="roadmap"),
    path("roadmaps/<slug:slug>/enrolment/", enrolments.enrolment, name="enrolment"),
    path("roadmaps/<slug:slug>/steps/<slug:key>/", pages.step, name="step"),
    path("roadmaps/<slug:slug>/steps/<slug:key>/status/", marks.status, name="status"),
    path("roadmaps/<slug:slug>/marks/<int:pk>/undo/", marks.undo, name="undo"),
    path("study/", study.study, name="study"),
    path("study/<int:pk>/", study.entry, name="study_entry"),
    path("study/<int:pk>/removal/", study.removal, name="study_removal"),
]
