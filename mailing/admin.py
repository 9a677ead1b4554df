"""The post office in Django's admin: to look up, not to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mailing.models import Letter, Pause, Suppression


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only the post office itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    list_display = ["template", "to", "kind", "state", "due_at", "sent_at", "attempts"]
    list_filter = ["state", "kind", "template"]
    search_fields = ["to", "key", "about"]
    exclude = ["secret_context"]
    show_full_result_count = False


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    list_display = ["address", "kind", "reason", "at"]
    list_filter = ["kind", "reason"]
    search_fields = ["address"]


@admin.register(Pause)
class PauseAdmin(ReadOnly):
    list_display = ["began_at", "until", "ended_at", "failures", "reason"]
