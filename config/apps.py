"""The one app config that knows all others: it wires their reactions and their tasks."""

from django.apps import AppConfig


class LongroadConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import celery, reactions  # apps must be loaded before their acts are imported

        celery.app.set_default()  # so that every @shared_task of the web process knows its broker
        reactions.wire_reactions()
