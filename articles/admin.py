"""Articles for staff: who may write, and how articles are filed. Texts are their authors'."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Article, Author, Series, Tag


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin[Author]):
    """Adding a row here makes somebody an author."""

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
    """Read-only: authors write on their own pages, where every save keeps what was there before."""

    list_display = ("title", "author", "state", "published_at", "series", "position")
    list_filter = ("state", "series", "author")
    list_select_related = ("author__user", "series")
    search_fields = ("title", "slug")
    fields = ("title", "slug", "author", "state", "published_at", "updated_at", "summary", "source")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
