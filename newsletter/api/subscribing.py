"""Subscribing: anybody may ask for the newsletter, members manage their own subscriptions."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.permissions import HasScope
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.mailboxes import canonical
from newsletter.digests import Cadence
from newsletter.models import DEFAULT_TOPIC, ConsentEvent, Subscription, Topic
from newsletter.operations import (
    choose_delivery,
    default_topic,
    share_progress,
    subscribe,
    subscribe_member,
    unsubscribe,
)

PROGRESS_HELP = (
    "Whether letters may use where you are on your roadmap and what you have read: for lines of your own, a"
    " link that marks a step done, and issues for readers at your stage. False unless you say so."
)


class SubscriptionSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)

    def validate_email(self, typed: str) -> str:
        """The address as it was sent, if it has a canonical form."""
        canonical(typed)
        return typed


class SubscriptionViewSet(ApiView, viewsets.GenericViewSet[Any]):
    """Ask for the newsletter."""

    serializer_class = SubscriptionSerializer
    permission_classes = (AllowAny, HasScope)

    @extend_schema(responses={202: None})
    def create(self, request: Request) -> Response:
        """Always 202, whether or not the address is known; a letter asks its owner to confirm."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        email = serializer.validated_data["email"]
        check_rate(request, "subscribe", key=canonical(email))
        subscribe(email=email, method=ConsentEvent.Method.API, now=timezone.now(), language=get_language())
        return Response(status=status.HTTP_202_ACCEPTED)


class OwnSubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    """What the mailbox of your account reads."""

    topic = serializers.SlugRelatedField[Topic](slug_field="slug", read_only=True)
    title = serializers.CharField(source="topic.name", read_only=True)

    class Meta:
        model = Subscription
        fields = (
            "topic",
            "title",
            "state",
            "created_at",
            "confirmed_at",
            "cadence",
            "paused_until",
            "uses_progress",
        )
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[Subscription]):
    """How often issues come. What is not sent stays as it is."""

    paused_until = serializers.DateTimeField(
        allow_null=True, help_text="Nothing comes before then; within a year. Null ends a pause."
    )

    uses_progress = serializers.BooleanField(help_text=PROGRESS_HELP)

    class Meta:
        model = Subscription
        fields = ("cadence", "paused_until", "uses_progress")


class OwnSubscriptionFilter(ListFilters):
    order = Order("created_at")


class _OwnSubscriptions(ApiView, generics.GenericAPIView[Subscription]):
    serializer_class = OwnSubscriptionSerializer
    permission_classes = OWN
    lookup_field = "topic__slug"
    lookup_url_kwarg = "topic"
    queryset = Subscription.objects.none()

    def get_queryset(self) -> QuerySet[Subscription]:
        mine = Subscription.objects.of(member(self.request)).select_related("topic", "subscriber")
        return mine.order_by("created_at", "pk")


@extend_schema(tags=["me"])
@in_words(get="The topics of the newsletter that the address of your account was subscribed to.")
class OwnSubscriptions(_OwnSubscriptions, generics.ListAPIView[Subscription]):
    """Your subscriptions."""

    filterset_class = OwnSubscriptionFilter


@extend_schema(tags=["me"])
@in_words(get="Whether you read one topic, such as `articles`; 404 while you never did.")
class OwnSubscription(_OwnSubscriptions, generics.RetrieveAPIView[Subscription]):
    """Your subscription to one topic."""

    @extend_schema(request=None)
    def put(self, request: Request, topic: str) -> Response:
        """Subscribe the address of your account; it is known to be yours, so no letter asks."""
        wanted = default_topic() if topic == DEFAULT_TOPIC else get_object_or_404(Topic, slug=topic)
        subscribe_member(
            user=member(request), topic=wanted, method=ConsentEvent.Method.API, now=timezone.now()
        )
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=DeliverySerializer(partial=True))
    def patch(self, request: Request, topic: str) -> Response:
        """Have issues come one by one, or in a digest each week or month, pause them, or share your progress.

        A digest comes on Saturday, or on the first of the month, at eight in your time zone; after a pause
        one letter says what came. 409 `not_subscribed` or `pause_out_of_range`.
        """
        subscription, now = self.get_object(), timezone.now()
        wanted = DeliverySerializer(subscription, data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        paused_until = subscription.paused_until if subscription.is_paused(now) else None
        choose_delivery(
            subscription=subscription,
            cadence=Cadence(wanted.validated_data.get("cadence", subscription.cadence)),
            paused_until=wanted.validated_data.get("paused_until", paused_until),
            now=now,
        )
        if "uses_progress" in wanted.validated_data:
            is_shared, person = wanted.validated_data["uses_progress"], member(request)
            method = ConsentEvent.Method.API
            share_progress(subscription=subscription, is_shared=is_shared, method=method, now=now, by=person)
        return Response(self.get_serializer(self.get_object()).data)

    def delete(self, request: Request, topic: str) -> Response:
        """Unsubscribe, at once: letters on their way are dropped."""
        unsubscribe(
            subscription=self.get_object(),
            method=ConsentEvent.Method.API,
            now=timezone.now(),
            by=member(request),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
