"""People: who they are and how they sign in."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import security_log, session_lifetime  # models must be loaded before signals are heard

        security_log.listen()
        session_lifetime.listen()
        autodiscover_modules("personal_rows", "profile_blocks")
