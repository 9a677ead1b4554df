"""The outbox, for staff: what its pages show and do. It stands here because mailing knows no accounts."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.permissions import IsStaff
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order, UpdatedSince
from mailing.forms import NamedLetters
from mailing.models import DeliveryPause, Letter, LetterKind, LetterQuerySet, LetterState
from mailing.operations import mark_uncertain_as_sent, resume_delivery, send_again
from mailing.overview import failures_by_reason, overview


class PauseSerializer(serializers.ModelSerializer[DeliveryPause]):
    """Nothing of this scope is offered to a mail server `until` then; null: until somebody resumes it."""

    class Meta:
        model = DeliveryPause
        fields = ("id", "scope", "target", "reason", "began_at", "until")
        read_only_fields = fields


class FailureSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    number = serializers.IntegerField()


class SlowerPaceSerializer(serializers.Serializer[Any]):
    """A provider that asked for fewer letters, and gets newsletters more slowly until the time in `until`."""

    provider = serializers.CharField(help_text="`gmail`, `outlook`, `yahoo`, `icloud`, or a domain.")
    letters_a_minute = serializers.IntegerField(help_text="The pace at present.")
    until = serializers.DateTimeField()
    reason = serializers.CharField(help_text="In the mail server's words.")


class OutboxSerializer(serializers.Serializer[Any]):
    """How many letters are in which state, and what is wrong. `late`: due for two minutes or longer."""

    is_well = serializers.BooleanField()
    totals = serializers.DictField(child=serializers.IntegerField(), help_text="By state.")
    late = serializers.IntegerField()
    oldest_due_at = serializers.DateTimeField(allow_null=True)
    pauses = PauseSerializer(many=True)
    slower = SlowerPaceSerializer(many=True)
    day_limit = serializers.IntegerField(
        allow_null=True, help_text="Newsletters that may leave today while the domain is new; null: no limit."
    )
    sent_today = serializers.IntegerField(help_text="Newsletters sent on this day, in UTC.")
    failures = FailureSerializer(many=True)


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter without its text, which is built when it is sent. `about` is what it belongs to."""

    drop_reason = serializers.CharField(read_only=True, help_text="Why it was not sent; else empty.")

    class Meta:
        model = Letter
        fields: ClassVar[Sequence[str]] = (
            *("id", "key", "kind", "template", "to", "about", "state", "drop_reason", "error"),
            *("attempts", "due_at", "sent_at", "created_at", "moved_at"),
        )
        read_only_fields = fields


class MomentSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=LetterState.choices)
    note = serializers.CharField()
    by = serializers.CharField(source="by.handle", allow_null=True, default=None)


class LetterHistorySerializer(LetterSerializer):
    history = MomentSerializer(many=True)

    class Meta(LetterSerializer.Meta):
        fields: ClassVar[Sequence[str]] = (*LetterSerializer.Meta.fields, "history")
        read_only_fields = fields


class NamedSerializer(serializers.Serializer[Any]):
    """One `letter`; or all in a `state`, and of these perhaps those with one `error`."""

    letter = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=LetterState.choices, required=False)
    error = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("letter" in attrs) == ("state" in attrs):
            raise serializers.ValidationError("Send a letter or a state.")
        return attrs

    def letters(self) -> LetterQuerySet:
        return NamedLetters(self.validated_data).letters()


class MovedSerializer(serializers.Serializer[Any]):
    letters = serializers.IntegerField(help_text="How many it was done to.")


class LetterFilter(ListFilters):
    words = CharFilter(method="found_by", label="Exactly an address, a key or what letters are about.")
    state = ChoiceFilter(choices=LetterState.choices)
    kind = ChoiceFilter(choices=LetterKind.choices)
    updated_since = UpdatedSince("moved_at")
    order = Order(created="pk")

    class Meta:
        model = Letter
        fields = ()

    def found_by(self, letters: LetterQuerySet, name: str, words: str) -> LetterQuerySet:
        return letters.found_by(words)


class ForStaff(ApiView):
    permission_classes = (*OWN, IsStaff)
    may_be_missing = ("get", "post")  # for everybody else


@extend_schema(tags=["outbox"])
class Outbox(ForStaff):
    """The outbox at a glance."""

    @extend_schema(responses=OutboxSerializer, operation_id="outbox_overview")
    def get(self, request: Request) -> Response:
        """How many letters are in which state, what is paused, and why letters failed."""
        seen = overview(now=timezone.now())
        described = {
            "is_well": seen.is_well,
            "totals": seen.totals,
            "late": seen.late,
            "oldest_due_at": seen.oldest_due_at,
            "pauses": seen.pauses,
            "slower": seen.slower,
            "day_limit": seen.day_limit,
            "sent_today": seen.sent_today,
            "failures": failures_by_reason(),
        }
        return Response(OutboxSerializer(described).data)


@extend_schema(tags=["outbox"])
@in_words(get="Every letter that was owed, the latest first.")
class Letters(ForStaff, generics.ListAPIView[Letter]):
    """Letters."""

    serializer_class = LetterSerializer
    filterset_class = LetterFilter

    def get_queryset(self) -> QuerySet[Letter]:
        return Letter.objects.order_by("-pk")


@extend_schema(tags=["outbox"])
@in_words(get="One letter, and what is known of its life.")
class OneLetter(ForStaff, generics.RetrieveAPIView[Letter]):
    """One letter."""

    serializer_class = LetterHistorySerializer
    queryset = Letter.objects.all()


class _ByHand(ForStaff):
    def named(self, request: Request) -> LetterQuerySet:
        named = NamedSerializer(data=request.data)
        named.is_valid(raise_exception=True)
        return named.letters()


@extend_schema(tags=["outbox"], request=NamedSerializer, responses=MovedSerializer)
class Retries(_ByHand):
    """Letters to send again."""

    def post(self, request: Request) -> Response:
        """Send letters again that failed, or that may or may not have arrived."""
        number = send_again(letters=self.named(request), by=member(request), now=timezone.now())
        return Response(MovedSerializer({"letters": number}).data)


@extend_schema(tags=["outbox"], request=NamedSerializer, responses=MovedSerializer)
class Confirmations(_ByHand):
    """Letters that the mail server's log knows."""

    def post(self, request: Request) -> Response:
        """Mark uncertain letters as sent."""
        number = mark_uncertain_as_sent(letters=self.named(request), by=member(request), now=timezone.now())
        return Response(MovedSerializer({"letters": number}).data)


@extend_schema(tags=["outbox"], request=None, responses={204: None})
class Resumption(ForStaff):
    """The end of a pause."""

    def post(self, request: Request, pk: str) -> Response:
        """End a pause: its letters are offered again now."""
        resume_delivery(pause=get_object_or_404(DeliveryPause.objects.ongoing(), pk=pk), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("outbox/", Outbox.as_view(), name="api-outbox"),
    path("outbox/letters/", Letters.as_view(), name="api-letters"),
    path("outbox/letters/<uuid:pk>/", OneLetter.as_view(), name="api-letter"),
    path("outbox/retries/", Retries.as_view(), name="api-retries"),
    path("outbox/confirmations/", Confirmations.as_view(), name="api-confirmations"),
    path("outbox/pauses/<uuid:pk>/resumption/", Resumption.as_view(), name="api-resumption"),
]
