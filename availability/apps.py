"""When people are free: schedules, weekly hours, dates with other hours, and the slot engine."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AvailabilityConfig(AppConfig):
    name = "availability"

    def ready(self) -> None:
        autodiscover_modules("commitments")
