"""Roadmaps, progress along them and the study log."""

from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    name = "roadmaps"
