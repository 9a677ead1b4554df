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
from newsletter.models import DEFAULT_TOPIC, ConsentEvent, Subscription, Topic
from newsletter.operations import default_topic, subscribe, subscribe_member, unsubscribe


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
        fields = ("topic", "title", "state", "created_at", "confirmed_at", "paused_until")
        read_only_fields = fields


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

    def delete(self, request: Request, topic: str) -> Response:
        """Unsubscribe, at once: letters on their way are dropped."""
        unsubscribe(
            subscription=self.get_object(),
            method=ConsentEvent.Method.API,
            now=timezone.now(),
            by=member(request),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
