"""What remains of a session: notes and what was agreed, who did not come, what each says of it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.handles import find_by_handle
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from mentoring.models import (
    MOST_ACTION_ITEMS,
    SHOWN_FROM,
    Absence,
    ActionItem,
    Booking,
    Mentor,
    Review,
    Usefulness,
)
from mentoring.operations import (
    Agreed,
    MentorWrites,
    contest_absence,
    reply_to_review,
    report_absence,
    review_session,
    tick_action_item,
    write_notes,
)


class ActionItemSerializer(serializers.ModelSerializer[ActionItem]):
    """One thing that the learner will do; `due_on` is a date of their own calendar."""

    class Meta:
        model = ActionItem
        fields = ("place", "text", "due_on", "done_at")
        read_only_fields = ("place", "done_at")


class NotesSerializer(serializers.Serializer[Booking]):
    """Notes in Markdown that both share, and at most three things that were agreed, in their order."""

    notes = serializers.CharField(max_length=10_000, allow_blank=True)
    agreed = ActionItemSerializer(many=True, max_length=MOST_ACTION_ITEMS, source="action_items")  # type: ignore[call-arg]


class TickSerializer(serializers.Serializer[Any]):
    is_done = serializers.BooleanField()


class ContestSerializer(serializers.Serializer[Any]):
    contest = serializers.CharField(max_length=2_000, help_text="What happened. Staff read it and decide.")


class AbsenceSerializer(serializers.Serializer[Any]):
    """Who is said not to have come, and what became of it."""

    person = serializers.SerializerMethodField(help_text="Empty while they do not show their name.")
    reported_at = serializers.DateTimeField()
    contest = serializers.CharField()
    contested_at = serializers.DateTimeField(allow_null=True)
    upheld = serializers.BooleanField(allow_null=True, help_text="What staff decided; null until then.")

    def get_person(self, absence: Absence) -> str:
        return absence.booking.shown(absence.person).handle


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """How useful a session was, from 1 (not) to 4 (very), and in words."""

    author = serializers.SerializerMethodField(help_text="Empty while they do not show their name.")

    class Meta:
        model = Review
        fields = (
            "id",
            "author",
            "side",
            "usefulness",
            "words",
            "is_public",
            "given_at",
            "reply",
            "replied_at",
        )
        read_only_fields = ("side", "given_at", "reply", "replied_at")

    def get_author(self, review: Review) -> str:
        """A public one has a name."""
        return (review.author if review.is_public else review.booking.shown(review.author)).handle


class ReviewsSerializer(serializers.Serializer[Any]):
    """Your own review, and the other side's once both have spoken, or after two days."""

    own = ReviewSerializer(allow_null=True)
    other = ReviewSerializer(allow_null=True)


class ReplySerializer(serializers.Serializer[Any]):
    reply = serializers.CharField(max_length=1_000)


class _OfSession(ApiView):
    permission_classes = OWN

    def find_booking(self) -> Booking:
        """Somebody else's is not found."""
        mine = Booking.objects.of(member(self.request)).with_people().prefetch_related("action_items")
        return get_object_or_404(mine, pk=self.kwargs["pk"])


@extend_schema(tags=["mentoring"])
class Notes(_OfSession):
    """What both of a session write down."""

    def get_locked(self) -> Booking:
        return self.find_booking()

    @extend_schema(responses=NotesSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """The notes of a session, and what was agreed in it."""
        return Response(NotesSerializer(self.find_booking()).data)

    @extend_schema(request=NotesSerializer, responses=NotesSerializer)
    def put(self, request: Request, pk: str) -> Response:
        """Replace both. What stays as it was stays ticked. 409 `called_off` or `mentor_writes`."""
        form = NotesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        booking = self.find_booking()
        if booking.is_group and not booking.is_given_by(member(request)):
            raise MentorWrites
        agreed = [Agreed(each["text"], each.get("due_on")) for each in form.validated_data["action_items"]]
        write_notes(
            booking=booking,
            notes=form.validated_data["notes"],
            agreed=agreed,
            now=timezone.now(),
        )
        return self.get(request, pk)


@extend_schema(tags=["mentoring"])
class AgreedItem(_OfSession):
    """One thing that was agreed."""

    def find_item(self) -> ActionItem:
        return get_object_or_404(ActionItem, booking=self.find_booking(), place=self.kwargs["place"])

    def get_locked(self) -> ActionItem:
        return self.find_item()

    @extend_schema(responses=ActionItemSerializer)
    def get(self, request: Request, pk: str, place: int) -> Response:
        """One thing that was agreed, by its place."""
        return Response(ActionItemSerializer(self.find_item()).data)

    @extend_schema(request=TickSerializer, responses=ActionItemSerializer)
    def put(self, request: Request, pk: str, place: int) -> Response:
        """Tick it, or open it again."""
        form = TickSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        tick_action_item(item=self.find_item(), now=timezone.now(), **form.validated_data)
        return self.get(request, pk, place)


@extend_schema(tags=["mentoring"])
class Absences(_OfSession):
    """Somebody did not come."""

    @extend_schema(responses=AbsenceSerializer(many=True), operation_id="booking_absences_list")
    def get(self, request: Request, pk: str) -> Response:
        """Who is said not to have come; at most one."""
        booking, me = self.find_booking(), member(request)
        found: Any = booking.absences.select_related("person")
        if booking.is_group:
            found = found.filter(Q(person=me) | Q(reported_by=me))
        return Response(AbsenceSerializer(found, many=True).data)

    @extend_schema(request=None, responses=AbsenceSerializer(many=True))
    def post(self, request: Request, pk: str) -> Response:
        """Say that the other side did not come. They are told, and may contest it for 48 hours."""
        report_absence(booking=self.find_booking(), by=member(request), now=timezone.now())
        return self.get(request, pk)


@extend_schema(tags=["mentoring"])
class Contest(_OfSession):
    """One did come."""

    @extend_schema(request=ContestSerializer, responses=AbsenceSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Say that you did come. Staff decide. 409 `not_contestable`."""
        form = ContestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        absence: Any = contest_absence(
            booking=self.find_booking(),
            by=member(request),
            text=form.validated_data["contest"],
            now=timezone.now(),
        )
        return Response(AbsenceSerializer(absence).data)


@extend_schema(tags=["mentoring"])
class SessionReviews(_OfSession):
    """How a session was."""

    @extend_schema(responses=ReviewsSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """What you said of a session, and what the other side said."""
        booking, me = self.find_booking(), member(request)
        found = {
            "own": booking.reviews.filter(author=me).first(),
            "other": booking.reviews.revealed(timezone.now())
            .exclude(side=booking.attendance_of(me).role)
            .first(),
        }
        return Response(ReviewsSerializer(found).data)

    @extend_schema(request=ReviewSerializer, responses=ReviewsSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Say how it was, once. 409 `not_held` or `already_reviewed`."""
        form = ReviewSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        review_session(
            booking=self.find_booking(),
            by=member(request),
            usefulness=Usefulness(data["usefulness"]),
            words=data.get("words", ""),
            is_public=data.get("is_public", False),
            now=timezone.now(),
        )
        return self.get(request, pk)


@extend_schema(tags=["mentoring"])
class Reply(ApiView):
    """The mentor's word on a public review."""

    permission_classes = OWN

    @extend_schema(request=ReplySerializer, responses=ReviewSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Reply to a public review of yours, once. 409 `nothing_to_reply`."""
        form = ReplySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        public = Review.objects.public(timezone.now()).filter(mentor=member(request).pk)
        review = get_object_or_404(public, pk=pk)
        reply_to_review(review=review, text=form.validated_data["reply"], now=timezone.now())
        review.refresh_from_db()
        return Response(ReviewSerializer(review).data)


class ReviewFilter(ListFilters):
    order = Order("given_at", "usefulness")

    class Meta:
        model = Review
        fields = ()


@extend_schema(tags=["mentoring"])
@in_words(get="What learners say of a mentor in public, the latest first; nothing below three.")
class MentorReviews(ApiView, generics.ListAPIView[Review]):
    """Public reviews."""

    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    queryset = Review.objects.none()

    def get_queryset(self) -> QuerySet[Review]:
        if getattr(self, "swagger_fake_view", False):
            return Review.objects.none()
        mentor = find_by_handle(Mentor.objects.listed(), self.kwargs["handle"])
        public = mentor.reviews.public(timezone.now()).select_related("author")
        shown = public if public.count() >= SHOWN_FROM else public.none()
        return shown.order_by("-given_at", "-pk")
