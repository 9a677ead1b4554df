"""Addresses of plans."""

from django.urls import path

from planning.views import blocks, weeks

app_name = "planning"
urlpatterns = [
    path("plan/", weeks.this_week, name="this_week"),
    path("plan/letter/", weeks.letter, name="letter"),
    path("plan/blocks/<uuid:pk>/", blocks.block, name="block"),
    path("plan/blocks/<uuid:pk>/log/", blocks.log, name="block_log"),
    path("plan/blocks/<uuid:pk>/any-day/", blocks.any_day, name="block_any_day"),
    path("plan/blocks/<uuid:pk>/removal/", blocks.removal, name="block_removal"),
    path("plan/<str:day>/", weeks.week, name="week"),
    path("plan/<str:day>/proposal/", weeks.proposal, name="proposal"),
    path("plan/<str:day>/note/", weeks.note, name="note"),
    path("plan/<str:day>/clearing/", weeks.clearing, name="clearing"),
]
