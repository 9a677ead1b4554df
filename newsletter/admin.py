"""The newsletter for staff: who agreed to what, and what was sent. Nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsletter.models import ConsentEvent, Issue, Subscriber


class ConsentInline(admin.TabularInline[ConsentEvent, Subscriber]):
    model = ConsentEvent
    fields = ("what", "how", "at", "by", "wording")
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = _("what they agreed to")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin[Subscriber]):
    """Read-only: nobody is subscribed by hand."""

    list_display = ("email", "state", "confirmed_at", "user")
    list_filter = ("state",)
    list_select_related = ("user",)
    search_fields = ("email",)
    inlines = (ConsentInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Issue)
class IssueAdmin(admin.ModelAdmin[Issue]):
    list_display = ("subject", "created_at", "by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
