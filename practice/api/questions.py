"""Questions on steps: the official ones to read, and those of one's own roadmaps to write."""

from dataclasses import fields
from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_UUID, in_words, location
from core.api.lists import ListFilters, Order, UpdatedSince
from practice.choices import QuestionKind
from practice.daily import MOST_MINUTES
from practice.models import LONGEST_MODEL_ANSWER, LONGEST_PROMPT, MOST_POINTS, Question
from practice.operations import QuestionWish, change_question, withdraw_question, write_question
from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.models import Roadmap


class VisibleQuestionField(serializers.PrimaryKeyRelatedField[Question]):
    """A question that the asker may see, by its id; any other does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Question.objects.asked(), pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> QuerySet[Question]:
        asked = Question.objects.asked()
        request = self.context.get("request")
        return asked.reachable_by(member(request) if request else None).select_related("roadmap")


class PracticeQuestionSerializer(serializers.ModelSerializer[Question]):
    """A question with its model answer, in Markdown. `points` are what a good answer contains.

    `step` is the permanent key of the step; `minutes` is about how long an answer takes. One that stands in
    an article, or that a mentor wrote for you, has neither roadmap nor step.
    """

    roadmap = VisibleRoadmapField(allow_null=True)
    step = serializers.RegexField(
        r"^[-a-zA-Z0-9_]*$", source="step_key", max_length=50, allow_blank=True
    )  # empty for one of an article
    article = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    prompt = serializers.CharField(max_length=LONGEST_PROMPT)
    answer = serializers.CharField(max_length=LONGEST_MODEL_ANSWER)
    points = serializers.ListField(child=serializers.CharField(max_length=300), max_length=MOST_POINTS)
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES, default=1)
    is_for_you = serializers.BooleanField(
        source="is_for_one", read_only=True, help_text="A mentor wrote it for you after a session."
    )

    class Meta:
        model = Question
        fields = (
            *("id", "roadmap", "step", "key", "article", "kind", "prompt", "answer", "points", "minutes"),
            *("is_for_you", "updated_at"),
        )
        read_only_fields = ("id", "key", "updated_at")

    def validate_points(self, points: list[str]) -> list[str]:
        """Authors may leave them out in their texts, and nobody else."""
        if not points:
            raise serializers.ValidationError(_("Name at least one point."))
        return points

    def validate_roadmap(self, roadmap: Roadmap | None) -> Roadmap:
        if roadmap is None:
            raise serializers.ValidationError(_("Name one of your roadmaps."))
        return roadmap


class PracticeQuestionChangeSerializer(PracticeQuestionSerializer):
    """What can be changed: everything but the roadmap, which stays whatever is sent."""

    roadmap = VisibleRoadmapField(required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES)


class QuestionFilter(ListFilters):
    roadmap = django_filters.CharFilter("roadmap__slug", label="The slug of a roadmap.")
    step = django_filters.CharFilter("step_key", label="The key of a step.")
    article = django_filters.CharFilter("article__slug", label="The slug of an article.")
    kind = django_filters.ChoiceFilter(choices=QuestionKind.choices, label="What it asks for.")
    updated_since = UpdatedSince("updated_at")
    order = Order("updated_at", "position")


@extend_schema(tags=["practice"])
@extend_schema_view(
    partial_update=extend_schema(
        request=PracticeQuestionChangeSerializer, responses=PracticeQuestionSerializer
    )
)
@in_words(
    list="The questions on the roadmaps that you may see, in articles, and those written for you.",
    retrieve="One question with its model answer.",
    create="Write a question for a step of a roadmap of your own.",
    partial_update="Reword a question of your own roadmap; everybody's dates stay.",
    destroy="Withdraw a question of your own roadmap; answers that were given stay.",
)
class Questions(ApiView, viewsets.ModelViewSet[Question]):
    """What is asked about a step. Only the owner of a roadmap can change its questions."""

    permission_classes = OWN
    filterset_class = QuestionFilter
    lookup_value_regex = A_UUID
    http_method_names = ("get", "post", "patch", "delete", "head", "options")

    def get_queryset(self) -> QuerySet[Question]:
        if getattr(self, "swagger_fake_view", False):
            return Question.objects.none()
        asker = member(self.request)
        asked = Question.objects.asked().reachable_by(asker).select_related("roadmap", "article")
        if self.request.method in ("PATCH", "DELETE"):
            asked = asked.filter(roadmap__owner=asker)
        return asked.order_by("position", "pk")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Question]]:
        return (
            PracticeQuestionChangeSerializer
            if self.action == "partial_update"
            else PracticeQuestionSerializer
        )

    def perform_create(self, serializer: serializers.BaseSerializer[Question]) -> None:
        """One of an article is written in its text, one for a learner at `practice-suggestions/`."""
        data = dict(serializer.validated_data)
        roadmap: Roadmap = data.pop("roadmap")
        serializer.instance = write_question(
            roadmap=roadmap, by=member(self.request), wish=QuestionWish(**data), now=timezone.now()
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-question-detail", pk=data["id"])

    def perform_update(self, serializer: serializers.BaseSerializer[Question]) -> None:
        question = cast(Question, serializer.instance)
        before = {field.name: getattr(question, field.name) for field in fields(QuestionWish)}
        said = {name: value for name, value in serializer.validated_data.items() if name != "roadmap"}
        wish = QuestionWish(**{**before, **said})
        serializer.instance = change_question(
            question=question, by=member(self.request), wish=wish, now=timezone.now()
        )

    def perform_destroy(self, instance: Question) -> None:
        withdraw_question(question=instance, by=member(self.request), now=timezone.now())
