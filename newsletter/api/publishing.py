"""Plans: when an article is published, and whether and when it is mailed."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from articles.models import Article
from newsletter.operations import (
    ByMail,
    OnTheWeb,
    PublishingPlan,
    cancel_publishing,
    count_readers,
    publish_and_send,
)
from newsletter.queries import find_issue


class PublishingPlanSerializer(serializers.Serializer[PublishingPlan]):
    """What is to become of an article; it is carried out as a whole or not at all."""

    web = serializers.ChoiceField(
        choices=OnTheWeb.choices, help_text="`at`: at `publish_at`; `keep`: readers see what they see now."
    )
    mail = serializers.ChoiceField(
        choices=ByMail.choices,
        help_text="`with`: as soon as it is on the web; `at`: at `send_at`; `not`: nobody gets it by mail.",
    )
    publish_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    send_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    subject = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="Empty: the article's title."
    )
    material_change = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=300,
        help_text="A sentence for those who read it before; they are shown what changed.",
    )
    version = serializers.IntegerField(
        required=False,
        min_value=1,
        help_text="The draft's, as you read it: 409 `text_changed` when it was saved since.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for choice, time in (("web", "publish_at"), ("mail", "send_at")):
            if attrs[choice] == "at" and attrs[time] is None:
                raise serializers.ValidationError({time: ["Say when."]})
        return attrs


class PlannedPublishingSerializer(serializers.Serializer[Any]):
    """What waits for its time."""

    publish_at = serializers.DateTimeField(allow_null=True, help_text="When readers will see it.")
    send_at = serializers.DateTimeField(allow_null=True, help_text="When it will be mailed.")
    subject = serializers.CharField()
    readers = serializers.IntegerField(help_text="How many would get it now.")


@extend_schema(tags=["issues"])
class Publishing(ApiView):
    """One article on its way to the web and into the mail."""

    permission_classes = OWN

    def get_locked(self) -> Article:
        mine = Article.objects.by(member(self.request)).select_related("author__user", "draft")
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @extend_schema(responses=PlannedPublishingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What is planned with your article, as publication and as mail."""
        article = self.get_locked()
        issue = find_issue(article)
        is_waiting = issue is not None and issue.state == "scheduled"
        planned = {
            "publish_at": article.publish_at,
            "send_at": issue.send_at if issue and is_waiting else None,
            "subject": (issue.subject if issue else "") or article.draft.title,
            "readers": count_readers(issue),
        }
        return Response(PlannedPublishingSerializer(planned).data)

    @extend_schema(request=PublishingPlanSerializer, responses=PlannedPublishingSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Publish and send, now or at a time, in one; what was planned before is forgotten.

        409 `nothing_to_publish`, `article_not_published`, `issue_already_sent`, `time_is_past`,
        `mail_before_article`, `nobody_to_send_to`, `nothing_planned` or `text_changed`.
        """
        article, said = self.get_locked(), PublishingPlanSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        choices = dict(said.validated_data)
        plan = PublishingPlan(
            web=OnTheWeb(choices.pop("web")),
            mail=ByMail(choices.pop("mail")),
            seen_version=choices.pop("version", None),
            **choices,
        )
        publish_and_send(article=article, by=article.author, plan=plan, now=timezone.now())
        return self.get(request, pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Neither publish nor send it by itself; subject and intro of the mail are kept."""
        cancel_publishing(article=self.get_locked())
        return Response(status=status.HTTP_204_NO_CONTENT)
