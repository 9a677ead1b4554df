"""Notices in the admin: to look up, not to change."""

from django.contrib import admin
from django.http import HttpRequest

from notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    list_display = ["kind", "person", "about", "at", "is_listed", "read_at", "taken_back_at"]
    list_select_related = ["person"]
    list_filter = ["kind"]
    search_fields = ["about", "person__email"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False
