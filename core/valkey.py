"""Valkey, asked with little patience: what does not answer at once is done without.

Nothing that must not be lost is kept there, so an outage is never a fault of a page or an act.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
R = TypeVar("R")

Away = redis.RedisError
"""What every question may raise."""

ANSWER_SECONDS = 0.5
FAILURES_IN_A_ROW = 3
PAUSE_SECONDS = 5.0


class NotAsked(redis.ConnectionError):
    """It failed to answer a moment ago, and is left alone for a while."""


def connection_options() -> dict[str, Any]:
    """Without the library's own retries, which would keep a page waiting for seconds."""
    return {
        "socket_timeout": ANSWER_SECONDS,
        "socket_connect_timeout": ANSWER_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }


@dataclass
class CircuitBreaker:
    """Leaves a server alone that failed several times in a row, then lets one question try it again.

    Each process has its own, which its threads share. `failures` counts every question since the process
    started that was asked and got no answer.
    """

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    _in_a_row: int = 0
    _next_try_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        return self._in_a_row >= FAILURES_IN_A_ROW

    def ask(self, question: Callable[[], R]) -> R:
        """The answer. Raises Away when there is none."""
        if not self._may_ask():
            raise NotAsked("Valkey is left alone for a moment.")
        try:
            answer = question()
        except Away as error:
            self._note_failure(error)
            raise
        if self._in_a_row:
            self._note_answer()
        return answer

    def _may_ask(self) -> bool:
        if not self.is_open:
            return True
        with self._lock:
            if self.clock() < self._next_try_at:
                return False
            self._next_try_at = self.clock() + PAUSE_SECONDS  # this one tries for all
            return True

    def _note_failure(self, error: Exception) -> None:
        with self._lock:
            self.failures += 1
            self._in_a_row += 1
            self._next_try_at = self.clock() + PAUSE_SECONDS
            has_opened = self._in_a_row == FAILURES_IN_A_ROW
        if has_opened:
            log.error("Valkey is away (%s); the site goes on without it.", error)

    def _note_answer(self) -> None:
        with self._lock:
            was_open, self._in_a_row = self.is_open, 0
        if was_open:
            log.warning("Valkey answers again; it failed to %d times so far.", self.failures)


@cache
def breaker(url: str) -> CircuitBreaker:
    """The one of this process for the server at this address."""
    return CircuitBreaker()


@cache
def client(url: str) -> redis.Redis:
    """The one of this process for the server at this address: its pool knows threads, and notices a fork."""
    return redis.Redis.from_url(url, **connection_options())


def ask(url: str, question: Callable[[redis.Redis], R]) -> R:
    """What the server at this address answers. Raises Away when it does not."""
    return breaker(url).ask(lambda: question(client(url)))
