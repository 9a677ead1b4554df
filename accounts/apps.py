"""People: who they are and how they sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import security_log  # models must be loaded before their signals are heard

        security_log.listen()
