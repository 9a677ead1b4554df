"""Addresses of roadmaps."""

from django.urls import path

from roadmaps.views import (
    edition_moves,
    enrolments,
    gates,
    links,
    marks,
    pictures,
    public_progress,
    reading,
    skills,
    study,
    timer,
)

app_name = "roadmaps"
urlpatterns = [
    path("roadmaps/", reading.roadmaps, name="roadmaps"),
    path("roadmaps/<slug:slug>/", reading.roadmap, name="roadmap"),
    path("roadmaps/<slug:slug>/card.png", pictures.card, name="card"),
    path("people/<slug:handle>/badges/<slug:slug>.svg", pictures.badge, name="badge"),
    path("roadmaps/<slug:slug>/editions/<int:number>/", reading.edition, name="edition"),
    path(
        "roadmaps/<slug:slug>/editions/<int:number>/steps/<slug:key>/",
        reading.edition_step,
        name="edition_step",
    ),
    path("roadmaps/<slug:slug>/enrolment/", enrolments.enrolment, name="enrolment"),
    path("roadmaps/<slug:slug>/credit/", enrolments.credit, name="credit"),
    path("roadmaps/<slug:slug>/edition/", edition_moves.edition_move, name="edition_move"),
    path("roadmaps/<slug:slug>/edition/stay/", edition_moves.edition_stay, name="edition_stay"),
    path("roadmaps/<slug:slug>/leaving/", edition_moves.leaving, name="leaving"),
    path("roadmaps/<slug:slug>/reset/", edition_moves.reset, name="reset"),
    path("roadmaps/<slug:slug>/projection/", enrolments.projection, name="projection"),
    path("roadmaps/<slug:slug>/changes/<uuid:pk>/undo/", enrolments.undo_change, name="undo_change"),
    path("roadmaps/<slug:slug>/gates/<slug:key>/", gates.gate, name="gate"),
    path("roadmaps/<slug:slug>/steps/<slug:key>/", reading.step, name="step"),
    path("roadmaps/<slug:slug>/steps/<slug:key>/status/", marks.status, name="status"),
    path("roadmaps/<slug:slug>/steps/<slug:key>/mark/", marks.mark, name="mark"),
    path("roadmaps/<slug:slug>/marks/<uuid:pk>/undo/", marks.undo, name="undo"),
    path("roadmaps/<slug:slug>/links/", links.roadmap_links, name="roadmap_links"),
    path("roadmaps/<slug:slug>/links/<int:pk>/", links.decision, name="link_decision"),
    path("links/", links.kept_links, name="kept_links"),
    path("links/<int:pk>/", links.link, name="link"),
    path("settings/public-progress/", public_progress.public_progress, name="public_progress"),
    path("skills/", skills.skills, name="skills"),
    path("skills/assessment/", skills.assessment, name="assessment"),
    path("study/", study.study, name="study"),
    path("study/year/", study.year, name="study_year"),
    path("study/timer/", timer.timer, name="timer"),
    path("study/timer/end/", timer.timer_end, name="timer_end"),
    path("study/weeks/<str:week>/rest/", timer.rest, name="rest"),
    path("study/<int:pk>/", study.entry, name="study_entry"),
    path("study/<int:pk>/removal/", study.removal, name="study_removal"),
]
