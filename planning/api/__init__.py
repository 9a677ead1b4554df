"""The API of planning: what the pages can do, through the same operations. Refusals answer 409."""

from typing import Any

from django.urls import URLPattern, path

from planning.api.blocks import PlanBlocks
from planning.api.weeks import OwnPlanLetter, OwnWeekPlan, WeekProposal

routes: list[tuple[str, Any, str]] = [("plan-blocks", PlanBlocks, "api-plan-block")]

urlpatterns: list[URLPattern] = [
    path("me/plan-letter/", OwnPlanLetter.as_view(), name="api-plan-letter"),
    path("me/plans/<str:day>/", OwnWeekPlan.as_view(), name="api-plan"),
    path("me/plans/<str:day>/proposal/", WeekProposal.as_view(), name="api-plan-proposal"),
]
