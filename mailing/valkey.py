"""Valkey for small signals between workers: answered at once, or done without."""

from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

Away = redis.RedisError
"""What every call may raise. Nothing that must not be lost is kept in Valkey."""


def client() -> redis.Redis:
    return _client(settings.REDIS_URL)


def key(name: str) -> str:
    return f"{settings.KEY_PREFIX}:mailing:{name}"


@cache
def _client(url: str) -> redis.Redis:
    """Without the library's own retries, which would keep an act waiting for seconds."""
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=2, socket_connect_timeout=1)
