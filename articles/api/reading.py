"""Articles, series and topics: reading, for everybody."""

from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets

from accounts.api_views import ApiView
from articles.models import Article, ArticleQuerySet, Series, Tag
from core.api import A_SLUG, in_words
from core.api.lists import Order, UpdatedSince
from core.http import absolute


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What the list can be narrowed to."""

    q = django_filters.CharFilter(method="search", label="Words to look for in title and text.")
    series = django_filters.CharFilter(field_name="series__slug", label="The slug of a series.")
    topic = django_filters.CharFilter(field_name="tags__slug", label="The slug of a topic.")
    author = django_filters.CharFilter(field_name="author__user__handle", label="The handle of an author.")
    year = django_filters.NumberFilter(method="of_year", label="The year of publication, in UTC.")
    step = django_filters.CharFilter(method="for_step", label="A step, as `ml-engineer/graddesc`.")
    updated_since = UpdatedSince("updated_at")
    order = Order("published_at", "updated_at", "title")

    class Meta:
        model = Article
        fields = ()

    def for_step(self, articles: ArticleQuerySet, name: str, step: str) -> ArticleQuerySet:
        roadmap, _slash, key = step.partition("/")
        return articles.for_step(roadmap, key)

    def of_year(self, articles: ArticleQuerySet, name: str, year: Decimal) -> ArticleQuerySet:
        return articles.of_year(int(year))

    def search(self, articles: ArticleQuerySet, name: str, words: str) -> ArticleQuerySet:
        return articles.search(words).order_by(*articles.query.order_by)


class ArticleSummarySerializer(serializers.ModelSerializer[Article]):
    """An article in a list."""

    author = serializers.CharField(source="author.user.display_name", read_only=True)
    series = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, allow_null=True)
    summary = serializers.CharField(source="description", read_only=True)
    card_url = serializers.SerializerMethodField(help_text="A picture of its title; empty where none is.")

    class Meta:
        model = Article
        fields = (
            "slug", "title", "summary", "author", "series", "position", "reading_minutes",
            "published_at", "updated_at", "card_url",
        )  # fmt: skip

    def get_card_url(self, article: Article) -> str:
        return absolute(article.card_url) if article.card_url else ""


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


class SeriesSerializer(serializers.ModelSerializer[Series]):
    class Meta:
        model = Series
        fields = ("slug", "title", "summary")


class SeriesFilter(django_filters.FilterSet):  # type: ignore[misc]
    order = Order("title")


@extend_schema(tags=["articles"])
@in_words(list="Series with at least one published article.", retrieve="One series.")
class SeriesViewSet(ApiView, viewsets.ReadOnlyModelViewSet[Series]):
    """Articles meant to be read in order. The articles of one: `/articles/?series=`."""

    serializer_class = SeriesSerializer
    filterset_class = SeriesFilter
    lookup_field = "slug"
    lookup_value_regex = A_SLUG

    def get_queryset(self) -> QuerySet[Series]:
        published = Article.objects.published(timezone.now())
        return Series.objects.filter(articles__in=published).distinct().order_by("title", "pk")


class TopicSerializer(serializers.ModelSerializer[Tag]):
    class Meta:
        model = Tag
        fields = ("slug", "name")


class TopicFilter(django_filters.FilterSet):  # type: ignore[misc]
    order = Order("name")


@extend_schema(tags=["articles"])
@in_words(list="Topics with at least one published article.")
class TopicViewSet(ApiView, mixins.ListModelMixin, viewsets.GenericViewSet[Tag]):
    """What articles have in common. The articles of one: `/articles/?topic=`."""

    serializer_class = TopicSerializer
    filterset_class = TopicFilter

    def get_queryset(self) -> QuerySet[Tag]:
        published = Article.objects.published(timezone.now())
        return Tag.objects.filter(articles__in=published).distinct().order_by("name", "pk")
