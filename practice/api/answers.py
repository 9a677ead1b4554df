"""Answers, each with the rating that somebody gave it beside the model answer."""

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words, location
from core.api.lists import InstantFilter, ListFilters, Order
from practice.api.questions import VisibleQuestionField
from practice.choices import Rating
from practice.models import LONGEST_ANSWER, Answer
from practice.operations import answer_question, rate_answer


class PracticeAnswerSerializer(serializers.ModelSerializer[Answer]):
    """One answer. `rating` is null until you compared it with `answer` and `points`.

    1 is not yet, 2 with gaps, 3 right, 4 at once. `due_on` is when the question is asked next.
    """

    question = VisibleQuestionField(source="card.question")
    text = serializers.CharField(max_length=LONGEST_ANSWER, required=False, allow_blank=True, default="")
    was_aloud = serializers.BooleanField(default=False)
    answer = serializers.CharField(source="card.question.answer", read_only=True)
    points = serializers.ListField(
        source="card.question.points", child=serializers.CharField(), read_only=True
    )
    due_on = serializers.DateField(source="card.due_on", read_only=True)

    class Meta:
        model = Answer
        fields = (
            *("id", "question", "text", "was_aloud", "answered_at", "answer", "points"),
            *("rating", "rated_at", "rated_on", "due_on"),
        )
        read_only_fields = ("id", "answered_at", "rating", "rated_at", "rated_on")


class PracticeRatingSerializer(serializers.Serializer[Answer]):
    rating = serializers.ChoiceField(choices=Rating.choices)


class AnswerFilter(ListFilters):
    question = django_filters.UUIDFilter("card__question", label="The id of a question.")
    is_rated = django_filters.BooleanFilter(
        "rating", "isnull", exclude=True, label="Whether it was rated, or is still open."
    )
    answered_since = InstantFilter("answered_at", "gte", description="Answered at that time or later.")
    order = Order("answered_at")


@extend_schema(tags=["practice"])
@in_words(
    list="Your answers, newest first.",
    retrieve="One of your answers, beside the model answer.",
    create="Answer a question, typed or said aloud; the model answer comes back.",
)
class Answers(
    ApiView,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Answer],
):
    """Your answers. A question has one unrated answer at most: sent twice, it is the same one."""

    permission_classes = OWN
    serializer_class = PracticeAnswerSerializer
    filterset_class = AnswerFilter
    lookup_value_regex = A_UUID

    def get_queryset(self) -> QuerySet[Answer]:
        if getattr(self, "swagger_fake_view", False):
            return Answer.objects.none()
        mine = Answer.objects.of(member(self.request)).select_related("card__question")
        return mine.defer("scheduler").order_by("-answered_at", "-pk")

    def perform_create(self, serializer: serializers.BaseSerializer[Answer]) -> None:
        data = serializer.validated_data
        serializer.instance = answer_question(
            learner=member(self.request),
            question=data["card"]["question"],
            text=data["text"],
            was_aloud=data["was_aloud"],
            now=timezone.now(),
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-practice-answer-detail", pk=data["id"])

    @extend_schema(request=PracticeRatingSerializer, responses=PracticeAnswerSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rate an answer; the same rating sent twice counts once."""
        wanted = PracticeRatingSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        rating = Rating(cast(int, wanted.validated_data["rating"]))
        rate_answer(answer=self.get_object(), rating=rating, now=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)
