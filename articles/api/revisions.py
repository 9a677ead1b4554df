"""Revisions: the texts of an article that were kept, for its author."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from articles.api.writing import DraftSerializer, IsAuthor
from articles.models import Draft, Revision
from articles.operations import restore_revision, save_revision
from core.api import in_words
from core.api.lists import Order, UpdatedSince


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    """The text as it was when it was published, or kept by hand."""

    class Meta:
        model = Revision
        fields = ("number", "title", "summary", "source", "is_publication", "material_change", "created_at")
        read_only_fields = fields


class RestorationSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, help_text="That of the working copy that you read.")


class RevisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    is_publication = django_filters.BooleanFilter(label="Only what was published, or what was kept by hand.")
    updated_since = UpdatedSince("created_at")
    order = Order("number")

    class Meta:
        model = Revision
        fields = ()


@extend_schema(tags=["drafts"])
@in_words(
    list="The texts of an article that were published or kept, latest first.",
    retrieve="One text, as it stood then.",
)
class Revisions(ApiView, viewsets.ReadOnlyModelViewSet[Revision]):
    """The kept texts of one's own article."""

    serializer_class = RevisionSerializer
    permission_classes = (*OWN, IsAuthor)
    filterset_class = RevisionFilter
    lookup_field = "number"
    lookup_value_regex = r"\d{1,9}"
    queryset = Revision.objects.none()

    def get_queryset(self) -> QuerySet[Revision]:
        mine = Revision.objects.filter(article__author__user=self.request.user.pk)
        return mine.filter(article=self.kwargs.get("pk")).order_by("-number", "-pk")

    @extend_schema(request=None, responses={201: RevisionSerializer})
    def create(self, request: Request, pk: str) -> Response:
        """Keep the working copy as it is now."""
        mine = Draft.objects.select_related("article__author")
        draft = get_object_or_404(mine, article=pk, article__author__user=member(request))
        kept = save_revision(draft=draft, by=draft.article.author, now=timezone.now())
        return self.created(self.get_serializer(kept).data, "revision-detail", pk=pk, number=kept.number)

    @extend_schema(request=RestorationSerializer, responses=DraftSerializer)
    @action(detail=True, methods=["post"])
    def restoration(self, request: Request, pk: str, number: str) -> Response:
        """Make it the working copy again; the one that you had is kept as the latest revision."""
        revision = self.get_object()
        read = RestorationSerializer(data=request.data)
        read.is_valid(raise_exception=True)
        draft = restore_revision(
            revision=revision, by=revision.article.author, now=timezone.now(), **read.validated_data
        )
        return Response(DraftSerializer(draft).data)
