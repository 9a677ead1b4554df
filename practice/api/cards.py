"""The questions that somebody keeps, and when each is asked again."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words, location
from core.api.lists import ListFilters, Order, UpdatedSince
from core.clock import local_date
from practice.api.questions import VisibleQuestionField
from practice.choices import Standing
from practice.models import Card
from practice.operations import keep_question, stop_card
from practice.reading import chance_of, standing_of


class PracticeCardSerializer(serializers.ModelSerializer[Card]):
    """A question as you know it. `stability` is in days; `recall` the chance that you know it today, 0 to 1.

    `asked_on` is the day on which it is due, the later one to which a pile was spread, or the earlier
    `brought_forward_to`, which is set when a mock interview showed a weak spot.
    """

    question = VisibleQuestionField()
    roadmap = serializers.CharField(source="question.roadmap.slug", read_only=True, allow_null=True)
    article = serializers.CharField(source="question.article.slug", read_only=True, allow_null=True)
    step = serializers.CharField(source="question.step_key", read_only=True)
    standing = serializers.SerializerMethodField()
    recall = serializers.SerializerMethodField()

    class Meta:
        model = Card
        fields = (
            *("id", "question", "roadmap", "step", "article", "kept_at", "due_on", "asked_on"),
            *("brought_forward_to", "standing", "recall"),
            *("stability", "difficulty", "reviewed_on", "review_count", "failures", "updated_at"),
        )
        read_only_fields = (
            *("id", "kept_at", "due_on", "asked_on", "brought_forward_to", "stability", "difficulty"),
            *("reviewed_on", "review_count", "failures", "updated_at"),
        )

    @extend_schema_field(serializers.ChoiceField(choices=Standing.choices))
    def get_standing(self, card: Card) -> str:
        return standing_of(card, self._today()).value

    @extend_schema_field(serializers.FloatField(min_value=0, max_value=1))
    def get_recall(self, card: Card) -> float:
        return round(chance_of(card, self._today()), 4)

    def _today(self) -> Any:
        return local_date(timezone.now(), member(self.context["request"]).zone)


ARTICLE_TEXTS = ("source", "html", "contents", "plain", "search")
LEFT_OUT = (
    *(f"question__{name}" for name in ("prompt", "answer", "points")),
    *(f"question__article__{name}" for name in ARTICLE_TEXTS),
)


class CardFilter(ListFilters):
    roadmap = django_filters.CharFilter("question__roadmap__slug", label="The slug of a roadmap.")
    step = django_filters.CharFilter("question__step_key", label="The key of a step.")
    article = django_filters.CharFilter("question__article__slug", label="The slug of an article.")
    asked_until = django_filters.DateFilter("asked_on", "lte", label="Asked on this day or before.")
    updated_since = UpdatedSince("updated_at")
    order = Order("asked_on", "kept_at", "updated_at", "review_count")


@extend_schema(tags=["practice"])
@in_words(
    list="The questions that you keep, the next one first.",
    retrieve="One question that you keep, and how it stands.",
    create="Keep a question: it is asked from tomorrow on.",
    destroy="Stop a question; what you answered stays, and keeping it again goes on from there.",
)
class Cards(
    ApiView,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[Card],
):
    """The questions you keep."""

    permission_classes = OWN
    serializer_class = PracticeCardSerializer
    filterset_class = CardFilter
    lookup_value_regex = A_UUID

    def get_queryset(self) -> QuerySet[Card]:
        if getattr(self, "swagger_fake_view", False):
            return Card.objects.none()
        mine = Card.objects.active(member(self.request)).select_related(
            "question__roadmap", "question__article"
        )
        shown = mine.defer(*LEFT_OUT)
        return shown.order_by("asked_on", "pk")

    def perform_create(self, serializer: serializers.BaseSerializer[Card]) -> None:
        serializer.instance = keep_question(
            learner=member(self.request),
            question=serializer.validated_data["question"],
            now=timezone.now(),
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-practice-card-detail", pk=data["id"])

    def perform_destroy(self, instance: Card) -> None:
        stop_card(card=instance, now=timezone.now())
