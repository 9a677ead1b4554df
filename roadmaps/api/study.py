"""The study log."""

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import in_words, location
from core.api.lists import Order, UpdatedSince
from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.models import StudyEntry
from roadmaps.operations import change_study, log_study, remove_study


class StudyEntrySerializer(serializers.ModelSerializer[StudyEntry]):
    roadmap = VisibleRoadmapField(required=False, allow_null=True)

    class Meta:
        model = StudyEntry
        fields = ("id", "roadmap", "key", "minutes", "studied_on", "note", "logged_at", "updated_at")
        read_only_fields = ("id", "logged_at", "updated_at")


class StudyChangeSerializer(serializers.ModelSerializer[StudyEntry]):
    """What may be corrected for fourteen days."""

    class Meta:
        model = StudyEntry
        fields = ("minutes", "studied_on", "note")

    def to_representation(self, instance: StudyEntry) -> Any:
        return StudyEntrySerializer(instance, context=self.context).data


class StudyFilter(django_filters.FilterSet):  # type: ignore[misc]
    since = django_filters.DateFilter("studied_on", "gte", label="Studied on this day or later.")
    until = django_filters.DateFilter("studied_on", "lte", label="Studied on this day or before.")
    roadmap = django_filters.CharFilter("roadmap__slug", label="The slug of a roadmap.")

    updated_since = UpdatedSince("updated_at")
    order = Order("studied_on", "logged_at", "updated_at", "minutes")

    class Meta:
        model = StudyEntry
        fields = ("since", "until", "roadmap", "key")


@extend_schema(tags=["progress"])
@extend_schema_view(
    partial_update=extend_schema(request=StudyChangeSerializer, responses=StudyEntrySerializer)
)
@in_words(
    list="The time that you logged, newest first.",
    retrieve="One entry of your study log.",
    create="Log time, for a step or for none.",
    partial_update="Correct an entry, for fourteen days after it was logged.",
    destroy="Remove an entry, within the same fourteen days.",
)
class StudyEntries(ApiView, viewsets.ModelViewSet[StudyEntry]):
    """The time you logged. Entries can be corrected and removed for fourteen days."""

    permission_classes = OWN
    filterset_class = StudyFilter
    http_method_names = ("get", "post", "patch", "delete", "head", "options")

    def get_queryset(self) -> QuerySet[StudyEntry]:
        if getattr(self, "swagger_fake_view", False):
            return StudyEntry.objects.none()
        return StudyEntry.objects.of(member(self.request)).select_related("roadmap").newest_first()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[StudyEntry]]:
        return StudyChangeSerializer if self.action == "partial_update" else StudyEntrySerializer

    def perform_create(self, serializer: serializers.BaseSerializer[StudyEntry]) -> None:
        serializer.instance = log_study(
            learner=member(self.request), now=timezone.now(), **serializer.validated_data
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-study-entry-detail", pk=data["id"])

    def perform_update(self, serializer: serializers.BaseSerializer[StudyEntry]) -> None:
        entry = cast(StudyEntry, serializer.instance)
        kept = {"minutes": entry.minutes, "studied_on": entry.studied_on, "note": entry.note}
        serializer.instance = change_study(
            entry=entry, now=timezone.now(), **{**kept, **serializer.validated_data}
        )

    def perform_destroy(self, instance: StudyEntry) -> None:
        remove_study(entry=instance, now=timezone.now())
