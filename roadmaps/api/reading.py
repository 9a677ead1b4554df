"""Roadmaps, as everybody may read them."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets

from core.api import A_SLUG, in_words
from roadmaps.models import Area, Edition, Milestone, Resource, Roadmap, Stage, Step


class AreaSerializer(serializers.ModelSerializer[Area]):
    class Meta:
        model = Area
        fields = ("slug", "title", "is_on_radar")


class EditionSerializer(serializers.ModelSerializer[Edition]):
    class Meta:
        model = Edition
        fields = ("number", "published_at", "note")


class RoadmapSerializer(serializers.ModelSerializer[Roadmap]):
    edition = EditionSerializer(source="current", read_only=True)
    step_count = serializers.IntegerField(read_only=True)
    hours_from_ds = serializers.IntegerField(read_only=True)
    hours_from_swe = serializers.IntegerField(read_only=True)

    class Meta:
        model = Roadmap
        fields: ClassVar[Sequence[str]] = (
            *("slug", "title", "summary", "language", "edition"),
            *("step_count", "hours_from_ds", "hours_from_swe"),
        )


class ResourceSerializer(serializers.ModelSerializer[Resource]):
    class Meta:
        model = Resource
        fields = ("title", "url", "type", "cost", "language", "minutes", "checked_on")


class StepSerializer(serializers.ModelSerializer[Step]):
    area = serializers.SlugRelatedField[Area](slug_field="slug", read_only=True)
    prerequisites = serializers.SlugRelatedField[Step](slug_field="key", many=True, read_only=True)
    resources = ResourceSerializer(many=True, read_only=True)

    class Meta:
        model = Step
        fields = (
            *("key", "number", "title", "area", "kind", "hours", "track", "is_required"),
            *("why", "done_when", "prerequisites", "resources"),
        )


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    steps = StepSerializer(many=True, read_only=True)

    class Meta:
        model = Milestone
        fields = ("key", "title", "steps")


class StageSerializer(serializers.ModelSerializer[Stage]):
    milestones = MilestoneSerializer(many=True, read_only=True)

    class Meta:
        model = Stage
        fields = ("key", "title", "why", "gate_months", "gate_text", "milestones")


class WholeRoadmapSerializer(RoadmapSerializer):
    """A roadmap with everything that its current edition says."""

    stages = StageSerializer(source="current.stages", many=True, read_only=True)

    class Meta(RoadmapSerializer.Meta):
        fields: ClassVar[Sequence[str]] = (*RoadmapSerializer.Meta.fields, "stages")


@extend_schema(tags=["roadmaps"])
@in_words(
    list="The published roadmaps.",
    retrieve="One roadmap with its stages, milestones and steps.",
)
class Roadmaps(viewsets.ReadOnlyModelViewSet[Roadmap]):
    """The published roadmaps; one of them with its stages, milestones and steps."""

    lookup_field = "slug"
    lookup_value_regex = A_SLUG

    def get_queryset(self) -> QuerySet[Roadmap]:
        roadmaps = Roadmap.objects.published().with_size().select_related("current")
        if self.action == "retrieve":
            roadmaps = roadmaps.prefetch_related(
                "current__stages__milestones__steps__area",
                "current__stages__milestones__steps__prerequisites",
                "current__stages__milestones__steps__resources",
            )
        return roadmaps.order_by("position", "title")

    def get_serializer_class(self) -> type[RoadmapSerializer]:
        return WholeRoadmapSerializer if self.action == "retrieve" else RoadmapSerializer
