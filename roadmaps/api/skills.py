"""Your skill map, and rating yourself."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from roadmaps.operations import assess_skills
from roadmaps.skill_map import SkillMap, areas_of_map, read_skill_map
from roadmaps.skills import HIGHEST


class AreaSkillSerializer(serializers.Serializer[Any]):
    """Levels from 0 to 4; null where nothing is known. `probably` is the range around the level."""

    area = serializers.SlugField(source="area.slug")
    own = serializers.FloatField(source="skill.own", allow_null=True)
    confirmed = serializers.FloatField(source="skill.confirmed", allow_null=True)
    probably = serializers.ListField(
        child=serializers.FloatField(), source="skill.band", allow_null=True, min_length=2, max_length=2
    )
    target = serializers.IntegerField()
    mocks = serializers.IntegerField(source="skill.mocks")
    interviewers = serializers.IntegerField(source="skill.interviewers")


class PlannedStepSerializer(serializers.Serializer[Any]):
    """A step for the largest gaps; `hours` of it are for this week."""

    key = serializers.SlugField(source="row.step.key")
    title = serializers.CharField(source="row.step.title")
    hours = serializers.IntegerField()


class SkillMapSerializer(serializers.Serializer[SkillMap]):
    areas = AreaSkillSerializer(many=True)
    assessed_at = serializers.DateTimeField(allow_null=True)
    this_week = PlannedStepSerializer(many=True, source="plan")


class AssessmentSerializer(serializers.Serializer[Any]):
    levels = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=HIGHEST),
        allow_empty=False,
        help_text="The slug of an area of the map, and your level in it from 0 to 4.",
    )

    def validate_levels(self, levels: dict[str, int]) -> dict[str, int]:
        known = {area.slug for area in areas_of_map()}
        if unknown := sorted(levels.keys() - known):
            raise serializers.ValidationError(f"The map has no area {unknown[0]}.")
        return levels


@extend_schema(tags=["me"])
class OwnSkills(ApiView):
    """How good you are in each area, as computed from what is known."""

    permission_classes = OWN

    @extend_schema(responses=SkillMapSerializer)
    def get(self, request: Request) -> Response:
        """Your skill map, and the steps of this week that close its largest gaps."""
        return Response(SkillMapSerializer(read_skill_map(member(request), now=timezone.now())).data)

    @extend_schema(request=AssessmentSerializer, responses={201: SkillMapSerializer})
    def post(self, request: Request) -> Response:
        """Rate yourself in some areas of the map, or in all of them."""
        serializer = AssessmentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        learner, now = member(request), timezone.now()
        assess_skills(learner=learner, levels=serializer.validated_data["levels"], now=now)
        answer = SkillMapSerializer(read_skill_map(learner, now=now)).data
        return Response(answer, status=status.HTTP_201_CREATED)
