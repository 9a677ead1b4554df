"""Valkey for small signals between workers: answered at once, or done without."""

from collections.abc import Callable
from typing import TypeVar

import redis
from django.conf import settings

from core import valkey

R = TypeVar("R")

Away = valkey.Away
"""What every question may raise."""


def ask(question: Callable[[redis.Redis], R]) -> R:
    """What Valkey answers, as in `ask(lambda server: server.get(key("rate")))`. Raises Away."""
    return valkey.ask(settings.REDIS_URL, question)


def key(name: str) -> str:
    return f"{settings.KEY_PREFIX}:mailing:{name}"
