"""On which roadmaps everybody may see how far one is."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from roadmaps.models import Enrolment
from roadmaps.operations import show_progress


class PublicProgressSerializer(serializers.Serializer[Any]):
    """The slugs of roadmaps."""

    roadmaps = serializers.ListField(child=serializers.SlugField(), max_length=100)


@extend_schema(tags=["progress"])
class OwnPublicProgress(ApiView):
    """The roadmaps on which everybody may see how far you are."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    @extend_schema(responses=PublicProgressSerializer)
    def get(self, request: Request) -> Response:
        """On which roadmaps everybody may see how far you are."""
        shown = Enrolment.objects.shown_to_all().filter(learner=member(request))
        slugs = shown.order_by("roadmap__slug").values_list("roadmap__slug", flat=True)
        return Response({"roadmaps": list(slugs)})

    @extend_schema(request=PublicProgressSerializer, responses=PublicProgressSerializer)
    def put(self, request: Request) -> Response:
        """Let everybody see how far you are on these roadmaps, and on no others."""
        wanted = PublicProgressSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        show_progress(learner=member(request), slugs=wanted.validated_data["roadmaps"])
        return self.get(request)
