"""The newsletter in the API: anybody may ask for it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import ApiView
from accounts.limits import check_rate
from accounts.permissions import HasScope
from core.mailboxes import canonical
from newsletter.models import ConsentEvent
from newsletter.operations import subscribe


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


routes = [("subscriptions", SubscriptionViewSet, "subscription")]
