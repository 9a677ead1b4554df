"""What staff see of mentoring. Bookings are read here, and changed only through their acts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mentoring.models import Attendance, Booking, BookingEvent, Mentor, SessionType


class SessionTypes(admin.TabularInline[SessionType, Mentor]):
    model = SessionType
    fields = ("title", "kind", "minutes", "price", "is_offered")
    extra = 0


@admin.register(Mentor)
class MentorAdmin(admin.ModelAdmin[Mentor]):
    list_display = ("user", "headline", "is_listed", "created_at")
    list_filter = ("is_listed", "areas")
    search_fields = ("user__display_name", "user__email", "headline")
    autocomplete_fields = ("user",)
    inlines = (SessionTypes,)


class ReadOnlyInline(admin.TabularInline[Any, Booking]):
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False


class Attendances(ReadOnlyInline):
    model = Attendance
    fields = ("person", "role", "state", "zone", "during")


class Events(ReadOnlyInline):
    model = BookingEvent


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin[Booking]):
    list_display = ("starts_at", "title", "mentor", "state")
    list_filter = ("state", "kind")
    search_fields = ("attendances__person__email", "id")
    date_hierarchy = "starts_at"
    list_select_related = ("mentor__user",)
    inlines = (Attendances, Events)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False
