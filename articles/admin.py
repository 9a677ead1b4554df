"""Articles for staff: who may write, how things are filed, who agreed to what. Texts are their authors'."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, ConsentEvent, Issue, Series, Subscriber, Tag


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin[Author]):
    """Adding a row here sets up a desk."""

    list_display = ("__str__", "user")
    autocomplete_fields = ("user",)
    search_fields = ("user__display_name", "user__email")


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin[Series]):
    list_display = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    list_display = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    """For looking; writing happens at the desk, where every save keeps what was there before."""

    list_display = ("title", "author", "state", "published_at", "series", "position")
    list_filter = ("state", "series", "author")
    list_select_related = ("author__user", "series")
    search_fields = ("title", "slug")
    fields = ("title", "slug", "author", "state", "published_at", "updated_at", "summary", "source")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    """For looking: nobody is subscribed by hand."""

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
