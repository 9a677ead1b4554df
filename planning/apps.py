"""Planning: what somebody means to do in a week, beside what happened, and the letter on Monday."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
