"""The staff's view: look at everything, change nothing that is published or private."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from roadmaps.choices import Visibility
from roadmaps.models import Area, Edition, Roadmap


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin[Area]):
    list_display = ("title", "slug", "is_on_radar", "position")


@admin.register(Roadmap)
class RoadmapAdmin(admin.ModelAdmin[Roadmap]):
    list_display = ("slug", "current", "owner", "visibility", "position")
    list_select_related = ("current", "owner")
    fields = ("slug", "owner", "visibility", "copied_from", "position")
    readonly_fields = ("slug", "owner", "visibility", "copied_from")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Roadmap]:
        """Somebody's private roadmap is not the staff's either."""
        return super().get_queryset(request).filter(visibility=Visibility.PUBLIC)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Roadmaps come from files: `./dev manage load_roadmaps`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Roadmap | None = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin[Edition]):
    list_display = ("title", "roadmap", "number", "published_at", "note")
    list_select_related = ("roadmap",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).filter(roadmap__visibility=Visibility.PUBLIC)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False
