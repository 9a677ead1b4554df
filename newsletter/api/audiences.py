"""For which readers of its topic an issue is."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from newsletter.api.sending import AudienceSerializer, OwnArticle
from newsletter.audiences import find_segment
from newsletter.digests import Cadence
from newsletter.models import DEFAULT_TOPIC, Issue, Segment
from newsletter.operations import (
    Conditions,
    choose_segment,
    count_audience,
    draw_segment,
    offered_roadmaps,
)
from newsletter.queries import issue_of
from roadmaps.models import Roadmap


class SegmentSerializer(serializers.Serializer[Any]):
    """What must be true of a reader; what is empty narrows nothing. Days are those of UTC.

    By roadmap, stage, track and what they have read, only readers are found who allowed that.
    """

    roadmap = serializers.SlugRelatedField[Roadmap](
        slug_field="slug", queryset=offered_roadmaps(), allow_null=True, default=None
    )
    stage = serializers.SlugField(
        allow_blank=True, default="", help_text="Its key; who has reached it, or a later one."
    )
    track = serializers.SlugField(allow_blank=True, default="", help_text="Its key.")
    cadence = serializers.ChoiceField(choices=Cadence.choices, allow_blank=True, default="")
    joined_since = serializers.DateField(allow_null=True, default=None, help_text="On this day or later.")
    joined_before = serializers.DateField(allow_null=True, default=None)
    has_read_earlier = serializers.BooleanField(
        default=False, help_text="Have read the article before it in its series."
    )


class IssueAudienceSerializer(serializers.Serializer[Any]):
    """For whom an issue is, and how many they are now."""

    segment = SegmentSerializer(allow_null=True, help_text="Null: for everybody who reads the topic.")
    audience = AudienceSerializer()


@extend_schema(tags=["issues"])
class IssueAudience(OwnArticle):
    """Who gets an article as a mail."""

    @extend_schema(responses=IssueAudienceSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """For which readers it is, or was when it was sent, and how many are there now."""
        issue = issue_of(self.find_article(pk))
        return _describe(issue, find_segment(issue))

    @extend_schema(request=SegmentSerializer, responses=IssueAudienceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Count the readers of whom this is true, and change nothing. 409 as for PUT."""
        issue = issue_of(self.find_article(pk))
        segment = draw_segment(issue=issue, conditions=_read_conditions(request))
        return _describe(issue, None if segment.is_everybody else segment)

    @extend_schema(request=SegmentSerializer, responses=IssueAudienceSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Send it only to readers of whom all this is true. Once it has started, nothing changes any more.

        409 `segment_too_small`, `segment_no_such_place`, `segment_no_earlier_article`,
        `segment_dates_out_of_order` or `issue_already_sent`.
        """
        article, conditions = self.find_article(pk), _read_conditions(request)
        choose_segment(article=article, by=article.author, conditions=conditions, now=timezone.now())
        issue = issue_of(article)
        return _describe(issue, find_segment(issue))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Send it to everybody who reads the topic. 409 `issue_already_sent`."""
        article = self.find_article(pk)
        get_object_or_404(Issue, article=article, topic__slug=DEFAULT_TOPIC)
        choose_segment(article=article, by=article.author, conditions=None, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _read_conditions(request: Request) -> Conditions:
    given = SegmentSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return Conditions(**given.validated_data)


def _describe(issue: Issue, segment: Segment | None) -> Response:
    audience = count_audience(issue=issue, segment=segment)
    if segment is not None and segment.roadmap_id is not None:
        segment.roadmap = Roadmap.objects.filter(pk=segment.roadmap_id).first()
    return Response(IssueAudienceSerializer({"segment": segment, "audience": audience}).data)
