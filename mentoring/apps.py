"""Mentors, their hours and booked sessions."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "mentoring"
