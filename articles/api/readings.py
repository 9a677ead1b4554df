"""What a member has read, and what changed since."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from articles.differences import Line, compare
from articles.models import Article, Reading, Revision
from articles.operations import mark_article_read, mark_article_unread
from articles.readings import ReadingQuerySet
from core.api import in_words
from core.api.lists import Order, UpdatedSince
from markup.questions import hide_answers


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    """An article that you read, in the text of one revision."""

    article = serializers.SlugField(source="article.slug", read_only=True)
    title = serializers.CharField(source="article.title", read_only=True)
    changed_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When its author last said what changed since."
    )
    change = serializers.CharField(read_only=True, allow_null=True, help_text="What changed, in a sentence.")

    class Meta:
        model = Reading
        fields = ("article", "title", "read_at", "changed_at", "change")


class ReadingFilter(django_filters.FilterSet):  # type: ignore[misc]
    has_changed = django_filters.BooleanFilter(
        field_name="changed_at",
        lookup_expr="isnull",
        exclude=True,
        label="Only those that changed since you read them, or only the others.",
    )
    updated_since = UpdatedSince("read_at")
    order = Order("read_at")

    class Meta:
        model = Reading
        fields = ()


@extend_schema(tags=["articles"])
@in_words(list="The articles that you read, the latest read first.")
class Readings(ApiView, mixins.ListModelMixin, viewsets.GenericViewSet[Reading]):
    """What you have read, and what changed since."""

    serializer_class = ReadingSerializer
    permission_classes = OWN
    filterset_class = ReadingFilter
    queryset = Reading.objects.none()

    def get_queryset(self) -> ReadingQuerySet:
        return Reading.objects.filter(reader=self.request.user.pk).for_list().order_by("-read_at", "-pk")


class PieceSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(source="kind.value", help_text="same, added, removed or skipped")
    text = serializers.CharField()


class LineSerializer(serializers.Serializer[Line]):
    """A line of the Markdown; of `skipped` ones, which did not change, the piece says how many."""

    kind = serializers.CharField(source="kind.value")
    pieces = PieceSerializer(many=True)


class SaidSerializer(serializers.ModelSerializer[Revision]):
    """What the author said of a change."""

    class Meta:
        model = Revision
        fields = ("material_change", "created_at")


class ChangesSerializer(serializers.Serializer[Any]):
    """What became of a text since you read it."""

    said = SaidSerializer(many=True)
    title = LineSerializer(many=True)
    summary = LineSerializer(many=True)
    source = LineSerializer(many=True)  # type: ignore[assignment]


def _find_article(slug: str) -> Article:
    return get_object_or_404(Article.objects.published(timezone.now()).defer("html", "search"), slug=slug)


@extend_schema(tags=["articles"])
class OwnReading(ApiView):
    """Whether you read an article."""

    permission_classes = OWN

    @extend_schema(responses=ReadingSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """When you read an article, and whether it changed since; 404 if you did not."""
        mine = Reading.objects.of(member(request)).for_list()
        return Response(ReadingSerializer(get_object_or_404(mine, article__slug=slug)).data)

    @extend_schema(request=None, responses=ReadingSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Mark an article as read, in the text that readers see now."""
        mark_article_read(article=_find_article(slug), reader=member(request), now=timezone.now())
        return self.get(request, slug)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Mark an article as not read."""
        mark_article_unread(article=_find_article(slug), reader=member(request))
        return Response(status=204)

    def get_locked(self) -> User:
        """What one has read is one's own affair."""
        return member(self.request)


@extend_schema(tags=["articles"])
class OwnChanges(ApiView):
    """What became of an article."""

    permission_classes = OWN

    @extend_schema(responses=ChangesSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """What became of an article since you read it, line by line; 404 if you did not."""
        article = _find_article(slug)
        mine: QuerySet[Reading] = Reading.objects.of(member(request)).select_related("revision")
        reading = mine.filter(article=article).first()
        if reading is None:
            raise Http404
        read = reading.revision
        said = article.revisions.material().filter(number__gt=read.number)
        changes = {
            "said": said.order_by("-number"),
            "title": compare(read.title, article.title) if read.title != article.title else [],
            "summary": compare(read.summary, article.summary) if read.summary != article.summary else [],
            "source": compare(hide_answers(read.source), hide_answers(article.source))
            if read.source != article.source
            else [],
        }
        return Response(ChangesSerializer(changes).data)
