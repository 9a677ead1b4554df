"""What happened on a roadmap that one follows: marks of steps, and changes of how one follows it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words
from core.api.lists import InstantFilter, ListFilters, Order, UpdatedSince
from roadmaps.models import Enrolment, EnrolmentEvent, ProgressEvent
from roadmaps.operations import undo_enrolment_change, undo_mark


class EventSerializer(serializers.ModelSerializer[ProgressEvent]):
    by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    edition = serializers.IntegerField(source="edition.number", read_only=True)

    class Meta:
        model = ProgressEvent
        fields = (
            *("id", "key", "from_status", "to_status", "was_credit", "is_credit", "at", "by"),
            *("source", "edition", "note", "undoes"),
        )


class EventFilter(ListFilters):
    updated_since = UpdatedSince("at")
    before = InstantFilter("at", "lt", description="Only what was marked before this time.")
    order = Order("at")

    class Meta:
        model = ProgressEvent
        fields = ("key", "to_status")


@extend_schema(tags=["progress"])
@in_words(list="Everything that you marked here, newest first.", retrieve="One mark of a step.")
class Events(ApiView, viewsets.ReadOnlyModelViewSet[ProgressEvent]):
    """What you marked in one roadmap."""

    serializer_class = EventSerializer
    permission_classes = OWN
    filterset_class = EventFilter
    lookup_value_regex = A_UUID
    queryset = ProgressEvent.objects.none()

    def get_queryset(self) -> QuerySet[ProgressEvent]:
        if getattr(self, "swagger_fake_view", False):
            return ProgressEvent.objects.none()
        mine = Enrolment.objects.of(member(self.request))
        enrolment = get_object_or_404(mine, roadmap__slug=self.kwargs["slug"])
        events = ProgressEvent.objects.filter(enrolment=enrolment)
        return events.select_related("by", "edition", "enrolment").newest_first()

    @extend_schema(request=None, responses={201: EventSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, slug: str, pk: str) -> Response:
        """Take back the latest mark of a step, by one more event."""
        event = undo_mark(event=self.get_object(), by=member(request), now=timezone.now())
        return self.created(EventSerializer(event).data, "api-event-detail", slug=slug, pk=event.pk)


class EnrolmentEventSerializer(serializers.ModelSerializer[EnrolmentEvent]):
    from_edition = serializers.IntegerField(source="from_edition.number", read_only=True, allow_null=True)
    to_edition = serializers.IntegerField(source="to_edition.number", read_only=True)

    class Meta:
        model = EnrolmentEvent
        fields = (
            *("id", "kind", "from_track", "to_track", "from_specialisms", "to_specialisms"),
            *("from_edition", "to_edition", "at", "undoes"),
        )


class EnrolmentEventFilter(ListFilters):
    updated_since = UpdatedSince("at")
    order = Order("at")

    class Meta:
        model = EnrolmentEvent
        fields = ("kind",)


@extend_schema(tags=["progress"])
@in_words(
    list="Every change of how you follow a roadmap, newest first.",
    retrieve="One change of how you follow a roadmap.",
)
class EnrolmentEvents(ApiView, viewsets.ReadOnlyModelViewSet[EnrolmentEvent]):
    """How you began to follow a roadmap, and what changed since: track, edition, specialisms, reset …"""

    serializer_class = EnrolmentEventSerializer
    permission_classes = OWN
    filterset_class = EnrolmentEventFilter
    lookup_value_regex = A_UUID
    queryset = EnrolmentEvent.objects.none()

    def get_queryset(self) -> QuerySet[EnrolmentEvent]:
        if getattr(self, "swagger_fake_view", False):
            return EnrolmentEvent.objects.none()
        mine = EnrolmentEvent.objects.filter(learner=member(self.request))
        events = mine.filter(enrolment__roadmap__slug=self.kwargs["slug"])
        return events.select_related("from_edition", "to_edition").newest_first()

    @extend_schema(request=None, responses={201: EnrolmentEventSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, slug: str, pk: str) -> Response:
        """Take back the latest change, with the marks that it made, by one more change."""
        event = undo_enrolment_change(event=self.get_object(), by=member(request), now=timezone.now())
        return self.created(EnrolmentEventSerializer(event).data, "api-change-detail", slug=slug, pk=event.pk)
