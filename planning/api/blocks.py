"""The sittings of a plan."""

from dataclasses import replace
from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words, location
from core.api.lists import ListFilters, Order, UpdatedSince
from planning.models import LEAST_MINUTES, MONDAY, MOST_MINUTES, SUNDAY, PlanBlock
from planning.operations import add_block, change_block, log_block, remove_block
from planning.operations.blocks import BlockWish, wish_for
from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.api.study import StudyEntrySerializer


class PlanBlockSerializer(serializers.ModelSerializer[PlanBlock]):
    """One sitting. `weekday` is 1 for Monday to 7, or null for any day of the week; `week` is any day of it.

    It is about a step (`roadmap` and `key`), something agreed in a session, a text of your own, or nothing.
    """

    week = serializers.DateField(source="plan.week")
    weekday = serializers.IntegerField(
        min_value=MONDAY, max_value=SUNDAY, required=False, allow_null=True, default=None
    )
    minutes = serializers.IntegerField(min_value=LEAST_MINUTES, max_value=MOST_MINUTES)
    roadmap = VisibleRoadmapField(required=False, allow_null=True)
    action_item = serializers.UUIDField(source="action_item_id", required=False, allow_null=True)

    class Meta:
        model = PlanBlock
        fields = (
            *("id", "week", "weekday", "routine", "place", "minutes"),
            *("roadmap", "key", "action_item", "text", "created_at", "updated_at"),
        )
        read_only_fields = ("id", "created_at", "updated_at")


class PlanBlockChangeSerializer(PlanBlockSerializer):
    """What can be changed: everything but the week, which stays whatever is sent."""

    week = serializers.DateField(source="plan.week", read_only=True)


class PlanBlockFilter(ListFilters):
    since = django_filters.DateFilter(
        "plan__week", "gte", label="In the week that begins on this day, or later."
    )
    until = django_filters.DateFilter(
        "plan__week", "lte", label="In the week that begins on this day, or before."
    )
    updated_since = UpdatedSince("updated_at")
    order = Order("created_at", "updated_at", "minutes", week="plan__week")


@extend_schema(tags=["progress"])
@in_words(
    list="The sittings that you planned, the latest week first.",
    retrieve="One sitting of a plan.",
    create="Plan a sitting in a week that is not over.",
    partial_update="Plan a sitting otherwise; moving it costs nothing.",
    destroy="Plan a sitting no longer; what was logged stays.",
)
class PlanBlocks(ApiView, viewsets.ModelViewSet[PlanBlock]):
    """The sittings of your plans."""

    permission_classes = OWN
    filterset_class = PlanBlockFilter
    lookup_value_regex = A_UUID
    http_method_names = ("get", "post", "patch", "delete", "head", "options")

    def get_queryset(self) -> QuerySet[PlanBlock]:
        if getattr(self, "swagger_fake_view", False):
            return PlanBlock.objects.none()
        mine = PlanBlock.objects.of(member(self.request))
        return mine.select_related("plan", "roadmap", "action_item", "learner").order_by("-plan__week", "-pk")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[PlanBlock]]:
        return PlanBlockChangeSerializer if self.action == "partial_update" else PlanBlockSerializer

    def perform_create(self, serializer: serializers.BaseSerializer[PlanBlock]) -> None:
        data = dict(serializer.validated_data)
        week = data.pop("plan")["week"]
        serializer.instance = add_block(
            learner=member(self.request),
            week=week,
            wish=_wish(BlockWish(minutes=1), data),
            now=timezone.now(),
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-plan-block-detail", pk=data["id"])

    def perform_update(self, serializer: serializers.BaseSerializer[PlanBlock]) -> None:
        block = cast(PlanBlock, serializer.instance)
        wish = _wish(wish_for(block), dict(serializer.validated_data))
        serializer.instance = change_block(block=block, wish=wish, now=timezone.now())

    def perform_destroy(self, instance: PlanBlock) -> None:
        remove_block(block=instance, now=timezone.now())

    @extend_schema(request=None, responses={201: StudyEntrySerializer})
    @action(detail=True, methods=["post"])
    def log(self, request: Request, pk: str) -> Response:
        """It happened: log what of it is not in the log yet."""
        entry = log_block(block=self.get_object(), now=timezone.now())
        data = StudyEntrySerializer(entry, context={"request": request}).data
        return Response(
            data, status.HTTP_201_CREATED, headers=location("api-study-entry-detail", pk=entry.pk)
        )


def _wish(before: BlockWish, data: dict[str, Any]) -> BlockWish:
    """As before, but for what was sent."""
    if "action_item_id" in data:
        data["action_item"] = data.pop("action_item_id")
    return replace(before, **data)
