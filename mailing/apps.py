"""Django's entry to the post office."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "mailing"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("post office")

    def ready(self) -> None:
        """Find every app's builders."""
        autodiscover_modules("letters")
