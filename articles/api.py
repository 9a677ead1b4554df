"""Articles in the API: reading for everybody, drafts for authors."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from articles.models import Article, ArticleQuerySet, ArticleState, Author, Draft
from articles.operations import publish_article, save_draft, withdraw_article, write_article
from core.api import A_SLUG, in_words
from core.api.lists import Order, UpdatedSince
from markup.rendering import LONGEST_TEXT


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What the list can be narrowed to."""

    q = django_filters.CharFilter(method="search", label="Words to look for in title and text.")
    series = django_filters.CharFilter(field_name="series__slug", label="The slug of a series.")
    topic = django_filters.CharFilter(field_name="tags__slug", label="The slug of a topic.")
    updated_since = UpdatedSince("updated_at")
    order = Order("published_at", "updated_at", "title")

    class Meta:
        model = Article
        fields = ()

    def search(self, articles: ArticleQuerySet, name: str, words: str) -> ArticleQuerySet:
        return articles.search(words).order_by(*articles.query.order_by)


class ArticleSummarySerializer(serializers.ModelSerializer[Article]):
    """An article in a list."""

    author = serializers.CharField(source="author.user.display_name", read_only=True)
    series = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, allow_null=True)
    summary = serializers.CharField(source="description", read_only=True)

    class Meta:
        model = Article
        fields = (
            "slug", "title", "summary", "author", "series", "position", "reading_minutes",
            "published_at", "updated_at",
        )  # fmt: skip


class ArticleSerializer(ArticleSummarySerializer):
    """An article with its text: the Markdown, and the HTML made from it."""

    topics = serializers.SerializerMethodField()

    class Meta(ArticleSummarySerializer.Meta):
        fields = (*ArticleSummarySerializer.Meta.fields, "topics", "source", "html")  # type: ignore[assignment]

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_topics(self, article: Article) -> list[str]:
        return [tag.slug for tag in article.tags.all()]


@in_words(
    list="Published articles, newest first.",
    retrieve="One article, whole.",
)
class ArticleViewSet(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Article]
):
    """Published articles."""

    queryset = Article.objects.none()
    filterset_class = ArticleFilter
    lookup_field = "slug"
    lookup_value_regex = A_SLUG

    def get_queryset(self) -> ArticleQuerySet:
        published = Article.objects.published(timezone.now()).select_related("author__user", "series")
        if self.action == "retrieve":
            return published.prefetch_related("tags")
        return published.defer("source", "html", "plain", "search").order_by("-published_at", "-pk")

    def get_serializer_class(self) -> type[ArticleSummarySerializer]:
        return ArticleSerializer if self.action == "retrieve" else ArticleSummarySerializer


class DraftSerializer(serializers.ModelSerializer[Draft]):
    """A working copy. To save, send back the `version` that you read."""

    id = serializers.IntegerField(source="article_id", read_only=True)
    slug = serializers.SlugField(source="article.slug", read_only=True)
    state = serializers.CharField(source="article.state", read_only=True)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=LONGEST_TEXT, allow_blank=True, required=False, trim_whitespace=False
    )
    version = serializers.IntegerField(required=False, min_value=1)

    class Meta:
        model = Draft
        fields = ("id", "slug", "state", "title", "summary", "source", "version", "saved_at")
        read_only_fields = ("saved_at",)


class IsAuthor(BasePermission):
    message = _("Only authors write here.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        return Author.objects.filter(user=request.user.pk).exists()


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

    @extend_schema(responses=ArticleSerializer)
    @action(detail=True)
    def publication(self, request: Request, pk: str) -> Response:
        """Your article as readers see it; 404 while they see none."""
        mine = Article.objects.published(timezone.now()).filter(author__user=member(request))
        found = get_object_or_404(mine.select_related("author__user", "series"), pk=pk)
        return Response(ArticleSerializer(found).data)

    @extend_schema(request=None, responses=DraftSerializer)
    @publication.mapping.post
    def publish(self, request: Request, pk: str) -> Response:
        """Show the working copy to readers."""
        publish_article(article=self._get_draft(pk).article, by=self._get_author(), now=timezone.now())
        return self._respond_with(self._get_draft(pk))

    @extend_schema(request=None, responses={200: DraftSerializer})
    @publication.mapping.delete
    def withdrawal(self, request: Request, pk: str) -> Response:
        """Hide the article from readers; its working copy stays."""
        withdraw_article(article=self._get_draft(pk).article, now=timezone.now())
        return self._respond_with(self._get_draft(pk))

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


routes = [
    ("articles", ArticleViewSet, "article"),
    ("drafts", DraftViewSet, "draft"),
]
