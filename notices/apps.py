"""Django's entry to the notices."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("notices")

    def ready(self) -> None:
        """Find the kinds of notices that every app has registered."""
        autodiscover_modules("notice_kinds")
