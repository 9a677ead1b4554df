"""Django's Redis cache, for a server that may be away at any moment."""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from core import valkey

MOST_COUNTERS = 20_000
MOST_MISSED_WRITES = 10_000


class DataSerializer:
    """Data alone, as MessagePack: whoever can write to Valkey can't make us run anything, as pickles would.

    Whole numbers stay what Valkey itself can count with. Times come back in UTC, tuples as lists.
    """

    def dumps(self, value: Any) -> bytes | int:
        if isinstance(value, int) and not isinstance(value, bool):
            return int(value)
        return msgspec.msgpack.encode(value, enc_hook=plain_string)

    def loads(self, data: bytes) -> Any:
        return int(data) if data[:1] in b"-0123456789" else msgspec.msgpack.decode(data)


def plain_string(value: Any) -> str:
    """Of a string that is marked as safe HTML. Raises TypeError for what is no data."""
    if isinstance(value, str):
        return value.encode().decode()
    raise TypeError(
        f"{type(value).__name__} is no data; keep it in the process, or cache what it is made of."
    )


class SharedClient(RedisCacheClient):
    """Asks by the client that all threads of a process share; Django's makes one for every question."""

    def get_client(self, key: Any = None, *, write: bool = False) -> redis.Redis:
        return valkey.client(self._servers[0])  # type: ignore[attr-defined]


def with_fallback(name: str) -> Callable[..., Any]:
    """This method of Django's backend and, while Valkey is away, the fallback's."""
    of_valkey = getattr(RedisCache, name)

    def method(self: "ValkeyCache", *args: Any, **kwargs: Any) -> Any:
        try:
            return self.breaker.ask(lambda: self.ask(of_valkey, *args, **kwargs))
        except valkey.Away:
            return getattr(self.fallback, name)(*args, **kwargs)

    return method


class MissedWrites:
    """Keys of one process whose values in Valkey are out of date: the latest MOST_MISSED_WRITES of them."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}
        self._lock = threading.Lock()

    def note(self, key: str) -> None:
        with self._lock:
            self._keys[key] = None
            if len(self._keys) > MOST_MISSED_WRITES:
                del self._keys[next(iter(self._keys))]

    def make_good(self, delete_many: Callable[[list[str]], object]) -> None:
        if not self._keys:
            return
        with self._lock:
            keys = list(self._keys)
        delete_many(keys)
        with self._lock:
            for key in keys:
                self._keys.pop(key, None)


@cache
def missed_writes(server: str) -> MissedWrites:
    """Those of this process for the server at this address."""
    return MissedWrites()


class ValkeyCache(RedisCache):
    """An outage is a miss. `LONGEST` in seconds, beside TIMEOUT, bounds how long anything is kept.

    What should have been overwritten or deleted meanwhile is deleted as soon as Valkey answers this process
    again. Should the process end before that, a former value lives for `LONGEST` at most.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {"serializer": DataSerializer}})
        self._class = SharedClient
        self.longest: int | None = params.get("LONGEST")
        self.breaker = valkey.breaker(server)
        self.missed_writes = missed_writes(server)
        self.fallback = self.make_fallback({**params, "OPTIONS": {}})

    def make_fallback(self, params: dict[str, Any]) -> BaseCache:
        return Missing(self.missed_writes, params)

    def ask(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.missed_writes.make_good(self._cache.delete_many)
        return method(self, *args, **kwargs)

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> int | None:
        """Seconds; None for ever."""
        asked = super().get_backend_timeout(timeout)
        limits = [int(seconds) for seconds in (asked, self.longest) if seconds is not None]
        return min(limits, default=None)

    add = with_fallback("add")
    get = with_fallback("get")
    set = with_fallback("set")
    touch = with_fallback("touch")
    delete = with_fallback("delete")
    get_many = with_fallback("get_many")
    has_key = with_fallback("has_key")
    incr = with_fallback("incr")
    set_many = with_fallback("set_many")
    delete_many = with_fallback("delete_many")
    clear = with_fallback("clear")


class CountingCache(ValkeyCache):
    """For limits, which no outage may lift: each process counts for itself meanwhile."""

    def make_fallback(self, params: dict[str, Any]) -> BaseCache:
        return LocMemCache("counters", {**params, "OPTIONS": {"MAX_ENTRIES": MOST_COUNTERS}})


class Missing(DummyCache):
    """Holds nothing, and notes what should have been written."""

    def __init__(self, missed_writes: MissedWrites, params: dict[str, Any]) -> None:
        super().__init__("", params)
        self.missed_writes = missed_writes

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self.missed_writes.note(self.make_and_validate_key(key, version=version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        self.missed_writes.note(self.make_and_validate_key(key, version=version))
        return False
