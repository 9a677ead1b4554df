"""Drafts: what authors do with their own articles."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from articles.api.reading import ArticleSerializer
from articles.exports import write_archive
from articles.forms import MOST_TAGS, ArrangementForm
from articles.models import Article, ArticleState, Author, Draft, Series
from articles.operations import (
    arrange_article,
    cancel_publication,
    publish_article,
    save_draft,
    schedule_publication,
    share_draft,
    unshare_draft,
    withdraw_article,
    write_article,
)
from core.api.lists import Order, UpdatedSince
from core.form_fields import clean_by_form
from core.http import absolute
from markup.rendering import LONGEST_TEXT, render


class DraftSerializer(serializers.ModelSerializer[Draft]):
    """A working copy. To save, send back the `version` that you read."""

    id = serializers.IntegerField(source="article_id", read_only=True)
    slug = serializers.SlugField(source="article.slug", read_only=True)
    state = serializers.CharField(source="article.state", read_only=True)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=LONGEST_TEXT, allow_blank=True, required=False, trim_whitespace=False
    )
    version = serializers.IntegerField(required=False, min_value=1)

    publish_at = serializers.DateTimeField(
        source="article.publish_at",
        read_only=True,
        allow_null=True,
        help_text="When a kept revision will be published.",
    )
    share_url = serializers.SerializerMethodField(help_text="Whoever has this link can read the draft.")

    class Meta:
        model = Draft
        fields = (
            "id", "slug", "state", "title", "summary", "source", "version", "saved_at", "publish_at",
            "share_url",
        )  # fmt: skip
        read_only_fields = ("saved_at",)

    def get_share_url(self, draft: Draft) -> str | None:
        return absolute(reverse("articles:shared_draft", args=[draft.share_key])) if draft.share_key else None


class IsAuthor(BasePermission):
    message = _("Only authors write here.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        return Author.objects.filter(user=request.user.pk).exists()


class ArrangementSerializer(serializers.Serializer[Any]):
    """Where an article belongs. `steps` are as `ml-engineer/graddesc`, `topics` are names."""

    slug = serializers.SlugField(max_length=120, help_text="The old address goes on leading here.")
    topics = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MOST_TAGS)
    series = serializers.SlugRelatedField[Series](
        slug_field="slug", queryset=Series.objects.all(), allow_null=True
    )
    position = serializers.IntegerField(
        min_value=1, max_value=999, allow_null=True, help_text="In the series."
    )
    steps = serializers.ListField(child=serializers.CharField(max_length=110), max_length=100)

    def to_representation(self, article: Article) -> dict[str, Any]:
        return {
            "slug": article.slug,
            "topics": [tag.name for tag in article.tags.order_by("name")],
            "series": article.series.slug if article.series else None,
            "position": article.position,
            "steps": [
                f"{link.roadmap.slug}/{link.step_key}"
                for link in article.step_links.select_related("roadmap").order_by("pk")
            ],
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """By the page's form, which writes lists as text."""
        typed = {
            "slug": attrs["slug"],
            "tags": ", ".join(attrs["topics"]),
            "series": attrs["series"].pk if attrs["series"] else "",
            "position": attrs["position"],
            "steps": "\n".join(attrs["steps"]),
        }
        return clean_by_form(ArrangementForm(typed), names={"tags": "topics"})


class TextSerializer(serializers.Serializer[Any]):
    source = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, trim_whitespace=False)  # type: ignore[assignment]


class ProblemSerializer(serializers.Serializer[Any]):
    """A formula or a picture that readers would not see as it was meant."""

    source = serializers.CharField()  # type: ignore[assignment]
    reason = serializers.CharField()


class RenderedSerializer(serializers.Serializer[Any]):
    """What readers would see of a text."""

    html = serializers.CharField()
    excerpt = serializers.CharField()
    reading_minutes = serializers.IntegerField()
    problems = ProblemSerializer(many=True)


class ArticleChangeSerializer(serializers.Serializer[Any]):
    """What is told to those who read it before."""

    material_change = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="A sentence for those who read it before; they are shown what changed.",
    )


class PublicationTimeSerializer(serializers.Serializer[Any]):
    """When the text as it is now will be published."""

    publish_at = serializers.DateTimeField()


class ArticleScheduleSerializer(ArticleChangeSerializer, PublicationTimeSerializer):
    """When the text as it is now will be published, and what is told with it."""


class DraftFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(field_name="article__state", choices=ArticleState.choices)
    updated_since = UpdatedSince("saved_at")
    order = Order("saved_at", "title")

    class Meta:
        model = Draft
        fields = ()


class DraftViewSet(ApiView, viewsets.GenericViewSet[Draft]):
    """The working copies of one's own articles."""

    queryset = Draft.objects.none()
    serializer_class = DraftSerializer
    permission_classes = (*OWN, IsAuthor)
    lookup_field = "article"
    lookup_url_kwarg = "pk"
    lookup_value_regex = r"\d{1,18}"
    filterset_class = DraftFilter

    @extend_schema(responses=DraftSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The working copies of your articles, the latest saved first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One working copy, with the `version` that a save sends back."""
        return self._respond_with(self._get_draft(pk))

    def create(self, request: Request) -> Response:
        """Begin an article."""
        given = self._validate_data(request)
        article = write_article(
            author=self._get_author(),
            title=given["title"],
            summary=given.get("summary", ""),
            source=given.get("source", ""),
            now=timezone.now(),
        )
        return self.created(self.get_serializer(article.draft).data, "draft-detail", pk=article.pk)

    def update(self, request: Request, pk: str) -> Response:
        """Save a working copy. 409 `draft_conflict`, with the saved text, if `version` is not the latest."""
        draft, given = self._get_draft(pk), self._validate_data(request)
        if "version" not in given:
            raise serializers.ValidationError({"version": ["Send the version that you read."]})
        saved = save_draft(
            article=draft.article,
            title=given["title"],
            summary=given.get("summary", draft.summary),
            source=given.get("source", draft.source),
            version=given["version"],
            now=timezone.now(),
        )
        return self._respond_with(saved)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @action(detail=False)
    def archive(self, request: Request) -> FileResponse:
        """Everything of your own as a ZIP: Markdown with its facts at the head, and the pictures."""
        check_rate(request, "article_files")
        return FileResponse(
            write_archive(self._get_author()),
            as_attachment=True,
            filename="articles.zip",
            content_type="application/zip",
        )

    @extend_schema(responses=ArticleSerializer)
    @action(detail=True)
    def publication(self, request: Request, pk: str) -> Response:
        """Your article as readers see it; 404 while they see none."""
        mine = Article.objects.published(timezone.now()).filter(author__user=member(request))
        found = get_object_or_404(mine.select_related("author__user", "series"), pk=pk)
        return Response(ArticleSerializer(found).data)

    @extend_schema(request=ArticleChangeSerializer, responses=DraftSerializer)
    @publication.mapping.post
    def publish(self, request: Request, pk: str) -> Response:
        """Show the working copy to readers."""
        article = self._get_draft(pk).article
        told = ArticleChangeSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        publish_article(article=article, by=self._get_author(), now=timezone.now(), **told.validated_data)
        return self._respond_with(self._get_draft(pk))

    @extend_schema(request=None, responses={200: DraftSerializer})
    @publication.mapping.delete
    def withdrawal(self, request: Request, pk: str) -> Response:
        """Hide the article from readers; its working copy stays."""
        withdraw_article(article=self._get_draft(pk).article, now=timezone.now())
        return self._respond_with(self._get_draft(pk))

    @extend_schema(responses=PublicationTimeSerializer)
    @action(detail=True)
    def schedule(self, request: Request, pk: str) -> Response:
        """When a kept revision will be published; 404 when no time is set."""
        article = self._get_draft(pk).article
        if article.publish_at is None:
            raise Http404
        return Response(PublicationTimeSerializer(article).data)

    @extend_schema(request=ArticleScheduleSerializer, responses=DraftSerializer)
    @schedule.mapping.put
    def set_schedule(self, request: Request, pk: str) -> Response:
        """Have the text as it is now published then. 409 `time_is_past` or `nothing_to_publish`."""
        article = self._get_draft(pk).article
        wanted = ArticleScheduleSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        schedule_publication(
            article=article,
            by=self._get_author(),
            at=wanted.validated_data["publish_at"],
            material_change=wanted.validated_data.get("material_change", ""),
            now=timezone.now(),
        )
        return self._respond_with(self._get_draft(pk))

    @extend_schema(request=None, responses={204: None})
    @schedule.mapping.delete
    def unschedule(self, request: Request, pk: str) -> Response:
        """Publish nothing by itself."""
        cancel_publication(article=self._get_draft(pk).article)
        return Response(status=204)

    @extend_schema(responses=DraftSerializer)
    @action(detail=True)
    def sharing(self, request: Request, pk: str) -> Response:
        """Your draft with its link, `share_url`; 404 while it has none."""
        draft = self._get_draft(pk)
        if not draft.share_key:
            raise Http404
        return self._respond_with(draft)

    @extend_schema(request=None, responses=DraftSerializer)
    @sharing.mapping.post
    def share(self, request: Request, pk: str) -> Response:
        """Make a link with which anybody can read the draft; a former link ends."""
        share_draft(article=self._get_draft(pk).article)
        return self._respond_with(self._get_draft(pk))

    @extend_schema(request=None, responses={204: None})
    @sharing.mapping.delete
    def end_sharing(self, request: Request, pk: str) -> Response:
        """End the link."""
        unshare_draft(article=self._get_draft(pk).article)
        return Response(status=204)

    @extend_schema(responses=ArrangementSerializer)
    @action(detail=True)
    def arrangement(self, request: Request, pk: str) -> Response:
        """Where your article belongs: address, topics, series, steps."""
        return Response(ArrangementSerializer(self._get_draft(pk).article).data)

    @extend_schema(request=ArrangementSerializer, responses=ArrangementSerializer)
    @arrangement.mapping.put
    def arrange(self, request: Request, pk: str) -> Response:
        """Say where it belongs. 409 `place_taken` or `address_taken` when another article is there."""
        article = self._get_draft(pk).article
        wanted = ArrangementSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        arranged = arrange_article(article=article, **wanted.validated_data)
        return Response(ArrangementSerializer(arranged).data)

    @extend_schema(request=TextSerializer, responses=RenderedSerializer)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, pk: str) -> Response:
        """What readers would see of a text; nothing is saved."""
        self._get_draft(pk)
        text = TextSerializer(data=request.data)
        text.is_valid(raise_exception=True)
        return Response(RenderedSerializer(render(text.validated_data["source"], has_questions=True)).data)

    def _get_author(self) -> Author:
        return get_object_or_404(Author.objects.select_related("user"), user=self.request.user.pk)

    def get_queryset(self) -> QuerySet[Draft]:
        mine = Draft.objects.filter(article__author__user=self.request.user.pk)
        return mine.select_related("article").order_by("-saved_at", "-pk")

    def _get_draft(self, pk: str) -> Draft:
        return get_object_or_404(self.get_queryset(), article=pk)

    def _validate_data(self, request: Request) -> dict[str, Any]:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given: dict[str, Any] = serializer.validated_data
        return given

    def _respond_with(self, draft: Draft) -> Response:
        return Response(self.get_serializer(draft).data)
