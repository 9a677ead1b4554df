"""Times that are kept for somebody: while they fill in a form, or by a waiting list."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from mentoring.api.directory import bookable_session_types
from mentoring.api.fields import InstantSerializer
from mentoring.models import Booking, SessionType, WaitingEntry
from mentoring.operations import hold_time, join_waiting_list, leave_waiting_list, pass_on_offer


class _OfASessionType(serializers.Serializer[Any]):
    """Names a session type by its mentor and its slug."""

    mentor = serializers.SlugField(write_only=True)
    session_type = serializers.SlugField(write_only=True)

    def find_session_type(self, attrs: dict[str, Any]) -> SessionType:
        found = (
            bookable_session_types()
            .filter(mentor__user__handle=attrs["mentor"], slug=attrs["session_type"])
            .first()
        )
        if found is None:
            raise serializers.ValidationError({"session_type": _("This mentor offers no such session.")})
        return found


class HoldRequestSerializer(_OfASessionType):
    """One of the free starts of a session type."""

    starts_at = InstantSerializer()
    minutes = serializers.IntegerField(required=False, help_text="One of its `lengths`.")


class HoldSerializer(serializers.ModelSerializer[Booking]):
    """A time that is kept for you. Booking it before it expires is sure to find it free."""

    class Meta:
        model = Booking
        fields = ("id", "starts_at", "ends_at", "minutes", "expires_at")


@extend_schema(tags=["bookings"])
class Holds(ApiView):
    """A time that is kept while you fill in what it is about."""

    permission_classes = OWN

    @extend_schema(request=HoldRequestSerializer, responses={201: HoldSerializer})
    def post(self, request: Request) -> Response:
        """Keep a time for ten minutes; another one that you held is free again."""
        asked = HoldRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        check_rate(request, "hold")
        held = hold_time(
            learner=member(request),
            session_type=asked.find_session_type(asked.validated_data),
            starts_at=asked.validated_data["starts_at"],
            minutes=asked.validated_data.get("minutes"),
            now=timezone.now(),
        )
        return Response(HoldSerializer(held).data, status=status.HTTP_201_CREATED)


class WaitingRequestSerializer(_OfASessionType):
    """From which of your dates to which you would take a time."""

    from_on = serializers.DateField()
    until_on = serializers.DateField()


class WaitingEntrySerializer(serializers.ModelSerializer[WaitingEntry]):
    """What you wait for. `offer` is a time that is kept for you: book it as any other."""

    mentor = serializers.SlugField(source="session_type.mentor.user.handle", read_only=True)
    session_type = serializers.SlugField(source="session_type.slug", read_only=True)
    zone = serializers.CharField(read_only=True)
    offer = HoldSerializer(source="open_offer", read_only=True, allow_null=True)

    class Meta:
        model = WaitingEntry
        fields = ("id", "mentor", "session_type", "from_on", "until_on", "zone", "joined_at", "offer")


class WaitingFilter(ListFilters):
    order = Order("joined_at", "from_on")

    class Meta:
        model = WaitingEntry
        fields = ()


@extend_schema(tags=["bookings"])
@in_words(
    list="What you wait for.",
    retrieve="One of the session types for which you wait.",
    destroy="Wait no longer; what is kept for you goes to the next one.",
)
class Waiting(
    ApiView,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[WaitingEntry],
):
    """Waiting lists that you are on."""

    serializer_class = WaitingEntrySerializer
    permission_classes = OWN
    filterset_class = WaitingFilter
    queryset = WaitingEntry.objects.none()

    def get_queryset(self) -> QuerySet[WaitingEntry]:
        mine = WaitingEntry.objects.waiting().filter(person=self.request.user.pk)
        return mine.select_related("offer", "session_type__mentor__user").order_by("joined_at", "pk")

    @extend_schema(request=WaitingRequestSerializer, responses={201: WaitingEntrySerializer})
    def create(self, request: Request) -> Response:
        """Wait for a free time of a session type; again, it changes the dates and keeps your turn."""
        asked = WaitingRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        check_rate(request, "booking")
        me = member(request)
        entry = join_waiting_list(
            person=me,
            session_type=asked.find_session_type(asked.validated_data),
            from_on=asked.validated_data["from_on"],
            until_on=asked.validated_data["until_on"],
            zone=me.zone,
            now=timezone.now(),
        )
        return self.created(self.get_serializer(entry).data, "waiting-detail", pk=entry.pk)

    def perform_destroy(self, instance: WaitingEntry) -> None:
        leave_waiting_list(entry=instance, now=timezone.now())

    @extend_schema(request=None, responses=WaitingEntrySerializer)
    @action(detail=True, methods=["post"], url_path="passing")
    def passing(self, request: Request, pk: str) -> Response:
        """Let an offered time go to the next one, and wait on."""
        pass_on_offer(entry=self.get_object(), now=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)
