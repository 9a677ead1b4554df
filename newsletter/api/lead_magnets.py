"""The file that readers get with their welcome."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from articles.api.writing import IsAuthor
from newsletter.lead_magnets import latest_version
from newsletter.models import DEFAULT_TOPIC, LeadMagnetVersion
from newsletter.operations import (
    add_version,
    default_topic,
    readers_of_older,
    tell_of_new_version,
)
from newsletter.queries import versions_with_counts


class VersionSerializer(serializers.ModelSerializer[LeadMagnetVersion]):
    """A version of the file."""

    readers = serializers.IntegerField(default=0, read_only=True, help_text="How many have it.")
    downloaded = serializers.IntegerField(default=0, read_only=True, help_text="How often it was fetched.")

    class Meta:
        model = LeadMagnetVersion
        fields = ("number", "filename", "media_type", "size", "note", "created_at", "readers", "downloaded")
        read_only_fields = fields


class LeadMagnetSerializer(serializers.Serializer[Any]):
    versions = VersionSerializer(many=True, help_text="The latest first: it is the one that is offered.")
    to_tell = serializers.IntegerField(help_text="Readers with an older version who have not been told.")


class VersionUploadSerializer(serializers.Serializer[Any]):
    """PDF, DOCX, ODT, Markdown or plain text, 1 MB at most."""

    file = serializers.FileField(allow_empty_file=True)
    note = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="What is new.")


class ToldSerializer(serializers.Serializer[Any]):
    told = serializers.IntegerField(help_text="How many readers are owed a letter about it.")


@extend_schema(tags=["issues"])
class LeadMagnet(ApiView):
    """The file that new readers get."""

    permission_classes = (*OWN, IsAuthor)
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=LeadMagnetSerializer)
    def get(self, request: Request) -> Response:
        """The file that new readers get: its versions, and how many readers have each."""
        latest = latest_version(DEFAULT_TOPIC)
        data = {
            "versions": versions_with_counts(DEFAULT_TOPIC),
            "to_tell": readers_of_older(latest).count() if latest else 0,
        }
        return Response(LeadMagnetSerializer(data).data)

    @extend_schema(
        request={"multipart/form-data": VersionUploadSerializer}, responses={201: VersionSerializer}
    )
    def post(self, request: Request) -> Response:
        """Offer a new version to readers from now on. 409 `file_too_large` or `wrong_kind_of_file`."""
        upload = VersionUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        check_rate(request, "picture")
        given = upload.validated_data["file"]
        version = add_version(
            topic=default_topic(),
            filename=given.name,
            content=given.read(),
            note=upload.validated_data["note"],
            by=member(request),
            now=timezone.now(),
        )
        return self.created(VersionSerializer(version).data, "api-lead-magnet")


@extend_schema(tags=["issues"])
class LeadMagnetNotice(ApiView):
    """Telling of a new version."""

    permission_classes = (*OWN, IsAuthor)
    may_be_missing = ("post",)

    @extend_schema(request=None, responses=ToldSerializer)
    def post(self, request: Request) -> Response:
        """Write once to the readers who have an older version of the file."""
        latest = latest_version(DEFAULT_TOPIC)
        if latest is None:
            raise Http404
        told = tell_of_new_version(version=latest, now=timezone.now())
        return Response(ToldSerializer({"told": told}).data, status.HTTP_200_OK)
