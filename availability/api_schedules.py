"""Several named weeks, one of them the usual one."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from availability.api import HoursSerializer, WeeklyRowSerializer
from availability.models import Schedule
from availability.operations import (
    add_schedule,
    make_default,
    name_schedule,
    remove_schedule,
    set_weekly_hours,
)
from core.api import in_words
from core.api.lists import ListFilters, Order


class ScheduleSerializer(serializers.ModelSerializer[Schedule]):
    """A named week on the wall clock of its zone. The default one counts where a session type names none."""

    zone = serializers.CharField(read_only=True)
    weekly_hours = WeeklyRowSerializer(many=True, read_only=True)

    class Meta:
        model = Schedule
        fields = ("id", "name", "zone", "is_default", "weekly_hours")
        read_only_fields = fields


class ScheduleNameSerializer(serializers.Serializer[Any]):
    """What a week is called."""

    name = serializers.CharField(max_length=60)


class ScheduleEditSerializer(serializers.Serializer[Any]):
    """Any of: another name, the whole week (`hours`), or that this one is the default from now on."""

    name = serializers.CharField(max_length=60, required=False)
    hours = HoursSerializer(required=False)
    is_default = serializers.ChoiceField(
        choices=[(True, "true")], required=False, help_text="To undo it, make another one the default."
    )


class ScheduleFilter(ListFilters):
    order = Order("name")

    class Meta:
        model = Schedule
        fields = ()


@extend_schema(tags=["mentoring"])
@in_words(
    list="Your named weeks.",
    retrieve="One of your named weeks.",
    destroy="Remove a week; session types that name it go by the default one. 409 `default_stays`.",
)
class Schedules(
    ApiView,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[Schedule],
):
    """Your named weeks."""

    serializer_class = ScheduleSerializer
    permission_classes = OWN
    filterset_class = ScheduleFilter
    may_be_missing = ("post",)  # of somebody who is no mentor
    queryset = Schedule.objects.none()

    def get_queryset(self) -> QuerySet[Schedule]:
        mine = Schedule.objects.filter(user=self.request.user.pk)
        return mine.prefetch_related("weekly_hours").order_by("name", "pk")

    @extend_schema(request=ScheduleNameSerializer, responses={201: ScheduleSerializer})
    def create(self, request: Request) -> Response:
        """Another week, with the zone and rows of the default one. 409 `name_taken`, `too_many_schedules`."""
        me = member(request)
        usual = get_object_or_404(Schedule.objects.default(), user=me)
        asked = ScheduleNameSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        added = add_schedule(user=me, name=asked.validated_data["name"], copied_from=usual)
        return self.created(self.get_serializer(added).data, "schedule-detail", pk=added.pk)

    @extend_schema(request=ScheduleEditSerializer, responses=ScheduleSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Name a week, replace it, or make it the default. Bookings are not changed. 409 `name_taken`."""
        schedule, asked = self.get_object(), ScheduleEditSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        with transaction.atomic():
            if "name" in data:
                name_schedule(schedule=schedule, name=data["name"])
            if "hours" in data:
                set_weekly_hours(
                    schedule=schedule, zone=data["hours"]["zone"], rows=HoursSerializer.rows_of(data["hours"])
                )
            if "is_default" in data:
                make_default(schedule=schedule)
        return Response(self.get_serializer(self.get_object()).data)

    def perform_destroy(self, instance: Schedule) -> None:
        remove_schedule(schedule=instance)


routes: list[tuple[str, Any, str]] = [("me/schedules", Schedules, "schedule")]
