"""No more mails a second than the provider allows, counted for all workers together in Valkey."""

import logging
import time
from collections.abc import Callable

from django.conf import settings

from mailing import valkey

log = logging.getLogger(__name__)

# The next free moment is a number in Valkey; each caller takes it and moves it on by one interval.
# A second's worth of unused moments may be caught up.
TAKE_TURN = """
local now = tonumber(ARGV[1])
local interval = tonumber(ARGV[2])
local turn = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now - 1000000)
redis.call('SET', KEYS[1], string.format('%.0f', turn + interval), 'PX', 60000)
return math.max(0, turn - now)
"""


def is_set() -> bool:
    return bool(settings.MAIL_RATE_PER_SECOND > 0)


def valkey_time() -> int:
    """Microseconds since 1970 by Valkey's own clock: those of several machines need not agree."""
    seconds, microseconds = valkey.ask(lambda server: server.time())
    return int(seconds) * 1_000_000 + int(microseconds)


def wait_for_turn(
    *, clock: Callable[[], int] = valkey_time, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Sleep until MAIL_RATE_PER_SECOND allows one more mail. Without a rate, not at all.

    When Valkey is away, each worker keeps to the rate by itself. `clock` is in microseconds.
    """
    rate: float = settings.MAIL_RATE_PER_SECOND
    if rate <= 0:
        return
    try:
        now = clock()
        microseconds = valkey.ask(
            lambda server: server.eval(TAKE_TURN, 1, valkey.key("rate"), now, 1_000_000 / rate)
        )
        sleep(int(microseconds) / 1_000_000)
    except valkey.Away:
        log.warning("Valkey can't be reached; this worker keeps to the rate by itself.")
        sleep(1 / rate)
