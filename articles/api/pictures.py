"""Pictures: what authors upload for their articles."""

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from articles.api.writing import IsAuthor
from articles.models import Author, Picture
from articles.operations import add_picture, delete_picture
from articles.pictures import PictureQuerySet
from core.api import in_words
from core.api.lists import Order, UpdatedSince
from core.http import absolute


class PictureSerializer(serializers.ModelSerializer[Picture]):
    """A picture, with the Markdown that shows it in a text."""

    url = serializers.SerializerMethodField()
    markdown = serializers.CharField(read_only=True)

    class Meta:
        model = Picture
        fields = ("id", "description", "width", "height", "url", "markdown", "created_at")
        read_only_fields = fields

    def get_url(self, picture: Picture) -> str:
        return absolute(picture.address)


class UploadSerializer(serializers.Serializer[Any]):
    """What is uploaded: PNG, JPEG, WebP or GIF, 8 MB and 40 million pixels at most."""

    file = serializers.FileField(allow_empty_file=True)
    description = serializers.CharField(max_length=300, help_text="What one sees, for those who do not.")


class PictureFilter(django_filters.FilterSet):  # type: ignore[misc]
    updated_since = UpdatedSince("created_at")
    order = Order("created_at")

    class Meta:
        model = Picture
        fields = ()


@in_words(
    list="The pictures that you uploaded, the latest first.",
    retrieve="One picture, with its sizes and addresses.",
)
class PictureViewSet(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Picture]
):
    """One's own pictures."""

    serializer_class = PictureSerializer
    permission_classes = (*OWN, IsAuthor)
    filterset_class = PictureFilter
    lookup_value_regex = "[0-9a-f-]{36}"
    queryset = Picture.objects.none()
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> PictureQuerySet:
        mine = Picture.objects.filter(author__user=self.request.user.pk)
        return mine.order_by("-created_at", "-pk")

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: PictureSerializer})
    def create(self, request: Request) -> Response:
        """Add a picture. 409 `not_a_picture`, `picture_too_large` or `no_description`."""
        upload = UploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        check_rate(request, "picture")
        file = upload.validated_data["file"]
        picture = add_picture(
            author=get_object_or_404(Author, user=member(request)),
            upload=file,
            size=file.size,
            description=upload.validated_data["description"],
            now=timezone.now(),
        )
        return self.created(self.get_serializer(picture).data, "picture-detail", pk=picture.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a picture and its files. 409 `picture_in_use` while an article shows it."""
        delete_picture(picture=self.get_object())
        return Response(status=204)
