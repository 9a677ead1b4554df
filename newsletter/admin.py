"""The newsletter for staff: its topics, who agreed to what, and what was sent."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsletter.models import ConsentEvent, Digest, Issue, Subscriber, Subscription, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    list_display = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


class ReadOnlyInline(admin.TabularInline[Any, Subscriber]):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SubscriptionInline(ReadOnlyInline):
    model = Subscription
    fk_name = "subscriber"
    fields = ("topic", "state", "confirmed_at", "cadence", "paused_until", "uses_progress")


class DigestInline(ReadOnlyInline):
    model = Digest
    fields = ("topic", "period", "owed_at")


class ConsentInline(ReadOnlyInline):
    model = ConsentEvent
    fields = ("topic", "change", "method", "at", "by", "words")
    verbose_name_plural = _("what they agreed to")


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin[Subscriber]):
    """Read-only: nobody is subscribed by hand."""

    list_display = ("email", "typed_email", "created_at", "user")
    list_filter = ("subscriptions__state",)
    list_select_related = ("user",)
    search_fields = ("email",)
    inlines = (SubscriptionInline, DigestInline, ConsentInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Issue)
class IssueAdmin(admin.ModelAdmin[Issue]):
    list_display = ("__str__", "topic", "state", "send_at", "by")
    list_select_related = ("article", "topic", "by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
