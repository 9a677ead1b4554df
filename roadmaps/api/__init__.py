"""The API of roadmaps: what the pages can do, through the same operations. Refusals answer 409."""

from typing import Any

from django.urls import URLPattern, path

from core.api import A_SLUG
from roadmaps.api.enrolments import Enrolments
from roadmaps.api.events import EnrolmentEvents, Events
from roadmaps.api.links import LinkDecisionView, OneLink, OwnLinkVote, RoadmapLinks
from roadmaps.api.notes import StepEvidenceLinks, StepNotes
from roadmaps.api.overlays import (
    OneOwnStep,
    OwnHiddenMilestone,
    OwnHiddenStep,
    OwnOverlay,
    OwnStepOrder,
    OwnSteps,
)
from roadmaps.api.public_progress import OwnPublicProgress
from roadmaps.api.reading import Roadmaps
from roadmaps.api.skills import OwnSkills
from roadmaps.api.study import StudyEntries
from roadmaps.api.study_weeks import OwnRestWeek, OwnStudyTimer, StudyTimerEnd

routes: list[tuple[str, Any, str]] = [
    ("roadmaps", Roadmaps, "api-roadmap"),
    ("enrolments", Enrolments, "api-enrolment"),
    (rf"enrolments/(?P<slug>{A_SLUG})/events", Events, "api-event"),
    (rf"enrolments/(?P<slug>{A_SLUG})/changes", EnrolmentEvents, "api-change"),
    ("step-notes", StepNotes, "api-step-note"),
    ("step-evidence", StepEvidenceLinks, "api-step-evidence"),
    (rf"roadmaps/(?P<slug>{A_SLUG})/links", RoadmapLinks, "api-roadmap-link"),
    ("study-entries", StudyEntries, "api-study-entry"),
]

urlpatterns: list[URLPattern] = [
    path("me/study-timer/", OwnStudyTimer.as_view(), name="api-study-timer"),
    path("me/study-timer/end/", StudyTimerEnd.as_view(), name="api-study-timer-end"),
    path("me/rest-weeks/<str:day>/", OwnRestWeek.as_view(), name="api-rest-week"),
    path("enrolments/<slug:slug>/overlay/", OwnOverlay.as_view(), name="api-overlay"),
    path("enrolments/<slug:slug>/hidden-steps/<slug:key>/", OwnHiddenStep.as_view(), name="api-hidden-step"),
    path(
        "enrolments/<slug:slug>/hidden-milestones/<slug:key>/",
        OwnHiddenMilestone.as_view(),
        name="api-hidden-milestone",
    ),
    path("enrolments/<slug:slug>/own-steps/", OwnSteps.as_view(), name="api-own-steps"),
    path("enrolments/<slug:slug>/own-steps/<slug:key>/", OneOwnStep.as_view(), name="api-own-step"),
    path(
        "enrolments/<slug:slug>/step-orders/<slug:milestone>/",
        OwnStepOrder.as_view(),
        name="api-step-order",
    ),
    path("links/<int:pk>/", OneLink.as_view(), name="api-link"),
    path("links/<int:pk>/vote/", OwnLinkVote.as_view(), name="api-link-vote"),
    path(
        "roadmaps/<slug:slug>/links/<int:pk>/decision/",
        LinkDecisionView.as_view(),
        name="api-link-decision",
    ),
    path("me/public-progress/", OwnPublicProgress.as_view(), name="api-public-progress"),
    path("me/skills/", OwnSkills.as_view(), name="api-skills"),
]
