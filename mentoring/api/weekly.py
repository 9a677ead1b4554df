"""Meeting every week: the dates before they are booked, booking them, and calling off what is left."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.handles import find_by_handle
from accounts.limits import check_rate
from accounts.viewer import member
from availability.slots import Cause
from core.api import in_words
from core.api.lists import ListFilters, Order
from mentoring.api.bookings import BookingRequestSerializer, CancellationSerializer
from mentoring.api.directory import bookable_session_types
from mentoring.api.fields import InstantSerializer
from mentoring.free_times import MOST_DAYS
from mentoring.models import Booking, WeeklyPair
from mentoring.models.mentor import MOST_WEEKS
from mentoring.models.weekly_pair import WeeklyPairQuerySet
from mentoring.operations import NotALength, NotWeekly, book_weekly, cancel_weekly
from mentoring.weekly_times import find_clock_shifts, find_weekly_times


class WeeklyDateSerializer(serializers.Serializer[Any]):
    """One week. `starts_at` is null where the mentor's clock skips that time."""

    on = serializers.DateField(help_text="On the mentor's calendar.")
    starts_at = serializers.DateTimeField(allow_null=True)
    zone = serializers.CharField(help_text="In which the mentor is then.")
    cause = serializers.ChoiceField(
        choices=[each.value for each in Cause],
        allow_null=True,
        help_text="Why it is not free; null if it is.",
    )
    sentence = serializers.CharField()
    others = serializers.ListField(
        child=serializers.DateTimeField(), help_text="Free times of that date, where this one is not free."
    )


class ClockShiftSerializer(serializers.Serializer[Any]):
    """From `starts_at` on, the mentor's hour is another one on your clock: `after`, not `before`."""

    starts_at = serializers.DateTimeField()
    before = serializers.TimeField(format="%H:%M")
    after = serializers.TimeField(format="%H:%M")
    is_travel = serializers.BooleanField(help_text="Because the mentor is elsewhere, not by a clock change.")


class WeeklyDatesSerializer(serializers.Serializer[Any]):
    """The same hour of the mentor's clock, week after week."""

    session_type = serializers.SlugField()
    minutes = serializers.IntegerField()
    dates = WeeklyDateSerializer(many=True)
    clock_shifts = ClockShiftSerializer(many=True)


class WeeklyDatesQuery(serializers.Serializer[Any]):
    start = InstantSerializer()
    weeks = serializers.IntegerField(min_value=2, max_value=MOST_WEEKS, default=4)
    minutes = serializers.IntegerField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        if not now <= attrs["start"] <= now + timedelta(days=MOST_DAYS):
            raise serializers.ValidationError({"start": _("Begin within the next 92 days.")})
        return attrs


class WeeklyDates(ApiView):
    """The dates of a weekly pair, before they are booked."""

    permission_classes = OWN
    query = ("start", "weeks", "minutes")

    @extend_schema(
        parameters=[
            OpenApiParameter("start", OpenApiTypes.DATETIME, required=True, description="The first one."),
            OpenApiParameter("weeks", OpenApiTypes.INT, description="Four unless said; as many as on offer."),
            OpenApiParameter("minutes", OpenApiTypes.INT, description="One of its lengths."),
        ],
        responses=WeeklyDatesSerializer,
    )
    def get(self, request: Request, handle: str, slug: str) -> Response:
        """One hour week after week: which dates are free, why others are not, and whose clocks change."""
        query = WeeklyDatesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked, me = query.validated_data, member(request)
        found = find_by_handle(
            bookable_session_types().filter(slug=slug), handle, field="mentor__user__handle"
        )
        minutes = asked.get("minutes") or found.minutes
        if minutes not in found.lengths:
            raise NotALength
        if asked["weeks"] > found.most_weeks:
            raise NotWeekly
        times = find_weekly_times(
            found.at_length(minutes),
            first=asked["start"],
            weeks=asked["weeks"],
            now=timezone.now(),
            learner=me,
        )
        sessions = [(each.starts_at, each.zone) for each in times if each.starts_at]
        body = {
            "session_type": slug,
            "minutes": minutes,
            "dates": [
                {
                    "on": each.on,
                    "starts_at": each.starts_at,
                    "zone": str(each.zone),
                    "cause": each.cause,
                    "sentence": str(each.sentence),
                    "others": each.others,
                }
                for each in times
            ],
            "clock_shifts": find_clock_shifts(sessions, me.zone),
        }
        return Response(WeeklyDatesSerializer(body).data)


class WeeklySessionSerializer(serializers.ModelSerializer[Booking]):
    """One session of a weekly pair; all of it is at `/bookings/{id}/`."""

    class Meta:
        model = Booking
        fields = ("id", "starts_at", "ends_at", "minutes", "state")


class WeeklyPairSerializer(serializers.ModelSerializer[WeeklyPair]):
    """Sessions that were booked together. Each is moved, cancelled and read by itself."""

    mentor = serializers.SlugField(source="mentor.user.handle", read_only=True)
    learner = serializers.SlugField(source="learner.handle", read_only=True)
    bookings = WeeklySessionSerializer(many=True, read_only=True)

    class Meta:
        model = WeeklyPair
        fields = ("id", "mentor", "learner", "booked_at", "bookings")


class WeeklyRequestSerializer(BookingRequestSerializer):
    """Several weeks of a mentor's session type, on one weekday of the mentor's calendar."""

    starts_at = None  # type: ignore[assignment]  # takes the field out
    is_anonymous = None  # type: ignore[assignment]
    starts = serializers.ListField(child=InstantSerializer(), min_length=2, max_length=MOST_WEEKS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        asked = super().validate({**attrs, "starts_at": None, "is_anonymous": False})
        del asked["starts_at"]
        return {**asked, "starts": attrs["starts"]}


class WeeklyCancellationSerializer(CancellationSerializer):
    every_second = serializers.BooleanField(
        default=False, help_text="Call off every second week, and keep those between."
    )


class WeeklyPairFilter(ListFilters):
    role = ChoiceFilter(
        choices=[("mentor", _("Mentor")), ("learner", _("Learner"))],
        method="in_role",
        label="What you are in it.",
    )
    order = Order("booked_at")

    class Meta:
        model = WeeklyPair
        fields = ()

    def in_role(self, pairs: WeeklyPairQuerySet, name: str, role: str) -> WeeklyPairQuerySet:
        return pairs.filter(**{role: member(self.request).pk})


@extend_schema(tags=["bookings"])
@in_words(
    list="The weekly pairs that you are one of, the latest first.",
    retrieve="One weekly pair, with all sessions that were booked together.",
)
class WeeklyPairs(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[WeeklyPair]
):
    """Weekly pairs of one person, on either side. A request is answered at any of its bookings."""

    serializer_class = WeeklyPairSerializer
    permission_classes = OWN
    filterset_class = WeeklyPairFilter
    queryset = WeeklyPair.objects.none()

    def get_queryset(self) -> QuerySet[WeeklyPair]:
        if getattr(self, "swagger_fake_view", False):
            return WeeklyPair.objects.none()
        return WeeklyPair.objects.of(member(self.request)).with_bookings().order_by("-booked_at", "-pk")

    @extend_schema(request=WeeklyRequestSerializer, responses={201: WeeklyPairSerializer})
    def create(self, request: Request) -> Response:
        """Book several weeks at once, all of them or none. A 409 names the start that it is about."""
        asked = WeeklyRequestSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        check_rate(request, "booking")
        pair = book_weekly(learner=member(request), now=timezone.now(), **asked.validated_data)
        return self.created(self.get_serializer(pair).data, "weekly-pair-detail", pk=pair.pk)

    @extend_schema(request=WeeklyCancellationSerializer, responses=WeeklyPairSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, pk: str | None = None) -> Response:
        """Call off what is to come of a weekly pair, or every second week; what it is too late for stays."""
        form = WeeklyCancellationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        pair = cancel_weekly(
            pair=self.get_object(), by=member(request), now=timezone.now(), **form.validated_data
        )
        return Response(self.get_serializer(pair).data)
