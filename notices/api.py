"""The API of one's own notices: `/me/notices/` and the choice of channels."""

from dataclasses import replace
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from core.api import in_words
from core.api.lists import Order, UpdatedSince
from notices.lines import ReadableNotice, describe_notices
from notices.models import Channel, Notice
from notices.operations import channels_of, choose_channels, mark_read, mark_unread
from notices.registry import NoticeKind, all_kinds


class NoticeSerializer(serializers.Serializer[ReadableNotice]):
    """What you were told, in one sentence, and the page that it leads to."""

    id = serializers.UUIDField(source="notice.pk", read_only=True)
    kind = serializers.CharField(source="kind.name", read_only=True)
    about = serializers.CharField(source="notice.about", read_only=True)
    at = serializers.DateTimeField(source="notice.at", read_only=True)
    updated_at = serializers.DateTimeField(source="notice.updated_at", read_only=True)
    is_read = serializers.BooleanField(source="notice.is_read")
    text = serializers.CharField(source="line.text", read_only=True)
    url = serializers.CharField(source="line.url", read_only=True)

    def update(self, instance: ReadableNotice, validated_data: Any) -> ReadableNotice:
        this = Notice.objects.filter(pk=instance.notice.pk)
        is_read = validated_data.get("notice", {}).get("is_read")
        if is_read is True:
            mark_read(notices=this, now=timezone.now())
        elif is_read is False:
            mark_unread(notices=this)
        return replace(instance, notice=this.with_updated_at().get())


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    unread = django_filters.BooleanFilter("read_at", "isnull", label="Only what was not read, or was.")
    updated_since = UpdatedSince("updated_at")
    order = Order("at", "updated_at")

    class Meta:
        model = Notice
        fields = ("unread", "kind")


class _OwnNotices(ApiView, generics.GenericAPIView[Any]):
    serializer_class = NoticeSerializer
    permission_classes = OWN
    queryset = Notice.objects.none()

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.of(member(self.request)).listed(timezone.now()).with_updated_at().newest_first()

    def get_locked(self) -> Notice:
        notice: Notice = super().get_object()
        return notice


@extend_schema(tags=["me"])
@in_words(get="What you were told, newest first.")
class Notices(_OwnNotices, generics.ListAPIView[Any]):
    """Your notices."""

    filterset_class = NoticeFilter

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return describe_notices(super().paginate_queryset(queryset) or [])


@extend_schema(tags=["me"])
@in_words(get="One notice.", patch="Mark it as read, or as unread.")
class OneNotice(_OwnNotices, generics.RetrieveUpdateAPIView[Any]):
    """One of your notices."""

    http_method_names = ("get", "patch", "head", "options")

    def get_object(self) -> ReadableNotice:
        found = describe_notices([super().get_object()])
        if not found:
            raise Http404
        return found[0]


@extend_schema(tags=["me"], request=None, responses={204: None})
class Reading(ApiView):
    """Mark all your notices as read."""

    permission_classes = OWN

    def post(self, request: Request) -> Response:
        now = timezone.now()
        mark_read(notices=Notice.objects.of(member(request)).listed(now), now=now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChannelChoiceSerializer(serializers.Serializer[Any]):
    """One kind of notice by one channel. `is_fixed`: it is always on."""

    kind = serializers.CharField(max_length=60)
    channel = serializers.ChoiceField(choices=Channel.choices)
    is_on = serializers.BooleanField()
    is_fixed = serializers.BooleanField(read_only=True)
    title = serializers.CharField(read_only=True)

    def validate(self, attrs: Any) -> Any:
        kind = {kind.name: kind for kind in all_kinds()}.get(attrs["kind"])
        if kind is None or attrs["channel"] not in kind.channels or attrs["channel"] in kind.always:
            raise serializers.ValidationError("There is no such choice.")
        return {**attrs, "kind": kind}


class Channels(ApiView):
    """By which channels each kind of notice comes to you."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    @extend_schema(
        tags=["me"], operation_id="me_notice_channels_list", responses=ChannelChoiceSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Each kind by each channel that it can use."""
        return self._answer(request)

    @extend_schema(tags=["me"], request=ChannelChoiceSerializer, responses=ChannelChoiceSerializer(many=True))
    def patch(self, request: Request) -> Response:
        """Turn one kind on or off by one channel."""
        serializer = ChannelChoiceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        kind: NoticeKind = given["kind"]
        choose_channels(
            person=member(request),
            choices={kind: {Channel(given["channel"]): given["is_on"]}},
            now=timezone.now(),
        )
        return self._answer(request)

    def _answer(self, request: Request) -> Response:
        rows = [
            {
                "kind": kind.name,
                "title": str(kind.label),
                "channel": channel.value,
                "is_on": is_on,
                "is_fixed": channel in kind.always,
            }
            for kind, channels in channels_of(member(request), all_kinds()).items()
            for channel, is_on in channels.items()
        ]
        return Response(ChannelChoiceSerializer(rows, many=True).data)


urlpatterns = [
    path("me/notices/", Notices.as_view(), name="api-notices"),
    path("me/notices/reading/", Reading.as_view(), name="api-notices-reading"),
    path("me/notices/<uuid:pk>/", OneNotice.as_view(), name="api-notice"),
    path("me/notice-channels/", Channels.as_view(), name="api-notice-channels"),
]
