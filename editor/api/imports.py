"""Files that become drafts: first they are looked at, then accepted."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from core.api import A_UUID, in_words
from core.api.lists import ListFilters, Order
from editor.api.shapes import (
    AcceptanceSerializer,
    FileSerializer,
    ImportSerializer,
    OwnRoadmapSerializer,
)
from editor.models import Import
from editor.operations import accept_import, discard_import, read_import
from editor.rows import with_titles


class ImportFilter(ListFilters):
    order = Order("created_at")


@extend_schema(tags=["own roadmaps"])
@in_words(
    list="The files that you brought and decided nothing about yet.",
    retrieve="One file as it was understood.",
)
class RoadmapImports(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Import]
):
    """Files that you brought, for a day: what was found in them, guessed and left out."""

    serializer_class = ImportSerializer
    permission_classes = OWN
    filterset_class = ImportFilter
    lookup_value_regex = A_UUID

    def get_queryset(self) -> QuerySet[Import]:
        if getattr(self, "swagger_fake_view", False):
            return Import.objects.none()
        return Import.objects.of(member(self.request)).order_by("-created_at", "-pk")

    @extend_schema(request=FileSerializer, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Read a file and say what is in it. 409 `file_not_understood` says what is wrong with it."""
        wanted = FileSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        check_rate(request, "roadmap_import")
        data = wanted.validated_data
        file = read_import(
            owner=member(request),
            name=data["file_name"],
            data=data["text"].encode("utf-8", "surrogatepass"),
            hours=data["hours"],
            now=timezone.now(),
        )
        return self.created(self.get_serializer(file).data, "api-roadmap-import-detail", pk=file.pk)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw the file away."""
        discard_import(file=self.get_object(), by=member(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=AcceptanceSerializer, responses={201: OwnRoadmapSerializer})
    @action(detail=True, methods=["post"])
    def roadmap(self, request: Request, pk: str) -> Response:
        """Make a private roadmap of the file, with a draft; the file is gone then."""
        wanted = AcceptanceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.validated_data
        made = accept_import(
            file=self.get_object(),
            by=member(request),
            title=data.get("title", ""),
            placed=data["placed"],
            now=timezone.now(),
        )
        shown = OwnRoadmapSerializer(with_titles(member(request)).get(pk=made.pk)).data
        return self.created(shown, "api-own-roadmap-detail", slug=made.slug)
