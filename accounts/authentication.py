"""Who calls the API: the owner of the bearer token."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.limits import check_rate
from accounts.models import ApiToken, User
from accounts.operations import record_token_use

USE_IS_NOTED_EVERY = timedelta(minutes=1)


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]
    """knox's header and hash; found by its digest in one query, where knox compares one by one."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Count wrong tokens by IP address. Raises RateLimited, which is answered with 429."""
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            check_rate(request, "wrong_token")
            raise
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        now = timezone.now()
        digest = hash_token(token.decode("ascii", "replace"))
        found = ApiToken.objects.valid(now).select_related("user").filter(digest=digest).first()
        if found is None:
            raise AuthenticationFailed(_("This token is not valid, or it has expired."), code="token_invalid")
        if found.last_used_at is None or found.last_used_at < now - USE_IS_NOTED_EVERY:
            record_token_use(token=found, now=now)
        return found.user, found
