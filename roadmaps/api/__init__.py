"""The API of roadmaps: what the pages can do, through the same operations. Refusals answer 409."""

from typing import Any

from django.urls import path

from core.api import A_SLUG
from roadmaps.api.enrolments import Enrolments, Events
from roadmaps.api.reading import Roadmaps
from roadmaps.api.skills import OwnSkills
from roadmaps.api.study import StudyEntries

routes: list[tuple[str, Any, str]] = [
    ("roadmaps", Roadmaps, "api-roadmap"),
    ("enrolments", Enrolments, "api-enrolment"),
    (rf"enrolments/(?P<slug>{A_SLUG})/events", Events, "api-event"),
    ("study-entries", StudyEntries, "api-study-entry"),
]
urlpatterns = [path("me/skills/", OwnSkills.as_view(), name="api-skills")]
