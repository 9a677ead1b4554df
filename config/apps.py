"""The one app config that knows all others: it wires their reactions."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import reactions  # apps must be loaded before their acts are imported

        reactions.wire()
