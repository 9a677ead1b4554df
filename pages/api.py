"""Site search for programs: what the search page finds."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import ApiView
from accounts.viewer import member
from core.api import in_words
from core.http import absolute
from pages.search import LONGEST, search_all


class FoundSerializer(serializers.Serializer[Any]):
    """One match, and the page that shows it."""

    title = serializers.CharField(source="__str__")
    url = serializers.SerializerMethodField()

    def get_url(self, found: Any) -> str:
        return absolute(found.get_absolute_url())


class FoundGroupSerializer(serializers.Serializer[Any]):
    """What was found of one kind: `count` is of all matches, `items` are the best of them."""

    kind = serializers.ChoiceField(
        choices=["notes", "own_steps", "roadmaps", "steps", "mentors", "articles"], source="slug"
    )
    count = serializers.IntegerField()
    items = FoundSerializer(many=True)


class SearchQuery(serializers.Serializer[Any]):
    q = serializers.CharField(min_length=2, max_length=LONGEST)


@extend_schema(tags=["search"])
@in_words(
    get="Your notes and own steps, roadmaps, steps, mentors and articles that match all words, best first."
)
class Search(ApiView):
    """Searches the whole site."""

    query = ("q",)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "q",
                {"type": "string", "minLength": 2, "maxLength": LONGEST},
                required=True,
                description="Words, or how they begin.",
            )
        ],
        responses=FoundGroupSerializer(many=True),
        operation_id="search_list",
    )
    def get(self, request: Request) -> Response:
        wanted = SearchQuery(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        reader = member(request) if request.user.is_authenticated else None
        found: Any = search_all(wanted.validated_data["q"], reader=reader, now=timezone.now()).groups
        return Response(FoundGroupSerializer(found, many=True).data)


urlpatterns = [path("search/", Search.as_view(), name="api-search")]
