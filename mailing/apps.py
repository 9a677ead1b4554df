"""Django's entry to the post office."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "mailing"
    verbose_name = _("post office")

    def ready(self) -> None:
        """Find every app's builders, and look at the mail server's address before a deployment."""
        from mailing import checks  # noqa: F401

        autodiscover_modules("letters")
