"""One's own hours: the week in which one can be booked, and the dates that differ."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils import timezone
from django_filters import DateFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from availability.forms import DateOverrideForm
from availability.models import DateOverride, Schedule, WallClockRange, WeeklyHours, to_minute, to_time
from availability.operations import WeeklyRow, add_to_date, clear_date, set_weekly_hours
from availability.slots import DAY_MINUTES
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.clock import local_date
from core.form_fields import FormFieldSerializer, ZoneField, clean_by_form

MOST_ROWS = 60


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class ClockField(FormFieldSerializer[time]):
    """A time of the wall clock."""

    form_field = forms.TimeField(input_formats=["%H:%M"])

    def to_representation(self, value: time) -> str:
        return f"{value:%H:%M}"


@extend_schema_field(serializers.CharField())
class ZoneNameField(FormFieldSerializer[Any]):
    """An IANA name, as `Europe/London`."""

    form_field = ZoneField()


class RangeSerializer(serializers.Serializer[WallClockRange]):
    """From one time to another; an end at or before the start is on the next day."""

    start = ClockField()
    end = ClockField()

    def to_representation(self, instance: WallClockRange) -> dict[str, Any]:
        clock = {"start": to_time(instance.start_minute), "end": to_time(instance.end_minute)}
        return {name: f"{at:%H:%M}" for name, at in clock.items()}


class WeeklyRowSerializer(RangeSerializer):
    """Open on a weekday, 1 (Monday) to 7."""

    weekday = serializers.IntegerField(min_value=1, max_value=7)

    def to_representation(self, instance: WallClockRange) -> dict[str, Any]:
        return {**super().to_representation(instance), "weekday": cast(WeeklyHours, instance).weekday}


class HoursSerializer(serializers.Serializer[Schedule]):
    """A week on the wall clock of a zone. Rows that overlap or meet become one."""

    zone = ZoneNameField()
    weekly_hours = WeeklyRowSerializer(many=True, max_length=MOST_ROWS)  # type: ignore[call-arg]

    @staticmethod
    def rows_of(hours: dict[str, Any]) -> Iterable[WeeklyRow]:
        """The rows of hours that are valid."""
        for row in hours["weekly_hours"]:
            start, end = to_minute(row["start"]), to_minute(row["end"])
            yield WeeklyRow(row["weekday"], start, end if end > start else end + DAY_MINUTES)


class DateOverrideSerializer(serializers.ModelSerializer[DateOverride]):
    """A date with hours of its own; without any, a day off. Only you see the note."""

    ranges = RangeSerializer(many=True)

    class Meta:
        model = DateOverride
        fields = ("on", "ranges", "note")
        read_only_fields = fields


class DateHoursSerializer(serializers.Serializer[Any]):
    """Hours of one date beside those that it has. Without `start` and `end` it is a day off."""

    on = serializers.DateField()
    start = ClockField(required=False)
    end = ClockField(required=False)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)
    night = serializers.BooleanField(required=False, help_text="Meant so, where most of a night is opened.")


class DateOverrideFilter(ListFilters):
    since = DateFilter("on", "gte", label="This date or later.")
    until = DateFilter("on", "lte", label="This date or before.")
    order = Order("on")

    class Meta:
        model = DateOverride
        fields = ()


class _OwnHours(ApiView):
    permission_classes = OWN

    def find_schedule(self) -> Schedule:
        return get_object_or_404(Schedule.objects.default(), user=member(self.request))


@extend_schema(tags=["mentoring"])
class OwnHours(_OwnHours):
    """The week in which one can be booked."""

    may_be_missing = ("get", "put")  # of somebody who is no mentor

    def get_locked(self) -> Schedule:
        return self.find_schedule()

    @extend_schema(responses=HoursSerializer)
    def get(self, request: Request) -> Response:
        """The week in which you can be booked. Who becomes a mentor has an empty one."""
        schedule: Any = self.find_schedule()
        return Response(
            {
                "zone": str(schedule.zone),
                "weekly_hours": WeeklyRowSerializer(schedule.weekly_hours.all(), many=True).data,
            }
        )

    @extend_schema(request=HoursSerializer, responses=HoursSerializer)
    def put(self, request: Request) -> Response:
        """Replace the whole week. Bookings are not changed."""
        schedule, wanted = self.find_schedule(), HoursSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        set_weekly_hours(
            schedule=schedule,
            zone=wanted.validated_data["zone"],
            rows=HoursSerializer.rows_of(wanted.validated_data),
        )
        return self.get(request)


class _OwnDates(_OwnHours, generics.GenericAPIView[DateOverride]):
    serializer_class = DateOverrideSerializer
    lookup_field = "on"
    queryset = DateOverride.objects.none()

    def get_queryset(self) -> QuerySet[DateOverride]:
        mine = DateOverride.objects.filter(schedule__user=self.request.user.pk, schedule__is_default=True)
        return mine.prefetch_related("ranges").order_by("on", "pk")


@extend_schema(tags=["mentoring"])
@in_words(get="The dates on which you have other hours than in your week.")
class OwnDates(_OwnDates, generics.ListAPIView[DateOverride]):
    """Dates that differ."""

    filterset_class = DateOverrideFilter
    may_be_missing = ("post",)

    @extend_schema(request=DateHoursSerializer, responses={201: DateOverrideSerializer})
    def post(self, request: Request) -> Response:
        """Give a coming date hours of its own, or take it off. 409 `date_is_off` or `date_has_hours`."""
        schedule, wanted = self.find_schedule(), DateHoursSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        today = local_date(timezone.now(), schedule.zone)
        form = DateOverrideForm(wanted.validated_data, today=today)
        data = clean_by_form(form)
        saved = add_to_date(schedule=schedule, on=data["on"], ranges=form.minute_ranges(), note=data["note"])
        return self.created(self.get_serializer(saved).data, "api-own-date", on=saved.on)


@extend_schema(tags=["mentoring"])
@in_words(get="One date that differs.")
class OwnDate(_OwnDates, generics.RetrieveAPIView[DateOverride]):
    """One date that differs."""

    def delete(self, request: Request, on: date) -> Response:
        """The weekly hours apply on that date again."""
        clear_date(schedule=self.find_schedule(), on=self.get_object().on)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DateConverter(StringConverter):
    """`2026-12-24` in an address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:  # type: ignore[override]
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:  # type: ignore[override]
        return value.isoformat()


register_converter(DateConverter, "date")
urlpatterns = [
    path("me/hours/", OwnHours.as_view(), name="api-own-hours"),
    path("me/hours/dates/", OwnDates.as_view(), name="api-own-dates"),
    path("me/hours/dates/<date:on>/", OwnDate.as_view(), name="api-own-date"),
]
