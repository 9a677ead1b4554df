"""Is this process able to serve? For load balancers and container health checks."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Valkey answer, else 503 naming the one that does not."""
    failed = [
        name
        for name, answers in (("postgresql", _postgresql_answers), ("valkey", _valkey_answers))
        if not answers()
    ]
    return JsonResponse({"ok": not failed, "failed": failed}, status=503 if failed else 200)


def _postgresql_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _valkey_answers() -> bool:
    try:
        cache.get("healthz")
    except RedisError:
        return False
    return True
