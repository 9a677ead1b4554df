"""Sessions: to book one, and everything that its two people do with it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.handles import first_by_handle
from accounts.limits import check_rate
from accounts.viewer import member
from core.api import in_words
from core.api.lists import InstantFilter, ListFilters, Order, UpdatedSince
from core.api.rendering import Json
from mentoring.api.directory import bookable_session_types
from mentoring.api.fields import InstantSerializer, PriceSerializer
from mentoring.api.scorecards import (
    ScorecardAnswerSerializer,
    ScorecardDraftSerializer,
    ScorecardSerializer,
    SelfRatingSerializer,
)
from mentoring.booking_forms import find_step
from mentoring.intake import LONGEST_TEXT
from mentoring.invitations import CalendarMethod
from mentoring.letters import build_calendar_file
from mentoring.lifecycle import PENDING_STATES, AttendanceRole, BookingState
from mentoring.models import (
    Attendance,
    Booking,
    BookingQuerySet,
    Scorecard,
    SessionType,
    WeeklyPair,
)
from mentoring.operations import (
    About,
    accept_request,
    answer_scorecard,
    attach_document,
    book_session,
    cancel_booking,
    decline_request,
    draft_scorecard,
    mark_paid,
    move_booking,
    rate_oneself,
    record_outcome,
    share_scorecard,
    show_name,
)
from mentoring.payments import find_payment
from mentoring.rubrics import RUBRICS


class AnswerSerializer(serializers.Serializer[Any]):
    """What the learner said to one of the mentor's questions, in the words of that day."""

    question = serializers.CharField()
    answer = serializers.CharField()


class SeatSerializer(serializers.Serializer[Any]):
    """One learner of a group session, and what they wrote."""

    learner = serializers.SlugField(source="person.handle")
    about = serializers.CharField()
    answers = AnswerSerializer(many=True)
    paid_at = serializers.DateTimeField(allow_null=True)


PART_FIELDS = ("about", "answers", "document_url", "is_anonymous", "step_roadmap", "step_key", "paid_at")
NO_PART = Attendance()  # of a group there is no part that is the only one


class BookingSerializer(serializers.ModelSerializer[Booking]):
    mentor = serializers.SlugField(source="mentor.user.handle", read_only=True)
    learner = serializers.SlugField(
        source="learner_shown.handle", read_only=True, help_text="Empty while they do not show their name."
    )
    price = PriceSerializer(read_only=True, allow_null=True)
    payment_url = serializers.SerializerMethodField(help_text="Where the learner pays; empty when nowhere.")
    paid_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="As the mentor says; of a group each learner's own."
    )
    about = serializers.CharField(read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)
    document_url = serializers.CharField(read_only=True)
    is_anonymous = serializers.BooleanField(read_only=True)
    step_roadmap = serializers.CharField(read_only=True)
    step_key = serializers.CharField(read_only=True)
    learners = SeatSerializer(
        many=True, read_only=True, help_text="Who is in a group, for its mentor; for others it is empty."
    )
    session_type = serializers.SlugRelatedField[SessionType](
        slug_field="slug", read_only=True, allow_null=True
    )
    meeting_url = serializers.CharField(
        source="room",
        read_only=True,
        help_text="Empty until the mentor has set it, and once the session is off; for learners also until "
        "the request is accepted.",
    )
    weekly_pair = serializers.PrimaryKeyRelatedField[WeeklyPair](
        read_only=True, allow_null=True, help_text="What it was booked together with, for other weeks."
    )
    zone = serializers.SerializerMethodField()
    updated_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Booking
        fields = (
            *("id", "mentor", "learner", "session_type", "title", "kind", "rubric_key", "minutes", "price"),
            *("payment_url", "paid_at"),
            *("starts_at", "ends_at", "state", "about", "answers", "document_url"),
            *("step_roadmap", "step_key", "meeting_url", "is_anonymous"),
            *("seats", "seats_taken", "learners"),
            *("expires_at", "cancel_reason", "sequence", "booked_at", "updated_at", "zone"),
            "weekly_pair",
        )

    def to_representation(self, instance: Booking) -> dict[str, Any]:
        """What the reader may read of it: a learner their own part, a mentor everybody's."""
        me = member(self.context["request"])
        part = instance.part_read_by(me)
        is_for_all = instance.is_group and instance.is_given_by(me)
        instance.learners = instance.learner_parts if is_for_all else []  # type: ignore[attr-defined]
        for name in PART_FIELDS:
            setattr(instance, name, getattr(part or NO_PART, name))
        shown = super().to_representation(instance)
        shown["state"] = instance.state_for(me.pk)
        shown["sequence"] = instance.sequence_for(me.pk)
        if not instance.shows_room_to(me):
            shown["meeting_url"] = ""
        if instance.is_group:
            shown["learner"] = "" if part is None else part.person.handle
        return shown

    def get_zone(self, booking: Booking) -> str:
        """In which you planned it; the times are in UTC all the same."""
        return str(booking.attendance_of(member(self.context["request"])).zone)

    def get_payment_url(self, booking: Booking) -> str:
        payment = find_payment(booking, member(self.context["request"]))
        return payment.url if payment else ""


class PaymentSerializer(serializers.Serializer[Any]):
    is_paid = serializers.BooleanField()
    learner = serializers.SlugField(required=False, help_text="Whose seat in a group it is: a handle.")


class BookingRequestSerializer(serializers.Serializer[Any]):
    """One session of a mentor's session type at one of the starts that are free."""

    mentor = serializers.SlugField()
    session_type = serializers.SlugField()
    starts_at = InstantSerializer()
    minutes = serializers.IntegerField(
        required=False, help_text="One of the session type's `lengths`; the usual one unless said."
    )
    about = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    answers = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True),
        required=False,
        default=dict,
        help_text="To the session type's `questions`, by their keys.",
    )
    document_url = serializers.URLField(
        max_length=500, required=False, allow_blank=True, default="", help_text="Of a resume review."
    )
    is_anonymous = serializers.BooleanField(
        default=False, help_text="In your first mock interview: the mentor does not see who you are."
    )
    step = serializers.CharField(
        max_length=110, required=False, allow_blank=True, default="", help_text="`<roadmap>/<step key>`"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        offered = bookable_session_types().filter(slug=attrs["session_type"])
        found = first_by_handle(offered, attrs["mentor"], field="mentor__user__handle")
        if found is None:
            raise serializers.ValidationError({"session_type": _("This mentor offers no such session.")})
        roadmap, _slash, key = attrs["step"].partition("/")
        step = find_step(roadmap, key, reader=member(self.context["request"])) if attrs["step"] else None
        if attrs["step"] and step is None:
            raise serializers.ValidationError({"step": _("There is no such step.")})
        roadmap_and_key = (step.edition.roadmap.slug, step.key) if step else ("", "")
        return {
            "session_type": found,
            "starts_at": attrs["starts_at"],
            "minutes": attrs.get("minutes"),
            "answers": attrs["answers"],
            "about": About(
                attrs["about"],
                *roadmap_and_key,
                document_url=attrs["document_url"],
                is_anonymous=attrs["is_anonymous"],
            ),
        }


class CancellationSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class RequestAcceptanceSerializer(serializers.Serializer[Any]):
    despite_outside = serializers.BooleanField(
        default=False,
        help_text="Accept although another calendar of yours has something then (409 `calendar_busy`).",
    )


class DocumentSerializer(serializers.Serializer[Any]):
    document_url = serializers.URLField(max_length=500, allow_blank=True)


class OutcomeSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=[BookingState.COMPLETED, BookingState.NO_SHOW])


class MoveSerializer(serializers.Serializer[Any]):
    starts_at = InstantSerializer()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class CalendarRenderer(BaseRenderer):
    """iCalendar; what goes wrong is told in JSON all the same."""

    media_type = "text/calendar"
    format = "ics"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return data if isinstance(data, str) else Json().render(data, *args, **kwargs)


@extend_schema(tags=["bookings"])
class BookingCalendar(ApiView):
    """A session as a file for any calendar."""

    permission_classes = OWN
    renderer_classes = (CalendarRenderer,)

    @extend_schema(responses={(200, "text/calendar"): OpenApiTypes.STR})
    def get(self, request: Request, pk: str) -> Response:
        """The session as a file for any calendar."""
        mine = Booking.objects.of(member(request)).with_people().select_related("session_type__mentor__user")
        found = get_object_or_404(mine.exclude(state__in=PENDING_STATES), pk=pk)
        return Response(build_calendar_file(found, CalendarMethod.PUBLISH, reader=member(request)).decode())


class BookingFilter(ListFilters):
    state = ChoiceFilter(choices=BookingState.choices)
    role = ChoiceFilter(choices=AttendanceRole.choices, method="in_role", label="What you are in it.")
    starts_after = InstantFilter("starts_at", "gte", description="Those that start then or later.")
    starts_before = InstantFilter("starts_at", "lt", description="Those that start before.")
    updated_since = UpdatedSince("updated_at")
    order = Order("starts_at", "booked_at", "updated_at")

    class Meta:
        model = Booking
        fields = ()

    def in_role(self, bookings: BookingQuerySet, name: str, role: str) -> BookingQuerySet:
        return bookings.filter(attendances__role=role, attendances__person=member(self.request))


@in_words(
    list="The sessions that you give or get, the latest first.",
    retrieve="One session that you give or get.",
)
class Bookings(
    ApiView,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Booking],
):
    """The sessions of one person, on either side."""

    serializer_class = BookingSerializer
    permission_classes = OWN
    filterset_class = BookingFilter
    queryset = Booking.objects.none()

    def get_queryset(self) -> QuerySet[Booking]:
        if getattr(self, "swagger_fake_view", False):
            return Booking.objects.none()
        mine = Booking.objects.of(member(self.request)).with_updated_at()
        return mine.with_people().select_related("session_type__mentor__user").order_by("-starts_at", "-pk")

    def _represent(self, booking: Booking) -> Any:
        """As GET answers it, read again after an act; also to who has just given up their seat."""
        of_theirs = Booking.objects.filter(attendances__person=member(self.request)).with_updated_at()
        found = of_theirs.with_people().select_related("session_type__mentor__user").get(pk=booking.pk)
        return self.get_serializer(found).data

    @extend_schema(request=BookingRequestSerializer, responses={201: BookingSerializer})
    def create(self, request: Request) -> Response:
        """Book, or take a seat in a group that somebody has begun.

        A 409 names what is wrong, and the nearest free starts if it is the time.
        """
        booking_request = BookingRequestSerializer(data=request.data, context={"request": request})
        booking_request.is_valid(raise_exception=True)
        check_rate(request, "booking")
        booking = book_session(learner=member(request), now=timezone.now(), **booking_request.validated_data)
        return self.created(self._represent(booking), "booking-detail", pk=booking.pk)

    @extend_schema(request=CancellationSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, pk: str | None = None) -> Response:
        """Cancel a session, with a reason that the others read. A learner gives up their seat in a group."""
        form = CancellationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        cancelled = cancel_booking(
            booking=self.get_object(), by=member(request), now=timezone.now(), **form.validated_data
        )
        return Response(self._represent(cancelled))

    @extend_schema(request=OutcomeSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def outcome(self, request: Request, pk: str | None = None) -> Response:
        """The mentor says whether the session was held."""
        form = OutcomeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        settled = record_outcome(
            booking=self._find_given(pk),
            by=member(request),
            now=timezone.now(),
            outcome=BookingState(form.validated_data["outcome"]),
        )
        return Response(self._represent(settled))

    @extend_schema(request=PaymentSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def payment(self, request: Request, pk: str | None = None) -> Response:
        """The mentor says whether the learner has paid."""
        form = PaymentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        booking = self._find_given(pk)
        mark_paid(booking=booking, by=member(request), now=timezone.now(), **form.validated_data)
        return Response(self._represent(booking))

    @extend_schema(request=MoveSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str | None = None) -> Response:
        """Move a session to another free start. A 409 names what is wrong, and the nearest free starts."""
        form = MoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        check_rate(request, "booking")
        moved = move_booking(
            booking=self.get_object(), by=member(request), now=timezone.now(), **form.validated_data
        )
        return Response(self._represent(moved))

    @extend_schema(request=None, responses=BookingSerializer)
    @action(detail=True, methods=["post"], url_path="name")
    def show_own_name(self, request: Request, pk: str | None = None) -> Response:
        """The learner shows the mentor who they are."""
        booking = self.get_object()
        show_name(booking=booking, by=member(request))
        return Response(self._represent(booking))

    @extend_schema(request=DocumentSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def document(self, request: Request, pk: str | None = None) -> Response:
        """The learner names the document that the session is about, or none."""
        form = DocumentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        booking = self.get_object()
        attach_document(booking=booking, by=member(request), url=form.validated_data["document_url"])
        return Response(self._represent(booking))

    @extend_schema(request=RequestAcceptanceSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def acceptance(self, request: Request, pk: str | None = None) -> Response:
        """The mentor accepts a request: from here on the session is booked."""
        form = RequestAcceptanceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        accepted = accept_request(
            booking=self._find_given(pk), by=member(request), now=timezone.now(), **form.validated_data
        )
        return Response(self._represent(accepted))

    @extend_schema(request=CancellationSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def refusal(self, request: Request, pk: str | None = None) -> Response:
        """The mentor declines a request, with a reason that the learner reads."""
        form = CancellationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        declined = decline_request(
            booking=self._find_given(pk), by=member(request), now=timezone.now(), **form.validated_data
        )
        return Response(self._represent(declined))

    @extend_schema(responses=ScorecardSerializer)
    @action(detail=True, methods=["get"])
    def scorecard(self, request: Request, pk: str | None = None) -> Response:
        """What a mock interview showed, as far as you may see it."""
        found = get_object_or_404(Scorecard, booking=self._find_interview(pk))
        return Response(ScorecardSerializer(found, context={"request": request}).data)

    @extend_schema(request=ScorecardDraftSerializer, responses=ScorecardSerializer)
    @scorecard.mapping.put
    def write_scorecard(self, request: Request, pk: str | None = None) -> Response:
        """The mentor saves a draft of the scorecard, or shares it."""
        booking = self._find_interview(pk)
        get_object_or_404(self.get_queryset(), pk=booking.pk, mentor=member(request).pk)
        form = ScorecardDraftSerializer(data=request.data, context={"booking": booking})
        form.is_valid(raise_exception=True)
        now, draft = timezone.now(), form.draft()
        if form.validated_data["share"]:
            saved = share_scorecard(booking=booking, by=member(request), draft=draft, now=now)
        else:
            saved = draft_scorecard(booking=booking, draft=draft, now=now)
        return Response(ScorecardSerializer(saved, context={"request": request}).data)

    @extend_schema(request=SelfRatingSerializer, responses=ScorecardSerializer)
    @action(detail=True, methods=["post"], url_path="self-rating")
    def self_rating(self, request: Request, pk: str | None = None) -> Response:
        """The learner rates themselves, and sees what the mentor shares from then on."""
        booking, me = self._find_interview(pk), member(request)
        get_object_or_404(self.get_queryset().exclude(mentor=me.pk), pk=booking.pk)
        form = SelfRatingSerializer(data=request.data, context={"booking": booking})
        form.is_valid(raise_exception=True)
        rated = rate_oneself(booking=booking, by=me, now=timezone.now(), **form.validated_data)
        return Response(ScorecardSerializer(rated, context={"request": request}).data)

    @extend_schema(request=ScorecardAnswerSerializer, responses=ScorecardSerializer)
    @action(detail=True, methods=["post"], url_path="scorecard-answer")
    def scorecard_answer(self, request: Request, pk: str | None = None) -> Response:
        """The learner answers a scorecard, once."""
        form = ScorecardAnswerSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        answered = answer_scorecard(
            booking=self._find_interview(pk),
            by=member(request),
            text=form.validated_data["answer"],
            now=timezone.now(),
        )
        return Response(ScorecardSerializer(answered, context={"request": request}).data)

    def _find_given(self, pk: str | None) -> Booking:
        return get_object_or_404(self.get_queryset(), pk=pk, mentor=member(self.request).pk)

    def _find_interview(self, pk: str | None) -> Booking:
        return get_object_or_404(self.get_queryset(), pk=pk, rubric_key__in=RUBRICS)
