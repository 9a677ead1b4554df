"""Being away: time off, and journeys on which one's hours follow."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import DateFilter
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from availability.models import Schedule, TimeOff, Travel
from availability.operations import plan_travel, remove_time_off, remove_travel, take_time_off
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.clock import local_date
from core.form_fields import clean_by_form
from mentoring.time_off_forms import TimeOffForm, TravelForm


class TimeOffSerializer(serializers.ModelSerializer[TimeOff]):
    """Dates on which nothing is open, both included. Learners see `public_note` and who stands in."""

    stand_in = serializers.SlugField(
        source="stand_in.handle", required=False, allow_blank=True, default="", help_text="A mentor's handle."
    )

    class Meta:
        model = TimeOff
        fields = ("id", "first_on", "last_on", "reason", "public_note", "stand_in")


class TravelSerializer(serializers.ModelSerializer[Travel]):
    """Dates on which your hours are read on the clock of another place, both included."""

    zone = serializers.CharField(help_text="An IANA name, as `Asia/Tokyo`.")

    class Meta:
        model = Travel
        fields = ("id", "first_on", "last_on", "zone")


class _Dates(ListFilters):
    since = DateFilter("last_on", "gte", label="Those that end on this date or later.")
    order = Order("first_on")


class TimeOffFilter(_Dates):
    class Meta:
        model = TimeOff
        fields = ()


class TravelFilter(_Dates):
    class Meta:
        model = Travel
        fields = ()


class _Away(ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin):
    permission_classes = OWN
    may_be_missing = ("post",)  # of somebody who is no mentor

    def clean(self, form_type: Any, request: Request, **more: Any) -> dict[str, Any]:
        """What the form of the page makes of it. Dates are those of the default hours' zone."""
        schedule = get_object_or_404(Schedule.objects.default(), user=member(request))
        asked = self.get_serializer(data=request.data)  # type: ignore[attr-defined]
        asked.is_valid(raise_exception=True)
        form: forms.Form = form_type(request.data, today=local_date(timezone.now(), schedule.zone), **more)
        return clean_by_form(form)


@extend_schema(tags=["mentoring"])
@in_words(
    list="Your time off.",
    retrieve="One of your times off.",
    destroy="Your hours apply on those dates again.",
)
class TimesOff(_Away, viewsets.GenericViewSet[TimeOff]):
    """Your time off."""

    serializer_class = TimeOffSerializer
    filterset_class = TimeOffFilter
    queryset = TimeOff.objects.none()

    def get_queryset(self) -> QuerySet[TimeOff]:
        mine = TimeOff.objects.filter(user=self.request.user.pk)
        return mine.select_related("stand_in").order_by("first_on", "pk")

    def create(self, request: Request) -> Response:
        """Take days off. Bookings are not changed."""
        data = self.clean(TimeOffForm, request, person=member(request))
        taken = take_time_off(user=member(request), **data)
        return self.created(self.get_serializer(taken).data, "time-off-detail", pk=taken.pk)

    def perform_destroy(self, instance: TimeOff) -> None:
        remove_time_off(time_off=instance)


@extend_schema(tags=["mentoring"])
@in_words(
    list="Your journeys.",
    retrieve="One of your journeys.",
    destroy="Your hours are read at home on those dates again.",
)
class Journeys(_Away, viewsets.GenericViewSet[Travel]):
    """Your journeys."""

    serializer_class = TravelSerializer
    filterset_class = TravelFilter
    queryset = Travel.objects.none()

    def get_queryset(self) -> QuerySet[Travel]:
        return Travel.objects.filter(user=self.request.user.pk).order_by("first_on", "pk")

    def create(self, request: Request) -> Response:
        """Go to another place for some days. 409 `already_away`."""
        planned = plan_travel(user=member(request), **self.clean(TravelForm, request))
        return self.created(self.get_serializer(planned).data, "travel-detail", pk=planned.pk)

    def perform_destroy(self, instance: Travel) -> None:
        remove_travel(travel=instance)
