"""Articles from a file, and all of one's own as a file."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from articles.api.writing import DraftSerializer, IsAuthor
from articles.import_files import ArticleImportQuerySet
from articles.imports import LARGEST_FILE, Document, Loss
from articles.models import ArticleImport, Author
from articles.operations import accept_article_file, discard_article_file, read_article_file
from core.api import A_UUID, in_words
from core.api.lists import ListFilters, Order


class FoundArticleSerializer(serializers.Serializer[Document]):
    """An article of the file: the draft that it would become."""

    title = serializers.CharField()
    summary = serializers.CharField()
    slug = serializers.CharField(help_text="Its address, if that is free.")
    topics = serializers.ListField(child=serializers.CharField())
    steps = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]
    words = serializers.IntegerField()
    pictures = serializers.SerializerMethodField()

    def get_pictures(self, document: Document) -> int:
        return len(document.pictures)


class LossSerializer(serializers.Serializer[Loss]):
    """So many of one kind are lost."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    words = serializers.CharField(help_text="The kind in words.")
    examples = serializers.ListField(child=serializers.CharField())


class ArticleImportSerializer(serializers.ModelSerializer[ArticleImport]):
    """A file as it was understood."""

    documents = FoundArticleSerializer(many=True, read_only=True)
    losses = LossSerializer(many=True, read_only=True)

    class Meta:
        model = ArticleImport
        fields = ("id", "file_name", "format", "documents", "losses", "created_at")
        read_only_fields = ("file_name", "format", "created_at")


class ArticleFileSerializer(serializers.Serializer[Any]):
    """Markdown, a ZIP of it, or an export of Ghost, Substack or Medium; 9 MB at most."""

    file = serializers.FileField(allow_empty_file=True, max_length=200)


class ChosenSerializer(serializers.Serializer[Any]):
    """Which articles become drafts, by their places in `documents`, from 0."""

    documents = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=499), max_length=500
    )


class ArticleImportFilter(ListFilters):
    order = Order("created_at")


@extend_schema(tags=["drafts"])
@in_words(
    list="The files of articles that you brought and decided nothing about yet.",
    retrieve="One file of articles as it was understood.",
)
class ArticleImports(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ArticleImport]
):
    """Files of articles that you brought, for a day: what was found in them, and what is lost."""

    serializer_class = ArticleImportSerializer
    permission_classes = (*OWN, IsAuthor)
    filterset_class = ArticleImportFilter
    lookup_value_regex = A_UUID
    queryset = ArticleImport.objects.none()
    parser_classes = (MultiPartParser, JSONParser)

    def get_queryset(self) -> ArticleImportQuerySet:
        mine = ArticleImport.objects.filter(author__user=self.request.user.pk)
        return mine.order_by("-created_at", "-pk")

    @extend_schema(
        request={"multipart/form-data": ArticleFileSerializer}, responses={201: ArticleImportSerializer}
    )
    def create(self, request: Request) -> Response:
        """Read a file of articles. 409 `file_not_understood`, with a `reason`, says what is wrong with it."""
        sent = ArticleFileSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        check_rate(request, "article_files")
        upload = sent.validated_data["file"]
        found = read_article_file(
            author=get_object_or_404(Author, user=member(request)),
            name=upload.name or "",
            data=upload.read(LARGEST_FILE + 1),
            now=timezone.now(),
        )
        return self.created(self.get_serializer(found).data, "article-import-detail", pk=found.pk)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw a file of articles away."""
        discard_article_file(file=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ChosenSerializer, responses={201: DraftSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def drafts(self, request: Request, pk: str) -> Response:
        """Make drafts of the articles that you choose, all of them or none; the file is gone then."""
        wanted = ChosenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = accept_article_file(
            file=self.get_object(), chosen=wanted.validated_data["documents"], now=timezone.now()
        )
        shown = DraftSerializer([article.draft for article in made], many=True)
        return Response(shown.data, status=status.HTTP_201_CREATED)
