"""Django's entry to the outbox."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "mailing"
    verbose_name = _("outbox")

    def ready(self) -> None:
        """Find every app's builders."""
        from mailing import own_mail  # noqa: F401

        autodiscover_modules("letters")
