"""What `manage.py check --deploy` asks of the post office."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004

CATCHES_MAIL = Warning(
    "All mail is caught instead of sent, so nobody can sign up or is reminded.",
    hint="Set EMAIL_URL, e.g. smtp+tls://user:password@smtp.example.org:587.",
    id="mailing.W001",
)


@register(deploy=True)
def mail_is_sent(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A real site has a mail server."""
    return [CATCHES_MAIL] if settings.EMAIL_BACKEND == "mailing.backends.CatchingBackend" else []
