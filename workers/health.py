"""Is this process alive, and can it serve? For restarts, and for load balancers."""

from functools import cache

from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from core import valkey
from workers.models import Heartbeat

APPLIED_SQL = "SELECT app, name FROM django_migrations"


@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """200 whenever this process answers at all; where it does not for a minute, restart it."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL answers and its tables are those of this code, else 503 naming what is not so.

    `degraded` names what the site goes on without, slower or later: never a reason to leave the pool.
    """
    failed: list[str] = []
    degraded: list[str] = []
    if not valkey_answers():
        degraded.append("valkey")
    try:
        if not wanted_migrations() <= applied_migrations():
            failed.append("migrations")
        elif not Heartbeat.objects.fresh().exists():
            degraded.append("workers")
    except ProgrammingError:  # no table at all
        failed.append("migrations")
    except DatabaseError:
        failed.append("postgresql")
    unanswered = valkey.breaker(settings.REDIS_URL).failures
    body = {"ok": not failed, "failed": failed, "degraded": degraded, "valkey_unanswered": unanswered}
    return JsonResponse(body, status=503 if failed else 200)


@cache
def wanted_migrations() -> frozenset[tuple[str, str]]:
    """The last ones of each app; read from the disk once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def applied_migrations() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(APPLIED_SQL)
        return {(app, name) for app, name in cursor.fetchall()}


def valkey_answers() -> bool:
    try:
        return bool(valkey.ask(settings.REDIS_URL, lambda server: server.ping()))
    except valkey.Away:
        return False
