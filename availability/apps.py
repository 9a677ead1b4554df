"""When people are free: schedules, weekly hours, dates with other hours, and the slot engine."""

from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "availability"
