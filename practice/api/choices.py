"""Whether somebody is asked, and what is asked today."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from practice.models import PracticeChoice
from practice.operations import choose_practice
from practice.queue import Today, read_today


class PracticeSerializer(serializers.Serializer[Any]):
    is_on = serializers.BooleanField()
    paused_until = serializers.DateField(allow_null=True, default=None)
    with_finished = serializers.BooleanField(
        default=False, write_only=True, help_text="Keep the questions of finished steps, too."
    )


class TodaysQuestionSerializer(serializers.Serializer[Any]):
    card = serializers.UUIDField(source="pk")
    question = serializers.UUIDField(source="question_id")
    minutes = serializers.IntegerField()


class TodaySerializer(serializers.Serializer[Today]):
    """At most 20 questions or ten minutes. `next_on` is the day of the next ones when none are left."""

    on = serializers.DateField(source="today")
    questions = TodaysQuestionSerializer(source="cards", many=True)
    minutes = serializers.IntegerField()
    answered = serializers.IntegerField()
    next_on = serializers.DateField(allow_null=True)


@extend_schema(tags=["practice"])
class OwnPractice(ApiView):
    """Whether you are asked what you have learnt."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    @extend_schema(responses=PracticeSerializer)
    def get(self, request: Request) -> Response:
        """Whether you are asked, and until when it is paused."""
        choice = PracticeChoice.objects.filter(learner=member(request)).first()
        return Response(PracticeSerializer(choice or PracticeChoice(is_on=False)).data)

    @extend_schema(request=PracticeSerializer, responses=PracticeSerializer)
    def put(self, request: Request) -> Response:
        """Be asked from now on, or no more, or not until a day."""
        wanted = PracticeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        choice = choose_practice(learner=member(request), now=timezone.now(), **wanted.validated_data)
        return Response(PracticeSerializer(choice).data)


@extend_schema(tags=["practice"])
class QuestionsOfToday(ApiView):
    """What is asked today."""

    permission_classes = OWN

    @extend_schema(responses=TodaySerializer)
    def get(self, request: Request) -> Response:
        """The questions of today in your own zone, hardest to recall first."""
        return Response(TodaySerializer(read_today(member(request), now=timezone.now())).data)
