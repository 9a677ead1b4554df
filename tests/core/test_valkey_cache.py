"""The cache while Valkey answers, while it does not, and when it does again."""

import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import caches
from django.utils.safestring import mark_safe

from core import valkey
from core.cache import CountingCache, ValkeyCache
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.valkey import Valkey


@pytest.fixture
def server() -> Iterator[Valkey]:
    with tempfile.TemporaryDirectory(dir="/tmp") as home, ProcessGroup() as group:
        server = Valkey(group, Path(home), Path(home) / "valkey.sock", persistent=False)
        server.start()
        server.wait()
        yield server
        server.process.send_signal(signal.SIGCONT)


def cache_at(server: Valkey) -> ValkeyCache:
    return ValkeyCache(f"unix://{server.socket}", {})


@pytest.fixture
def away() -> ValkeyCache:
    return ValkeyCache("unix:///nowhere/valkey.sock", {})


@pytest.mark.parametrize(
    "value",
    [
        *(1, -7, True, None, 1.5, "words", "7", b"7", ""),
        *([1, 2], {"a": {"b": []}}, {12: datetime(2026, 11, 24, tzinfo=UTC)}, [1_790_000_000.25]),
    ],
)
def test_data_comes_back_as_it_was_put(value: Any) -> None:
    cache = caches["shared"]
    cache.set("key", value)
    assert cache.get("key", "nothing") == value
    assert type(cache.get("key", "nothing")) is type(value)


def test_a_string_marked_as_safe_comes_back_as_a_plain_one() -> None:
    caches["shared"].set("key", mark_safe("<b>"))
    assert type(caches["shared"].get("key")) is str


def test_an_object_is_refused() -> None:
    with pytest.raises(TypeError, match="is no data"):
        caches["shared"].set("key", object())


@pytest.mark.parametrize("alias", ["default", "shared", "sessions"])
def test_nothing_that_goes_to_valkey_is_a_pickle(alias: str) -> None:
    cache = caches[alias]
    assert isinstance(cache, ValkeyCache)
    cache.set("key", ["signed in"])
    kept = valkey.ask(settings.REDIS_URL, lambda server: server.get(cache.make_key("key")))
    assert kept == msgspec.msgpack.encode(["signed in"])


def test_without_valkey_nothing_is_there(away: ValkeyCache) -> None:
    away.set("key", 1)
    away.set_many({"key": 1})
    assert away.get("key", "nothing") == "nothing"
    assert away.get_many(["key"]) == {}
    assert away.get_or_set("key", 7) == 7
    assert "key" not in away
    assert not away.touch("key")
    assert not away.delete("key")
    away.delete_many(["key"])
    with pytest.raises(ValueError, match="not found"):
        away.incr("key")


def test_without_valkey_what_is_counted_is_counted_by_the_process() -> None:
    counters = CountingCache("unix:///nowhere/valkey.sock", {"KEY_PREFIX": "test"})
    assert counters.add("tries", 1)
    assert not counters.add("tries", 1)
    assert counters.incr("tries") == 2
    assert CountingCache("unix:///nowhere/valkey.sock", {"KEY_PREFIX": "test"}).get("tries") == 2


def test_what_was_deleted_while_valkey_was_frozen_does_not_come_back(server: Valkey) -> None:
    cache = cache_at(server)
    cache.set_many({"session": "signed in", "other": 1})
    server.process.send_signal(signal.SIGSTOP)

    cache.delete("session")
    assert cache.get("session") is None

    server.process.send_signal(signal.SIGCONT)
    assert (cache.get("session"), cache.get("other")) == (None, 1)


def test_what_was_changed_while_valkey_was_frozen_is_not_read_as_it_was(server: Valkey) -> None:
    cache = cache_at(server)
    cache.set("session", "as it was")
    server.process.send_signal(signal.SIGSTOP)

    cache.set("session", "changed")

    server.process.send_signal(signal.SIGCONT)
    assert cache.get("session") != "as it was"


@pytest.mark.django_db
def test_the_copy_of_a_session_lives_five_minutes_the_session_two_weeks() -> None:
    session = SessionStore()
    session["roadmap"] = "ml"
    session.save()

    sessions = caches[settings.SESSION_CACHE_ALIAS]
    key = sessions.make_key(session.cache_key)
    lives_on = valkey.ask(settings.REDIS_URL, lambda asked: asked.ttl(key))
    assert 0 < lives_on <= 300
    assert session.get_expiry_age() == settings.SESSION_COOKIE_AGE
    assert SessionStore(session.session_key).load() == {"roadmap": "ml"}
