"""A mentor's other calendars. Their addresses are written and never shown."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.form_fields import clean_by_form
from mentoring.models import Mentor, OutsideCalendar
from mentoring.operations import add_outside_calendar, read_outside_calendar, remove_outside_calendar
from mentoring.outside_calendar_forms import OutsideCalendarForm


class OutsideCalendarSerializer(serializers.ModelSerializer[OutsideCalendar]):
    """An iCalendar file elsewhere, whose times can't be booked. `trouble` is empty when the last reading
    went well; after one that did not, the times read before still count."""

    url = serializers.CharField(write_only=True, max_length=2000, help_text="Stored encrypted, never shown.")
    trouble = serializers.CharField(read_only=True, help_text="What went wrong at the last reading.")

    class Meta:
        model = OutsideCalendar
        fields = ("id", "name", "url", "read_at", "failed_at", "trouble")
        read_only_fields = ("id", "read_at", "failed_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return clean_by_form(OutsideCalendarForm(attrs))


class OutsideCalendarFilter(ListFilters):
    order = Order("name")

    class Meta:
        model = OutsideCalendar
        fields = ()


@extend_schema(tags=["mentoring"])
@in_words(
    list="Your other calendars whose times can't be booked.",
    retrieve="One of your other calendars.",
    create="Add a calendar by its secret address. It is read within a minute, then every quarter of an hour.",
    destroy="Remove a calendar. Its times can be booked again.",
)
class OutsideCalendars(ApiView, viewsets.ModelViewSet[OutsideCalendar]):
    """Your other calendars."""

    serializer_class = OutsideCalendarSerializer
    permission_classes = OWN
    filterset_class = OutsideCalendarFilter
    may_be_missing = ("post",)  # of somebody who is no mentor
    http_method_names = ("get", "post", "delete", "head", "options")
    lookup_value_regex = "[0-9]{1,18}"
    queryset = OutsideCalendar.objects.none()

    def get_queryset(self) -> QuerySet[OutsideCalendar]:
        return OutsideCalendar.objects.files().filter(person=self.request.user.pk).order_by("name", "pk")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        mentor = get_object_or_404(Mentor.objects.select_related("user"), user=member(request))
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        check_rate(request, "outside_calendar")
        calendar = add_outside_calendar(person=mentor.user, now=timezone.now(), **serializer.validated_data)
        return self.created(self.get_serializer(calendar).data, "outside-calendar-detail", pk=calendar.pk)

    def perform_destroy(self, instance: OutsideCalendar) -> None:
        remove_outside_calendar(calendar=instance)

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def reading(self, request: Request, pk: str) -> Response:
        """Have it read now, as soon as a worker is free."""
        calendar = self.get_object()
        check_rate(request, "outside_calendar")
        read_outside_calendar(calendar=calendar, now=timezone.now())
        return Response(status=status.HTTP_202_ACCEPTED)
