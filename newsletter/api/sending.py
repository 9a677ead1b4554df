"""Issues: an author's articles on their way to the readers of the newsletter."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import ChoiceFilter
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from articles.models import Article
from core.api import in_words
from core.api.lists import ListFilters, Order, UpdatedSince
from mailing.warmup import Forecast
from newsletter.audiences import find_segment
from newsletter.content import content_of, preview
from newsletter.deliveries import Deliveries, deliveries_of, forecast_of, pauses_of_all
from newsletter.lifecycle import IssueState
from newsletter.models import DEFAULT_TOPIC, Issue
from newsletter.operations import (
    TIME_TO_UNDO,
    Audience,
    IssueWords,
    count_audience,
    mark_deliveries_as_sent,
    send_failed_again,
    send_issue,
    send_test,
    send_uncertain_again,
    undo_issue,
    word_issue,
)
from newsletter.queries import issue_of


class IssueSummarySerializer(serializers.ModelSerializer[Issue]):
    """An article that was mailed, or will be. `draft` is the key below `/drafts/`."""

    draft = serializers.IntegerField(source="article_id")
    slug = serializers.SlugField(source="article.slug")
    subject = serializers.CharField(source="__str__", read_only=True)
    block_reason = serializers.CharField(
        read_only=True, help_text="Why it waits for you: `too_late` or `not_published`; else empty."
    )

    class Meta:
        model = Issue
        fields = ("draft", "slug", "subject", "state", "block_reason", "send_at", "started_at", "leaves_at")
        read_only_fields = fields


class FailedForReasonSerializer(serializers.Serializer[Any]):
    """Letters that failed for one reason."""

    reason = serializers.CharField(help_text="In the mail server's words.")
    count = serializers.IntegerField()
    addresses = serializers.ListField(child=serializers.CharField())
    can_be_sent_again = serializers.BooleanField()


class DeliveriesSerializer(serializers.Serializer[Deliveries]):
    """Every letter is in exactly one of the counts. At most 200 addresses are named."""

    total = serializers.IntegerField()
    sent = serializers.IntegerField()
    owed = serializers.IntegerField()
    in_digests = serializers.IntegerField(help_text="Readers without a letter: it comes in their digest.")
    dropped = serializers.IntegerField(help_text="The reader had left, or gets it by another letter.")
    suppressed_count = serializers.IntegerField(help_text="The address is suppressed.")
    uncertain_count = serializers.IntegerField()
    failed_count = serializers.IntegerField()
    suppressed = serializers.ListField(child=serializers.CharField())
    uncertain = serializers.ListField(child=serializers.CharField())
    failed = serializers.ListField(child=serializers.CharField())
    failures = FailedForReasonSerializer(many=True)


class AudienceSerializer(serializers.Serializer[Audience]):
    """How many readers there are. Fewer than five who are selected by their progress are not counted."""

    readers = serializers.IntegerField(help_text="0 where it is not told.")
    of = serializers.IntegerField(help_text="All readers of the topic.")
    is_hidden = serializers.BooleanField(help_text="Whether there are too few to tell how many.")


class MailForecastSerializer(serializers.Serializer[Forecast]):
    """How a sending domain that is new to receivers sends: a limit for each day (UTC), which grows."""

    today = serializers.IntegerField(help_text="How many letters leave today.")
    ends_on = serializers.DateField(help_text="When the last of them has left.")


class MailSerializer(serializers.Serializer[Any]):
    """Before it is sent, the mail as it would be, and to how many; then `issue`, and what became of it."""

    issue = IssueSummarySerializer(allow_null=True)
    html = serializers.CharField(help_text="The letter as mail readers show it.")
    size = serializers.IntegerField(help_text="Bytes of the letter, as it is sent.")
    readers = serializers.IntegerField(help_text="How many would get it now.")
    audience = AudienceSerializer(help_text="For whom it is; see `/drafts/{id}/issue/audience/`.")
    deliveries = DeliveriesSerializer(allow_null=True)
    forecast = MailForecastSerializer(allow_null=True, help_text="Null: no limit for a day, or none waits.")
    are_newsletters_held = serializers.BooleanField(
        help_text="Whether all newsletters wait until staff let them go on: too many complaints."
    )


def describe_mail(article: Article) -> Any:
    now = timezone.now()
    issue = issue_of(article)
    begun = issue if issue.pk else None
    started = issue if issue.has_started else None
    audience = count_audience(issue=issue, segment=find_segment(issue))
    letter = preview(content_of(article, begun), reader=None, at=now)
    mail = {
        "issue": begun,
        "html": letter.html,
        "size": letter.size,
        "readers": audience.readers,
        "audience": audience,
        "deliveries": deliveries_of(started) if started else None,
        "forecast": forecast_of(begun, readers=audience.readers, now=now),
        "are_newsletters_held": bool(pauses_of_all()),
    }
    return MailSerializer(mail).data


class SettlementSerializer(serializers.Serializer[Any]):
    """What to do about the letters that may or may not have arrived, or about those that failed."""

    decision = serializers.ChoiceField(choices=["send_again", "count_as_sent", "send_failed_again"])
    reason = serializers.CharField(
        default="", trim_whitespace=False, help_text="With `send_failed_again`: one of the `failures`."
    )


class SettledSerializer(serializers.Serializer[Any]):
    letters = serializers.IntegerField(help_text="How many it was about.")


class IssueWordsSerializer(serializers.Serializer[Any]):
    """What the mail says beside the article; empty: the article's own."""

    subject = serializers.CharField(max_length=200, allow_blank=True, default="")
    preheader = serializers.CharField(max_length=300, allow_blank=True, default="")
    intro = serializers.CharField(max_length=5000, allow_blank=True, default="")
    takes_replies = serializers.BooleanField(default=False, help_text="Answers go to your own address.")


class IssueFilter(ListFilters):
    state = ChoiceFilter(choices=IssueState.choices)
    updated_since = UpdatedSince("send_at")
    order = Order("send_at")

    class Meta:
        model = Issue
        fields = ()


@extend_schema(tags=["issues"])
@in_words(get="Your articles that were mailed, or will be, the latest first.")
class Issues(ApiView, generics.ListAPIView[Issue]):
    """The issues of an author."""

    serializer_class = IssueSummarySerializer
    permission_classes = OWN
    filterset_class = IssueFilter
    queryset = Issue.objects.none()

    def get_queryset(self) -> QuerySet[Issue]:
        mine = Issue.objects.by(member(self.request)).select_related("article")
        return mine.defer("html", "article__html", "article__source").order_by("-send_at", "-pk")


class OwnArticle(ApiView):
    permission_classes = OWN

    def get_locked(self) -> Article:
        return self.find_article(self.kwargs["pk"])

    def find_article(self, pk: int) -> Article:
        mine = Article.objects.by(member(self.request)).select_related("author__user", "draft")
        return get_object_or_404(mine, pk=pk)


@extend_schema(tags=["issues"])
class OneIssue(OwnArticle):
    """One article as a mail."""

    @extend_schema(responses=MailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Your article as a mail: to whom it would go, or what became of each letter."""
        return Response(describe_mail(self.find_article(pk)))

    @extend_schema(request=None, responses=MailSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Send it to every reader, once, in a minute; until then DELETE takes it back.

        409 `article_not_published`, `issue_already_sent` or, of readers chosen by their progress,
        `segment_too_small`.
        """
        article, now = self.find_article(pk), timezone.now()
        send_issue(article=article, by=article.author, now=now, leaves_at=now + TIME_TO_UNDO)
        return Response(describe_mail(article))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it back before its first letter leaves. 409 `issue_has_left`."""
        article = self.find_article(pk)
        issue = get_object_or_404(Issue, article=article, topic__slug=DEFAULT_TOPIC)
        undo_issue(issue=issue, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=IssueWordsSerializer, responses=MailSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Give the mail a subject, a preheader and an intro of its own. 409 `issue_already_sent`."""
        article = self.find_article(pk)
        said = IssueWordsSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        words = IssueWords(**said.validated_data)
        word_issue(article=article, by=article.author, words=words, now=timezone.now())
        return Response(describe_mail(article))


@extend_schema(tags=["issues"])
class TestIssue(OwnArticle):
    """The mail, to its author alone."""

    @extend_schema(request=None, responses={202: None})
    def post(self, request: Request, pk: int) -> Response:
        """Send the mail to your own address, as readers get it; what is not published, as its draft."""
        article = self.find_article(pk)
        check_rate(request, "test_issue")
        send_test(article=article, by=article.author, now=timezone.now())
        return Response(status=status.HTTP_202_ACCEPTED)


@extend_schema(tags=["issues"])
class Settlement(OwnArticle):
    """Letters of which nobody knows whether they arrived."""

    @extend_schema(request=SettlementSerializer, responses=SettledSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Decide about the letters that may have arrived, or have those sent again that failed."""
        article = self.find_article(pk)
        issue = get_object_or_404(Issue, article=article, topic__slug=DEFAULT_TOPIC)
        wanted = SettlementSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        decisions: dict[str, Callable[..., int]] = {
            "send_again": send_uncertain_again,
            "count_as_sent": mark_deliveries_as_sent,
            "send_failed_again": partial(send_failed_again, reason=wanted.validated_data["reason"]),
        }
        settle = decisions[wanted.validated_data["decision"]]
        number = settle(issue=issue, by=article.author, now=timezone.now())
        return Response(SettledSerializer({"letters": number}).data)
