"""What Django needs to know of this app."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "workers"
