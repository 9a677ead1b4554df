"""What a caller of the API may do: a token only what it was made for, a browser what its person may."""

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticatedOrReadOnly
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.second_factor import lacks_second_factor

if TYPE_CHECKING:  # rest_framework.views itself loads this module, by the settings
    from rest_framework.views import APIView


def scope_of(method: str) -> ApiToken.Scope:
    """The scope that this HTTP method asks for."""
    return ApiToken.Scope.READ if method in SAFE_METHODS else ApiToken.Scope.WRITE


class HasScope(BasePermission):
    """Refuses a token that wasn't made for this method; says nothing about anybody without a token."""

    code = "scope_missing"
    message = _("This token was not made for that. Make one with the scope you need.")

    def has_permission(self, request: Request, view: "APIView") -> bool:
        token = request.auth
        return not isinstance(token, ApiToken) or token.allows(scope_of(request.method or ""))


class IsStaff(BasePermission):
    """Staff with a second factor. To everybody else there is nothing here, as on the pages for staff."""

    code = "second_factor_missing"
    message = _(
        "Staff sign in with a second factor. Set one up in your settings, under “Passkeys and two-factor”."
    )

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return not lacks_second_factor(cast(User, request.user))


class MayReadOrWrite(IsAuthenticatedOrReadOnly):
    """The default of every view: strangers read, people write, tokens as their scopes say."""

    code = HasScope.code
    message = HasScope.message

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return super().has_permission(request, view) and HasScope().has_permission(request, view)
