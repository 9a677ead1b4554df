"""Editions as files, for whoever may see them."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import ApiView
from editor.api.shapes import WrittenSerializer
from editor.exports import write_edition
from roadmaps.api.reading import reader_of
from roadmaps.models import Edition


@extend_schema(tags=["roadmaps"])
class RoadmapFile(ApiView):
    """A roadmap as a file."""

    may_be_missing = ("get",)

    @extend_schema(responses=WrittenSerializer)
    def get(self, request: Request, slug: str, name: str) -> Response:
        """A roadmap as a file: JSON, YAML, Markdown or CSV with your progress, a drawing of roadmap.sh."""
        reader = reader_of(request)
        seen = Edition.objects.opened_by(reader).select_related("roadmap").defer("search", "layout")
        edition = get_object_or_404(seen, roadmap__slug=slug)
        return Response(WrittenSerializer(write_edition(edition, name, reader)).data)
