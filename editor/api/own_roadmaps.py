"""Somebody's own roadmaps: the draft, who sees it, publishing."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_SLUG, in_words
from core.api.lists import ListFilters, Order
from editor.api.shapes import (
    FORMAT_NAMES,
    EffectSerializer,
    NewRoadmapSerializer,
    OwnDraftSerializer,
    OwnRoadmapSerializer,
    PublicationSerializer,
    PublishedSerializer,
    SharingSerializer,
    WrittenSerializer,
)
from editor.checks import find_problems
from editor.exports import write_draft
from editor.formats.own import own_content
from editor.operations import (
    change_draft,
    copy_roadmap,
    discard_draft,
    preview_effect,
    publish_draft,
    redo_change,
    start_roadmap,
    undo_change,
)
from editor.outline import Outline, as_document
from editor.reading import area_choices, former_keys, read_draft
from editor.rows import with_titles
from roadmaps.choices import Visibility
from roadmaps.document import DocumentError
from roadmaps.models import Edition, Roadmap
from roadmaps.operations import delete_roadmap, renew_address, set_visibility


class OwnRoadmapFilter(ListFilters):
    visibility = django_filters.ChoiceFilter(choices=Visibility.choices)
    order = Order("slug")


@extend_schema(tags=["own roadmaps"])
@in_words(
    list="Your own roadmaps, published or not.",
    retrieve="One of your own roadmaps.",
)
class OwnRoadmaps(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Roadmap]
):
    """Your own roadmaps, addressed by their slugs. Others read what is published as any roadmap."""

    serializer_class = OwnRoadmapSerializer
    permission_classes = OWN
    filterset_class = OwnRoadmapFilter
    lookup_field = "slug"
    lookup_value_regex = A_SLUG

    def get_queryset(self) -> QuerySet[Roadmap]:
        if getattr(self, "swagger_fake_view", False):
            return Roadmap.objects.none()
        return with_titles(member(self.request)).order_by("pk")

    @extend_schema(request=NewRoadmapSerializer, responses={201: OwnRoadmapSerializer})
    def create(self, request: Request) -> Response:
        """Begin a roadmap with a title, or with a whole copy of one that you may see."""
        wanted = NewRoadmapSerializer(data=request.data, context=self.get_serializer_context())
        wanted.is_valid(raise_exception=True)
        owner, now = member(request), timezone.now()
        if "copy_of" in wanted.validated_data:
            seen = Edition.objects.opened_by(owner).filter(roadmap=wanted.validated_data["copy_of"])
            roadmap = copy_roadmap(edition=seen.select_related("roadmap").get(), owner=owner, now=now)
        else:
            roadmap = start_roadmap(owner=owner, title=wanted.validated_data["title"], now=now)
        shown = self.get_serializer(self.get_queryset().get(pk=roadmap.pk)).data
        return self.created(shown, "api-own-roadmap-detail", slug=roadmap.slug)

    @extend_schema(request=SharingSerializer, responses=OwnRoadmapSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Say who may see it: you alone, whoever has the link, mentors, or everybody."""
        wanted = SharingSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.validated_data
        set_visibility(
            roadmap=self.get_object(),
            visibility=Visibility(data["visibility"]),
            is_own_text=data["is_own_text"],
            by=member(request),
        )
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, slug: str) -> Response:
        """Delete it with all its editions, and the marks of everybody who follows it. Logged hours stay."""
        delete_roadmap(roadmap=self.get_object(), by=member(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: OwnRoadmapSerializer})
    @action(detail=True, methods=["post"])
    def address(self, request: Request, slug: str) -> Response:
        """Take another address; the link that others have leads nowhere then."""
        roadmap = self.get_object()
        renew_address(roadmap=roadmap, by=member(request))
        return Response(self.get_serializer(self.get_queryset().get(pk=roadmap.pk)).data)

    @extend_schema(responses=OwnDraftSerializer)
    @action(detail=True)
    def draft(self, request: Request, slug: str) -> Response:
        """The draft as it is, with all that it lacks; without changes it is what is published."""
        return Response(self._show_draft(self.get_object()))

    @extend_schema(request=OwnDraftSerializer, responses=OwnDraftSerializer)
    @draft.mapping.put
    def write_draft(self, request: Request, slug: str) -> Response:
        """Put another text in place of the whole draft; undo brings the one before back."""
        wanted = OwnDraftSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        sent: Outline = wanted.validated_data["content"]

        def replace(outline: Outline) -> None:
            for name in ("title", "summary", "language", "areas", "tracks", "specialisms", "stages"):
                setattr(outline, name, getattr(sent, name))

        roadmap = self.get_object()
        change_draft(roadmap=roadmap, by=member(request), subject="api", edit=replace, now=timezone.now())
        return Response(self._show_draft(roadmap))

    @extend_schema(request=None, responses={204: None})
    @draft.mapping.delete
    def drop_draft(self, request: Request, slug: str) -> Response:
        """Go back to what is published; a roadmap that was never published keeps its draft."""
        discard_draft(roadmap=self.get_object(), by=member(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: OwnDraftSerializer})
    @action(detail=True, methods=["post"], url_path="draft/undo")
    def undo(self, request: Request, slug: str) -> Response:
        """Take the latest change of the draft back."""
        roadmap = self.get_object()
        undo_change(roadmap=roadmap, by=member(request), now=timezone.now())
        return Response(self._show_draft(roadmap))

    @extend_schema(request=None, responses={200: OwnDraftSerializer})
    @action(detail=True, methods=["post"], url_path="draft/redo")
    def redo(self, request: Request, slug: str) -> Response:
        """Do again what was undone last."""
        roadmap = self.get_object()
        redo_change(roadmap=roadmap, by=member(request), now=timezone.now())
        return Response(self._show_draft(roadmap))

    def _show_draft(self, roadmap: Roadmap) -> Any:
        view = read_draft(roadmap)
        areas = [slug for slug, _title in area_choices()]
        shown = {
            "content": own_content(view.outline, roadmap.slug),
            "can_undo": view.can_undo,
            "can_redo": view.can_redo,
            "problems": find_problems(view.outline, areas, former_keys(roadmap)),
        }
        return OwnDraftSerializer(shown).data

    @extend_schema(responses=EffectSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def effect(self, request: Request, slug: str) -> Response:
        """Whom publishing the draft would touch, and how; empty while it cannot be published."""
        roadmap = self.get_object()
        try:
            steps = as_document(read_draft(roadmap).outline, roadmap.slug).steps
        except DocumentError:
            return Response([])
        return Response(EffectSerializer(preview_effect(roadmap, steps, {}), many=True).data)

    @extend_schema(request=PublicationSerializer, responses={200: PublishedSerializer})
    @action(detail=True, methods=["post"])
    def publication(self, request: Request, slug: str) -> Response:
        """Publish the draft as the next edition. 409 `not_ready` names all that it lacks."""
        wanted = PublicationSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.validated_data
        loaded = publish_draft(
            roadmap=self.get_object(),
            by=member(request),
            note=data["note"],
            mapping=data["mapping"],
            now=timezone.now(),
        )
        return Response(PublishedSerializer(loaded.edition).data)

    @extend_schema(responses=WrittenSerializer)
    @action(detail=True, url_path=rf"draft/files/(?P<name>{FORMAT_NAMES})")
    def file(self, request: Request, slug: str, name: str) -> Response:
        """The draft as a file: our own JSON or YAML, Markdown, CSV, or a drawing of roadmap.sh."""
        roadmap = self.get_object()
        written = write_draft(roadmap, name)
        return Response(WrittenSerializer(written).data)
