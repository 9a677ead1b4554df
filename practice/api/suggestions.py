"""Questions that a mentor wrote for one learner after a mock interview."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words, location
from core.api.lists import ListFilters, Order, UpdatedSince
from mentoring.models import Booking
from practice.choices import QuestionKind
from practice.daily import MOST_MINUTES
from practice.models import LONGEST_MODEL_ANSWER, LONGEST_PROMPT, MOST_POINTS, Question
from practice.operations import QuestionWish, remove_suggestion, suggest_question


class OwnInterviewField(serializers.PrimaryKeyRelatedField[Booking]):
    """A mock interview of the asker's; any other does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Booking.objects.none(), pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> QuerySet[Booking]:
        request = self.context.get("request")
        if request is None:
            return Booking.objects.none()
        mine = Booking.objects.of(member(request)).exclude(rubric_key="")
        return mine.with_people()


class PracticeSuggestionSerializer(serializers.ModelSerializer[Question]):
    """A question with its model answer, in Markdown, for the learner of a mock interview.

    `is_kept` says whether the learner has it asked; `POST practice-cards/` with its id keeps it.
    """

    booking = OwnInterviewField(source="session")
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    prompt = serializers.CharField(max_length=LONGEST_PROMPT)
    answer = serializers.CharField(max_length=LONGEST_MODEL_ANSWER)
    points = serializers.ListField(
        child=serializers.CharField(max_length=300), min_length=1, max_length=MOST_POINTS
    )
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES, default=1)
    is_kept = serializers.SerializerMethodField()

    class Meta:
        model = Question
        fields = ("id", "booking", "kind", "prompt", "answer", "points", "minutes", "is_kept", "updated_at")
        read_only_fields = ("id", "updated_at")

    def get_is_kept(self, question: Question) -> bool:
        return any(card.stopped_at is None for card in question.cards.all())


class SuggestionFilter(ListFilters):
    booking = django_filters.UUIDFilter("session", label="The id of a mock interview.")
    updated_since = UpdatedSince("updated_at")
    order = Order("updated_at")


@extend_schema(tags=["practice"])
@in_words(
    list="The questions that were written for you after mock interviews, and those that you wrote.",
    retrieve="One of these questions.",
    create="Write a question for the learner of a mock interview that you gave; the learner is told.",
    destroy="Remove a question that was written for you, or one that you wrote; answers stay.",
)
class Suggestions(
    ApiView,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[Question],
):
    """Questions of mock interviews, for those two who were there."""

    permission_classes = OWN
    serializer_class = PracticeSuggestionSerializer
    filterset_class = SuggestionFilter
    lookup_value_regex = A_UUID

    def get_queryset(self) -> QuerySet[Question]:
        if getattr(self, "swagger_fake_view", False):
            return Question.objects.none()
        asked = Question.objects.asked().suggested_to_or_by(member(self.request))
        return asked.select_related("session").prefetch_related("cards").order_by("pk")

    def perform_create(self, serializer: serializers.BaseSerializer[Question]) -> None:
        data = dict(serializer.validated_data)
        booking: Booking = data.pop("session")
        serializer.instance = suggest_question(
            booking=booking, by=member(self.request), wish=QuestionWish(**data), now=timezone.now()
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-practice-suggestion-detail", pk=data["id"])

    def perform_destroy(self, instance: Question) -> None:
        remove_suggestion(question=instance, now=timezone.now())
