"""Practice: questions on what somebody has learnt, asked again before it fades."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
