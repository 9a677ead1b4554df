"""Planning: what somebody means to do in a week, beside what happened, and the letter at its start."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
