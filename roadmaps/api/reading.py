"""Roadmaps, as somebody may read them: in the edition that they see, or in any published one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import ApiView
from accounts.models import User
from core.api import A_SLUG, in_words
from core.api.lists import ListFilters, Order, UpdatedSince
from roadmaps.choices import Decision, LinkState
from roadmaps.contents import read_content
from roadmaps.lengths import TrackLength, lengths_of, with_lengths
from roadmaps.models import Area, Edition, Gate, LinkDecision, Milestone, Resource, Specialism, Stage, Step


class AreaSerializer(serializers.ModelSerializer[Area]):
    class Meta:
        model = Area
        fields = ("slug", "title", "is_on_radar")


class EditionSerializer(serializers.ModelSerializer[Edition]):
    class Meta:
        model = Edition
        fields = ("number", "published_at", "note")


class TrackLengthSerializer(serializers.Serializer[TrackLength]):
    """`hours` are those required on the track, the shared ones with them."""

    key = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField()
    hours = serializers.IntegerField()


class RoadmapSerializer(serializers.ModelSerializer[Edition]):
    slug = serializers.SlugField(source="roadmap.slug", read_only=True)
    visibility = serializers.CharField(source="roadmap.visibility", read_only=True)
    edition = EditionSerializer(source="*", read_only=True)
    step_count = serializers.IntegerField(read_only=True)
    shared_hours = serializers.IntegerField(read_only=True)
    tracks = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields: ClassVar[Sequence[str]] = (
            *("slug", "title", "summary", "language", "visibility", "edition"),
            *("step_count", "shared_hours", "tracks"),
        )

    @extend_schema_field(TrackLengthSerializer(many=True))
    def get_tracks(self, edition: Edition) -> Any:
        lengths = [length for length in lengths_of(edition) if length.title]
        return [TrackLengthSerializer(length).data for length in lengths]


class SpecialismSerializer(serializers.ModelSerializer[Specialism]):
    class Meta:
        model = Specialism
        fields = ("key", "title", "summary")


class ResourceSerializer(serializers.ModelSerializer[Resource]):
    """`link` is its id below `/links/`; `decided` what the keeper of the roadmap made of it."""

    url = serializers.URLField(source="link.url", read_only=True)
    link = serializers.IntegerField(source="link_id", read_only=True)
    state = serializers.ChoiceField(LinkState.choices, source="link.state", read_only=True)
    checked_on = serializers.DateField(source="link.checked_on", read_only=True, allow_null=True)
    decided = serializers.SerializerMethodField()
    replaced_by = serializers.SerializerMethodField()

    class Meta:
        model = Resource
        fields = (
            *("title", "url", "link", "type", "cost", "language", "minutes", "state", "checked_on"),
            *("decided", "replaced_by"),
        )

    @extend_schema_field(serializers.ChoiceField(Decision.choices, allow_null=True))
    def get_decided(self, resource: Resource) -> str | None:
        decision = self._decision(resource)
        return decision.kind if decision else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_replaced_by(self, resource: Resource) -> str | None:
        decision = self._decision(resource)
        return decision.replacement.url if decision and decision.replacement else None

    def _decision(self, resource: Resource) -> LinkDecision | None:
        """Of the roadmap that is read: `with_everything` brings no others."""
        return next(iter(resource.link.decisions.all()), None)


class StepSerializer(serializers.ModelSerializer[Step]):
    area = serializers.SlugRelatedField[Area](slug_field="slug", read_only=True)
    track = serializers.CharField(source="track_key", read_only=True)
    specialism = serializers.SlugRelatedField[Specialism](slug_field="key", read_only=True, allow_null=True)
    prerequisites = serializers.SlugRelatedField[Step](slug_field="key", many=True, read_only=True)
    resources = ResourceSerializer(many=True, read_only=True)

    class Meta:
        model = Step
        fields = (
            *("key", "number", "title", "area", "kind", "hours", "track", "specialism", "is_required"),
            *("why", "done_when", "prerequisites", "resources"),
        )


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    steps = StepSerializer(many=True, read_only=True)

    class Meta:
        model = Milestone
        fields = ("key", "title", "steps")


class GateSerializer(serializers.ModelSerializer[Gate]):
    class Meta:
        model = Gate
        fields = ("key", "title", "months", "why", "done_when")


class StageSerializer(serializers.ModelSerializer[Stage]):
    gates = GateSerializer(many=True, read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)

    class Meta:
        model = Stage
        fields = ("key", "title", "why", "gates", "milestones")


class WholeRoadmapSerializer(RoadmapSerializer):
    """A roadmap with everything that one edition says."""

    areas = serializers.SerializerMethodField()
    specialisms = SpecialismSerializer(many=True, read_only=True)
    stages = StageSerializer(many=True, read_only=True)

    class Meta(RoadmapSerializer.Meta):
        fields: ClassVar[Sequence[str]] = (*RoadmapSerializer.Meta.fields, "areas", "specialisms", "stages")

    @extend_schema_field(AreaSerializer(many=True))
    def get_areas(self, edition: Edition) -> Any:
        """In the edition's own order."""
        return AreaSerializer([link.area for link in edition.area_links.all()], many=True).data


class GraphStageSerializer(serializers.Serializer[Any]):
    key = serializers.SlugField()
    rows = serializers.ListField(child=serializers.ListField(child=serializers.SlugField()))


class GraphEdgeSerializer(serializers.Serializer[Any]):
    """`step` is easier after `needs`."""

    needs = serializers.SlugField()
    step = serializers.SlugField()


class GraphSerializer(serializers.Serializer[Any]):
    """The keys of the steps, by stage and row from the top, and the lines between them."""

    stages = GraphStageSerializer(many=True)
    edges = GraphEdgeSerializer(many=True)


def reader_of(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None


def with_everything(editions: QuerySet[Edition], slug: str) -> QuerySet[Edition]:
    """A dozen queries, however long the roadmap of this slug."""
    steps = Step.objects.select_related("area", "track", "specialism").defer("search")
    return editions.prefetch_related(
        "specialisms",
        "area_links__area",
        "stages__gates",
        Prefetch("stages__milestones__steps", steps),
        "stages__milestones__steps__prerequisites",
        "stages__milestones__steps__resources__link",
        Prefetch(
            "stages__milestones__steps__resources__link__decisions",
            LinkDecision.objects.filter(roadmap__slug=slug).select_related("replacement"),
        ),
    )


class RoadmapFilter(ListFilters):
    updated_since = UpdatedSince("published_at")
    order = Order("title", "published_at", position="roadmap__position")

    class Meta:
        model = Edition
        fields = ("language",)


@extend_schema(tags=["roadmaps"])
@in_words(
    list="The published roadmaps, each in the edition that you follow or the current one.",
    retrieve="One roadmap with its stages, gates, milestones and steps.",
)
class Roadmaps(ApiView, viewsets.ReadOnlyModelViewSet[Edition]):
    """The published roadmaps; one of them with its stages, gates, milestones and steps."""

    filterset_class = RoadmapFilter
    lookup_field = "roadmap__slug"
    lookup_url_kwarg = "slug"
    lookup_value_regex = A_SLUG

    def get_queryset(self) -> QuerySet[Edition]:
        reader = reader_of(self.request)
        of_reader = Edition.objects.shown_to if self.action == "list" else Edition.objects.opened_by
        editions = with_lengths(of_reader(reader))
        editions = (
            editions.select_related("roadmap").defer("search").order_by("roadmap__position", "title", "pk")
        )
        return with_everything(editions, self.kwargs["slug"]) if self.action == "retrieve" else editions

    def get_serializer_class(self) -> type[RoadmapSerializer]:
        return RoadmapSerializer if self.action == "list" else WholeRoadmapSerializer

    @extend_schema(responses=WholeRoadmapSerializer)
    @action(detail=True, url_path=r"editions/(?P<number>\d{1,4})", filter_backends=[])
    def edition(self, request: Request, slug: str, number: str) -> Response:
        """One roadmap as a published edition of it says, old or new."""
        editions = with_lengths(Edition.objects.published().reachable_by(reader_of(request)))
        found = get_object_or_404(
            with_everything(editions.select_related("roadmap"), slug), roadmap__slug=slug, number=int(number)
        )
        return Response(self.get_serializer(found).data)

    @extend_schema(responses=GraphSerializer)
    @action(detail=True, filter_backends=[])
    def graph(self, request: Request, slug: str) -> Response:
        """The graph of a roadmap: the rows in which its steps are drawn, and what each is easier after."""
        shown = (
            Edition.objects.opened_by(reader_of(request)).select_related("roadmap").defer("search", "layout")
        )
        contents = read_content(get_object_or_404(shown, roadmap__slug=slug))
        stages = zip(contents.stages, contents.drawing.rows, strict=True)
        keys = {step.number: step.key for step in contents.steps}
        graph = {
            "stages": [{"key": stage.key, "rows": rows} for stage, rows in stages],
            "edges": [
                {"needs": keys[edge.needs], "step": keys[edge.step]} for edge in contents.drawing.edges
            ],
        }
        return Response(GraphSerializer(graph).data)
