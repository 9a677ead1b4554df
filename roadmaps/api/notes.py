"""Private notes on steps, and links that show what somebody did."""

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words, location
from core.api.lists import ListFilters, Order, UpdatedSince
from core.form_fields import WebAddressApiField
from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.models import LONGEST_NOTE, StepEvidence, StepNote
from roadmaps.models.notes import StepEvidenceQuerySet, StepNoteQuerySet
from roadmaps.operations import add_evidence, change_note, remove_evidence, remove_note, write_note


class StepNoteSerializer(serializers.ModelSerializer[StepNote]):
    """`title` is the step's, as it was when the note was begun; `roadmap` is null when that is gone."""

    roadmap = VisibleRoadmapField()
    text = serializers.CharField(max_length=LONGEST_NOTE, help_text="Markdown.", trim_whitespace=False)

    class Meta:
        model = StepNote
        fields = ("id", "roadmap", "key", "title", "text", "updated_at")
        read_only_fields = ("id", "title", "updated_at")


class StepNoteChangeSerializer(serializers.ModelSerializer[StepNote]):
    """The text of a note, as a whole."""

    text = serializers.CharField(max_length=LONGEST_NOTE, help_text="Markdown.", trim_whitespace=False)

    class Meta:
        model = StepNote
        fields = ("text",)

    def to_representation(self, instance: StepNote) -> Any:
        return StepNoteSerializer(instance, context=self.context).data


class StepNoteFilter(ListFilters):
    q = django_filters.CharFilter(method="search", label="Words, or how they begin, in title and text.")
    roadmap = django_filters.CharFilter("roadmap__slug", label="The slug of a roadmap.")
    updated_since = UpdatedSince("updated_at")
    order = Order("updated_at", "title")

    class Meta:
        model = StepNote
        fields = ("key",)

    def search(self, notes: StepNoteQuerySet, name: str, words: str) -> StepNoteQuerySet:
        return notes.search(words).order_by(*notes.query.order_by)


@extend_schema(tags=["progress"])
@extend_schema_view(
    partial_update=extend_schema(request=StepNoteChangeSerializer, responses=StepNoteSerializer)
)
@in_words(
    list="Your notes on steps, newest first. Nobody else sees them.",
    retrieve="One of your notes.",
    create="Begin a note on a step; there is one for each step.",
    partial_update="Replace the text of a note.",
    destroy="Remove a note.",
)
class StepNotes(ApiView, viewsets.ModelViewSet[StepNote]):
    """What you wrote about steps for yourself."""

    permission_classes = OWN
    filterset_class = StepNoteFilter
    lookup_value_regex = A_UUID
    http_method_names = ("get", "post", "patch", "delete", "head", "options")
    queryset = StepNote.objects.none()

    def get_queryset(self) -> QuerySet[StepNote]:
        if getattr(self, "swagger_fake_view", False):
            return StepNote.objects.none()
        mine = StepNote.objects.of(member(self.request)).select_related("roadmap")
        return mine.defer("search").newest_first()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[StepNote]]:
        return StepNoteChangeSerializer if self.action == "partial_update" else StepNoteSerializer

    def perform_create(self, serializer: serializers.BaseSerializer[StepNote]) -> None:
        serializer.instance = write_note(
            learner=member(self.request), now=timezone.now(), **serializer.validated_data
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-step-note-detail", pk=data["id"])

    def perform_update(self, serializer: serializers.BaseSerializer[StepNote]) -> None:
        note = cast(StepNote, serializer.instance)
        text = serializer.validated_data.get("text", note.text)
        serializer.instance = change_note(note=note, text=text, now=timezone.now())

    def perform_destroy(self, instance: StepNote) -> None:
        remove_note(note=instance)


class StepEvidenceSerializer(serializers.ModelSerializer[StepEvidence]):
    """`shows` says what the page at `url` shows; `title` is the step's, as it was then."""

    roadmap = VisibleRoadmapField()
    url = WebAddressApiField(max_length=500)

    class Meta:
        model = StepEvidence
        fields = ("id", "roadmap", "key", "title", "url", "shows", "added_at")
        read_only_fields = ("id", "title", "added_at")


class StepEvidenceFilter(ListFilters):
    q = django_filters.CharFilter(method="search", label="Words, or how they begin, in title and `shows`.")
    roadmap = django_filters.CharFilter("roadmap__slug", label="The slug of a roadmap.")
    updated_since = UpdatedSince("added_at")
    order = Order("added_at", "title")

    class Meta:
        model = StepEvidence
        fields = ("key",)

    def search(self, links: StepEvidenceQuerySet, name: str, words: str) -> StepEvidenceQuerySet:
        return links.search(words).order_by(*links.query.order_by)


@extend_schema(tags=["progress"])
@in_words(
    list="The links that show what you did for steps, newest first. Nobody else sees them.",
    retrieve="One link that shows what you did.",
    create="Keep a link with a step, twenty at most for each.",
    destroy="Keep a link no longer.",
)
class StepEvidenceLinks(
    ApiView,
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[StepEvidence],
):
    """Pages that show what you did."""

    serializer_class = StepEvidenceSerializer
    permission_classes = OWN
    filterset_class = StepEvidenceFilter
    lookup_value_regex = A_UUID
    queryset = StepEvidence.objects.none()

    def get_queryset(self) -> QuerySet[StepEvidence]:
        if getattr(self, "swagger_fake_view", False):
            return StepEvidence.objects.none()
        mine = StepEvidence.objects.of(member(self.request)).select_related("roadmap")
        return mine.defer("search").newest_first()

    def perform_create(self, serializer: serializers.BaseSerializer[StepEvidence]) -> None:
        serializer.instance = add_evidence(
            learner=member(self.request), now=timezone.now(), **serializer.validated_data
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-step-evidence-detail", pk=data["id"])

    def perform_destroy(self, instance: StepEvidence) -> None:
        remove_evidence(evidence=instance)
