"""The API of one's own account: `/me/`, and the tokens that were made on the settings page."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import operations
from accounts.api_public_profile import (
    OwnPublicProfile,
    OwnPublicProfileUndo,
    ShownBlockSerializer,
    describe_blocks,
)
from accounts.api_views import OWN, ApiView
from accounts.handles import find_by_handle
from accounts.limits import check_rate
from accounts.models import ApiToken, Closure, DataExport, User
from accounts.operations import revoke_token, update_profile
from accounts.viewer import member
from core.api import in_words, location
from core.api.lists import ListFilters, Order
from core.form_fields import FormFieldSerializer, ZoneField
from core.http import absolute


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
            *("id", "email", "display_name", "handle", "zone", "language", "clock"),
            *("week_start", "weekly_goal_hours", "starting_point", "joined_at"),
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
class Me(ApiView, generics.RetrieveUpdateAPIView[User]):
    """The account itself."""

    serializer_class = MeSerializer
    permission_classes = OWN
    http_method_names = ("get", "patch", "head", "options")

    def get_object(self) -> User:
        return User.objects.get(pk=member(self.request).pk)


class _OwnTokens(ApiView, generics.GenericAPIView[ApiToken]):
    """Only a browser may look at tokens: one that leaked must not find or end the others."""

    serializer_class = TokenSerializer
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    lookup_field = "token_key"
    queryset = ApiToken.objects.none()

    def get_queryset(self) -> Any:
        return ApiToken.objects.of(member(self.request)).valid(timezone.now()).order_by("-created", "pk")


class TokenFilter(ListFilters):
    order = Order("created", "name")


@extend_schema(tags=["me"])
class Tokens(_OwnTokens, generics.ListAPIView[ApiToken]):
    """Your tokens that work. They are made on the settings page."""

    filterset_class = TokenFilter


@extend_schema(tags=["me"])
@in_words(get="One of your tokens.", delete="Revoke a token: it stops working at once.")
class Token(_OwnTokens, generics.RetrieveDestroyAPIView[ApiToken]):
    """One of your tokens."""

    def perform_destroy(self, instance: ApiToken) -> None:
        revoke_token(token=instance)


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person as other members see them. `blocks` are the parts of the profile that they made public."""

    blocks = serializers.SerializerMethodField()
    joined_in = serializers.SerializerMethodField(help_text="The month, as `2026-06`.")

    class Meta:
        model = User
        fields = ("handle", "display_name", "joined_in", "blocks")
        read_only_fields = fields

    @extend_schema_field(ShownBlockSerializer(many=True))
    def get_blocks(self, person: User) -> Any:
        return describe_blocks(person)

    def get_joined_in(self, person: User) -> str:
        return f"{person.joined_at:%Y-%m}"


@extend_schema(tags=["people"])
@in_words(get="Somebody, as members see them.")
class Person(ApiView, generics.RetrieveAPIView[User]):
    """Another member."""

    serializer_class = PersonSerializer
    permission_classes = OWN
    lookup_field = "handle"
    queryset = User.objects.filter(is_active=True)

    def get_object(self) -> User:
        return find_by_handle(self.get_queryset(), self.kwargs["handle"], field="handle")


class ExportSerializer(serializers.ModelSerializer[DataExport]):
    """A download of everything of yours. `url` is empty until it is ready, and works in a browser."""

    url = serializers.SerializerMethodField(help_text="Works for 72 hours, where you are signed in.")

    class Meta:
        model = DataExport
        fields = ("id", "requested_at", "done", "total", "ready_at", "url")
        read_only_fields = fields

    def get_url(self, export: DataExport) -> str:
        return absolute(operations.link_to(export)) if export.is_ready else ""


class ExportFilter(ListFilters):
    order = Order("requested_at")


class _OwnExports(ApiView, generics.GenericAPIView[DataExport]):
    serializer_class = ExportSerializer
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    queryset = DataExport.objects.none()

    def get_queryset(self) -> Any:
        return DataExport.objects.of(member(self.request)).order_by("-requested_at", "-pk")


@extend_schema(tags=["me"])
@in_words(get="Your downloads of everything of yours, newest first.")
@extend_schema_view(
    post=extend_schema(
        request=None, description="Have everything of yours put together; a notice says when it is ready."
    )
)
class Exports(_OwnExports, generics.ListCreateAPIView[DataExport]):
    """Your downloads of everything of yours."""

    filterset_class = ExportFilter

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = operations.request_export(user=member(self.request), now=timezone.now())

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-export", pk=data["id"])


@extend_schema(tags=["me"])
@in_words(get="One download, and how much of it is made.")
class Export(_OwnExports, generics.RetrieveAPIView[DataExport]):
    """One of your downloads."""


class ClosureSerializer(serializers.ModelSerializer[Closure]):
    password = serializers.CharField(
        write_only=True,
        max_length=500,
        required=False,
        help_text="Yours, once more; not needed if you have just confirmed that it is you, or have none.",
    )

    class Meta:
        model = Closure
        fields = ("keeps_words", "password", "closed_at", "erase_at")
        read_only_fields = ("closed_at", "erase_at")

    def validate_password(self, password: str) -> str:
        if not member(self.context["request"]).check_password(password):
            raise serializers.ValidationError(_("This is not your password."))
        return password

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Who sends no password has shown as much as the page asks for (accounts.views.closing)."""
        # of allauth's internals: its public decorator answers with a page. test_private_parts.py watches it.
        browser_request = self.context["request"]._request  # noqa: SLF001  # the session knows
        if "password" not in attrs and is_reauthentication_required(browser_request, app="allauth.account"):
            raise serializers.ValidationError(
                {"password": [_("Send your password, or confirm in the browser that it is you.")]}
            )
        return attrs


@extend_schema(tags=["me"])
class Closing(ApiView, generics.GenericAPIView[Closure]):
    """Close your account: sessions are cancelled at once, and the rest goes at `erase_at`."""

    serializer_class = ClosureSerializer
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        check_rate(request, "close_account")  # before the password is tried
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        closure = operations.close_account(
            user=member(request), keeps_words=serializer.validated_data["keeps_words"], now=timezone.now()
        )
        return Response(self.get_serializer(closure).data)


urlpatterns = [
    path("people/<slug:handle>/", Person.as_view(), name="api-person"),
    path("me/exports/", Exports.as_view(), name="api-exports"),
    path("me/exports/<uuid:pk>/", Export.as_view(), name="api-export"),
    path("me/closure/", Closing.as_view(), name="api-closure"),
    path("me/public-profile/", OwnPublicProfile.as_view(), name="api-public-profile"),
    path(
        "me/public-profile/undo/",
        OwnPublicProfileUndo.as_view(),
        name="api-public-profile-undo",
    ),
    path("me/", Me.as_view(), name="api-me"),
    path("me/tokens/", Tokens.as_view(), name="api-tokens"),
    path("me/tokens/<slug:token_key>/", Token.as_view(), name="api-token"),
]
