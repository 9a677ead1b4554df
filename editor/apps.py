"""Making roadmaps: drafts that are written step by step, taken from files, and published."""

from django.apps import AppConfig


class EditorConfig(AppConfig):
    name = "editor"
