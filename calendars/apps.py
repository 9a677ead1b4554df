"""Calendar accounts: busy times come in over CalDAV, and sessions go out."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "calendars"
