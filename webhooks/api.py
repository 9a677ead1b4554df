"""Webhooks in the API: one's endpoints, and what was sent to them. Addresses and secrets are never read."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.form_fields import clean_by_form
from webhooks.forms import EndpointForm
from webhooks.models import Delivery, Endpoint
from webhooks.operations import (
    add_endpoint,
    remove_endpoint,
    resend,
    resume_endpoint,
    rotate_secret,
    send_ping,
)


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An address of a program of yours. `host` is all that is shown of it."""

    url = serializers.CharField(write_only=True, max_length=2000, help_text="Stored encrypted, never shown.")
    host = serializers.CharField(read_only=True)

    class Meta:
        model = Endpoint
        fields: ClassVar[list[str]] = [
            *("id", "name", "url", "host", "created_at", "failing_since", "paused_at"),
        ]
        read_only_fields = ("id", "created_at", "failing_since", "paused_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return clean_by_form(EndpointForm(attrs))


class NewEndpointSerializer(EndpointSerializer):
    """The endpoint with its secret, which is shown this once."""

    secret = serializers.SerializerMethodField(help_text="By which the signatures are checked.")

    class Meta(EndpointSerializer.Meta):
        fields: ClassVar[list[str]] = [*EndpointSerializer.Meta.fields, "secret"]

    def get_secret(self, endpoint: Endpoint) -> str:
        return str(self.context["secret"])


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """What was sent, or is still to be. `id` is the `webhook-id`; `status` that of the last answer."""

    class Meta:
        model = Delivery
        fields = (
            *("id", "endpoint", "event", "payload", "state", "attempts", "due_at", "status", "error"),
            *("tried_at", "created_at"),
        )
        read_only_fields = fields


class EndpointFilter(ListFilters):
    order = Order("created_at", "name")

    class Meta:
        model = Endpoint
        fields = ()


class DeliveryFilter(ListFilters):
    order = Order("-created_at", "created_at")

    class Meta:
        model = Delivery
        fields = ()


@extend_schema(tags=["webhooks"])
@in_words(
    list="Where your programs are told what happens to your sessions.",
    retrieve="One of your webhooks.",
    create="Add a webhook. The answer has its secret, this once.",
    destroy="Remove a webhook, with its log.",
)
class Endpoints(ApiView, viewsets.ModelViewSet[Endpoint]):
    """Your webhooks."""

    serializer_class = EndpointSerializer
    permission_classes = OWN
    filterset_class = EndpointFilter
    http_method_names = ("get", "post", "delete", "head", "options")
    lookup_value_regex = "[0-9]{1,18}"
    queryset = Endpoint.objects.none()

    def get_queryset(self) -> QuerySet[Endpoint]:
        return Endpoint.objects.filter(person=self.request.user.pk).order_by("pk")

    @extend_schema(responses={201: NewEndpointSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        endpoint, secret = add_endpoint(person=member(request), **serializer.validated_data)
        return self.created(self._with_secret(endpoint, secret), "webhook-detail", pk=endpoint.pk)

    def perform_destroy(self, instance: Endpoint) -> None:
        remove_endpoint(endpoint=instance)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def ping(self, request: Request, pk: str) -> Response:
        """Have a ping sent, to try a program with."""
        endpoint = self.get_object()
        check_rate(request, "webhook")
        sent = send_ping(endpoint=endpoint, now=timezone.now())
        return Response(DeliverySerializer(sent).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={200: NewEndpointSerializer})
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: str) -> Response:
        """Make a new secret, shown this once. For a day the old one signs beside it."""
        endpoint = self.get_object()
        secret = rotate_secret(endpoint=endpoint, now=timezone.now())
        return Response(self._with_secret(endpoint, secret))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def resumption(self, request: Request, pk: str) -> Response:
        """Send to a paused webhook again."""
        resume_endpoint(endpoint=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _with_secret(self, endpoint: Endpoint, secret: str) -> Any:
        return NewEndpointSerializer(endpoint, context={"secret": secret}).data


@extend_schema(tags=["webhooks"])
@in_words(
    list="What was sent to your webhooks in the last thirty days.",
    retrieve="One message, with what it says and what came of it.",
)
class Deliveries(ApiView, viewsets.ReadOnlyModelViewSet[Delivery]):
    """The log of your webhooks."""

    serializer_class = DeliverySerializer
    permission_classes = OWN
    filterset_class = DeliveryFilter
    lookup_value_regex = "[0-9a-f-]{36}"
    queryset = Delivery.objects.none()

    def get_queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(person=self.request.user.pk).order_by("-created_at", "-pk")

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def resending(self, request: Request, pk: str) -> Response:
        """Have it sent once more, under the same id."""
        found = self.get_object()
        check_rate(request, "webhook")
        resend(delivery=found, now=timezone.now())
        found.refresh_from_db()
        return Response(self.get_serializer(found).data, status=status.HTTP_202_ACCEPTED)


routes: list[tuple[str, Any, str]] = [
    ("me/webhooks", Endpoints, "webhook"),
    ("me/webhook-deliveries", Deliveries, "webhook-delivery"),
]
