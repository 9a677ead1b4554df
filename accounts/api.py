"""The API of one's own account: `/me/`, and the tokens that were made on the settings page."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import path
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated

from accounts.models import ApiToken, User
from accounts.operations import revoke_token, update_profile
from accounts.permissions import HasScope
from accounts.viewer import member
from core.api import in_words
from core.form_fields import FormFieldSerializer, ZoneField


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema says that a bearer token is needed."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from your settings page. GET needs its scope `read`, the rest `write`.",
        }


@extend_schema_field(OpenApiTypes.STR)
class ZoneSerializer(FormFieldSerializer[ZoneInfo]):
    """An IANA name, as `Europe/London`."""

    form_field = ZoneField()


class MeSerializer(serializers.ModelSerializer[User]):
    zone = ZoneSerializer(required=False)
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], required=False)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = [
            *("id", "email", "display_name", "handle", "zone", "language"),
            *("weekly_goal_hours", "starting_point", "joined_at"),
        ]
        read_only_fields: ClassVar[list[str]] = ["id", "email", "joined_at"]

    def update(self, instance: User, validated_data: Any) -> User:
        return update_profile(user=instance, **validated_data)


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its secret; `token_key` are its first characters."""

    class Meta:
        model = ApiToken
        fields: ClassVar[list[str]] = ["token_key", "name", "scopes", "created", "expiry", "last_used_at"]
        read_only_fields: ClassVar[list[str]] = fields


@extend_schema(tags=["me"])
@in_words(
    get="You: the person whose token or session this is.",
    patch="Change what is said about you; what isn't sent stays.",
)
class Me(generics.RetrieveUpdateAPIView[User]):
    """The account itself."""

    serializer_class = MeSerializer
    permission_classes = (IsAuthenticated, HasScope)
    http_method_names = ("get", "patch", "head", "options")

    def get_object(self) -> User:
        return User.objects.get(pk=member(self.request).pk)


class _OwnTokens(generics.GenericAPIView[ApiToken]):
    """Only a browser may look at tokens: one that leaked must not find or end the others."""

    serializer_class = TokenSerializer
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    lookup_field = "token_key"
    queryset = ApiToken.objects.none()

    def get_queryset(self) -> Any:
        return ApiToken.objects.of(member(self.request)).valid(timezone.now()).order_by("-created")


@extend_schema(tags=["me"])
class Tokens(_OwnTokens, generics.ListAPIView[ApiToken]):
    """Your tokens that work. They are made on the settings page."""


@extend_schema(tags=["me"])
class Token(_OwnTokens, generics.DestroyAPIView[ApiToken]):
    """Revoke a token: it stops working at once."""

    def perform_destroy(self, instance: ApiToken) -> None:
        revoke_token(token=instance)


urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    path("me/tokens/", Tokens.as_view(), name="api-tokens"),
    path("me/tokens/<slug:token_key>/", Token.as_view(), name="api-token"),
]
