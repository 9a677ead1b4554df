"""How fast newsletters go to each mail provider: letters a minute, and workers at once, over all workers.

Only newsletters and digests are paced: a code, a confirmation or a reminder waits for nobody. A provider
that answers "too many" is sent half as much from then on, and a little more each minute until it has its
usual pace again (additive increase, multiplicative decrease, as in RFC 5681).

Each provider has a bucket of tokens in Valkey, which fills at its pace and holds ten seconds' worth: a turn
of delivery begins every five. A worker takes what it needs for a batch with one command, and gives back what
it did not use. While Valkey is away a worker takes its share of the pace by itself.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction

from mailing import valkey
from mailing.models import ReducedPace

log = logging.getLogger(__name__)

OTHER = "other"
SECONDS_HELD = 10
RECOVERY = timedelta(hours=1)
SLOWEST, SLOWEST_USUAL = 1, 60
"""Letters a minute: the lowest that a pace is reduced to, and the least assumed of one without a limit."""
REST, REST_AT_SLOWEST = timedelta(minutes=1), timedelta(minutes=15)
"""How long a domain that asked for fewer letters gets none."""
SHARE_OF_UNKNOWN = 10
"""By how many workers a pace is divided when Valkey is away and no number of connections is set."""

_COUNTRY = r"(?:[a-z]{2,3}|com?\.[a-z]{2})"
_PROVIDERS = {
    "gmail": re.compile(r"gmail\.com|googlemail\.com"),
    "outlook": re.compile(rf"(?:outlook|hotmail|live|msn)\.{_COUNTRY}|windowslive\.com|passport\.com"),
    "yahoo": re.compile(rf"(?:yahoo|aol)\.{_COUNTRY}|ymail\.com|rocketmail\.com|aim\.com|verizon\.net"),
    "icloud": re.compile(r"icloud\.com|me\.com|mac\.com"),
}

# For each provider: refill by the time that has passed, see whether a place among its workers is free, take.
TAKE = """
local now, worker, granted = tonumber(ARGV[1]), ARGV[2], {}
for i = 1, #KEYS / 2 do
  local tokens_key, workers_key = KEYS[2 * i - 1], KEYS[2 * i]
  local rate, places, wanted = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local given = wanted
  redis.call('ZREMRANGEBYSCORE', workers_key, '-inf', now)
  if places > 0 and not redis.call('ZSCORE', workers_key, worker)
      and redis.call('ZCARD', workers_key) >= places then
    given = 0
  elseif rate > 0 then
    local capacity = math.max(1, rate * %(held)d / 60)
    local known = redis.call('HMGET', tokens_key, 'tokens', 'at')
    local tokens = tonumber(known[1] or capacity)
    local passed = math.max(0, now - tonumber(known[2] or now))
    tokens = math.min(capacity, tokens + passed * rate / 60000)
    given = math.min(wanted, math.floor(tokens))
    redis.call('HSET', tokens_key, 'tokens', tostring(tokens - given), 'at', string.format('%%.0f', now))
    redis.call('PEXPIRE', tokens_key, 600000)
  end
  if given > 0 and places > 0 then
    redis.call('ZADD', workers_key, now + %(lease)d, worker)
    redis.call('PEXPIRE', workers_key, %(lease)d)
  end
  granted[i] = given
end
return granted
""" % {"held": SECONDS_HELD, "lease": 60_000}  # noqa: UP031  braces are Lua's

GIVE_BACK = """
for i = 1, #KEYS / 2 do
  redis.call('ZREM', KEYS[2 * i], ARGV[1])
  if redis.call('EXISTS', KEYS[2 * i - 1]) == 1 then
    redis.call('HINCRBYFLOAT', KEYS[2 * i - 1], 'tokens', ARGV[i + 1])
  end
end
"""


@dataclass(frozen=True)
class Pace:
    """Of one provider. 0: no limit."""

    letters_a_minute: int
    workers: int

    @property
    def is_limited(self) -> bool:
        return bool(self.letters_a_minute or self.workers)

    @property
    def share(self) -> float:
        """Letters a minute for one worker that can't ask how many the others send; 0: no limit."""
        return self.letters_a_minute / (self.workers or SHARE_OF_UNKNOWN)


@lru_cache(maxsize=4096)
def provider_of(domain: str) -> str:
    """Which large provider reads the mail of this canonical domain; else the domain itself."""
    found = (name for name, domains in _PROVIDERS.items() if domains.fullmatch(domain))
    return next(found, domain)


def pace_of_settings(provider: str) -> Pace:
    """What MAIL_PACES says of this provider, or of all others."""
    per_minute, workers = settings.MAIL_PACES.get(provider) or settings.MAIL_PACES.get(OTHER, (0, 0))
    return Pace(per_minute, workers)


@dataclass
class Paces:
    """What one turn of delivery may send to whom."""

    worker: UUID
    reduced: dict[str, ReducedPace] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    """Tokens taken and not yet used, by provider; of those with a limit only."""

    @classmethod
    def load(cls, worker: UUID, *, now: datetime) -> Paces:
        return cls(worker, {row.provider: row for row in ReducedPace.objects.in_force(now)})

    def of(self, provider: str, now: datetime) -> Pace:
        usual = pace_of_settings(provider)
        reduced = self.reduced.get(provider)
        now_reduced = reduced.at(now) if reduced else None
        return usual if now_reduced is None else Pace(now_reduced, usual.workers)

    def take(self, wanted: Mapping[str, int], *, now: datetime) -> dict[str, int]:
        """How many letters may be offered now, by provider: at most as many as wanted."""
        paces = {provider: self.of(provider, now) for provider in wanted}
        limited = {provider: pace for provider, pace in paces.items() if pace.is_limited}
        if not limited:
            return dict(wanted)
        granted = self._take_limited({provider: wanted[provider] for provider in limited}, limited, now=now)
        for provider, number in granted.items():
            self.unused[provider] = self.unused.get(provider, 0) + number
        return {**wanted, **granted}

    def note_offered(self, provider: str) -> None:
        if provider in self.unused:
            self.unused[provider] -= 1

    def give_back(self) -> None:
        """Return the tokens that were not used, and the places among the workers."""
        if not self.unused:
            return
        keys = [key for provider in self.unused for key in _keys(provider)]
        numbers = list(self.unused.values())
        self.unused = {}
        try:
            valkey.ask(lambda server: server.eval(GIVE_BACK, len(keys), *keys, str(self.worker), *numbers))
        except valkey.Away:
            log.info("Valkey can't be reached; the places of this worker end within a minute.")

    def _take_limited(
        self, wanted: Mapping[str, int], paces: Mapping[str, Pace], *, now: datetime
    ) -> dict[str, int]:
        keys = [key for provider in wanted for key in _keys(provider)]
        given = [
            number
            for provider, want in wanted.items()
            for number in (paces[provider].letters_a_minute, paces[provider].workers, want)
        ]
        at = int(now.timestamp() * 1000)
        try:
            answer = valkey.ask(
                lambda server: server.eval(TAKE, len(keys), *keys, at, str(self.worker), *given)
            )
        except valkey.Away:
            log.warning("Valkey can't be reached; this worker keeps to its share of each pace.")
            return {name: _own_buckets.take(name, paces[name].share, wanted[name], now) for name in wanted}
        return dict(zip(wanted, map(int, answer), strict=True))


@dataclass
class OwnBuckets:
    """The tokens of this process alone, for as long as Valkey is away."""

    tokens: dict[str, tuple[float, datetime]] = field(default_factory=dict)

    def take(self, provider: str, rate: float, wanted: int, now: datetime) -> int:
        """`rate`: letters a minute; 0: no limit."""
        if not rate:
            return wanted
        capacity = max(1.0, rate * SECONDS_HELD / 60)
        tokens, since = self.tokens.get(provider, (capacity, now))
        tokens = min(capacity, tokens + max(0.0, (now - since).total_seconds()) * rate / 60)
        given = min(wanted, int(tokens))
        self.tokens[provider] = tokens - given, now
        return given


_own_buckets = OwnBuckets()


def _keys(provider: str) -> tuple[str, str]:
    return valkey.key(f"pace:{provider}:tokens"), valkey.key(f"pace:{provider}:workers")


@transaction.atomic
def reduce_pace(
    *, provider: str, observed: int, offered_at: datetime, reason: str, now: datetime
) -> ReducedPace:
    """Halve the pace of a provider that asks for fewer letters; it recovers within an hour.

    `observed`: letters a minute that it was sent of late, for one without a limit. What several workers
    hear in one moment halves it once: only a letter that was offered after the last reduction counts.
    """
    usual = pace_of_settings(provider).letters_a_minute or max(observed, SLOWEST_USUAL)
    row, is_new = ReducedPace.objects.select_for_update().get_or_create(
        provider=provider,
        defaults={
            "letters_a_minute": max(SLOWEST, usual // 2),
            "usual": usual,
            "reduced_at": now,
            "recovers_at": now + RECOVERY,
            "reason": reason,
        },
    )
    if is_new or offered_at < row.reduced_at:
        return row
    present = row.at(now)
    row.usual = usual if present is None else max(row.usual, pace_of_settings(provider).letters_a_minute)
    row.letters_a_minute = max(SLOWEST, (usual if present is None else present) // 2)
    row.reduced_at, row.recovers_at, row.reason = now, now + RECOVERY, reason
    row.save()
    return row
