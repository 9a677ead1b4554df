"""No more mails a second than the provider allows, counted for all workers together in Valkey."""

import logging
import time

from django.conf import settings

from mailing import valkey

log = logging.getLogger(__name__)

# The next free moment is a number in Valkey; each caller takes it and moves it on by one interval.
# Time is Valkey's own, so that the clocks of several machines need not agree. A second's worth of
# unused moments may be caught up.
TAKE_TURN = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local interval = tonumber(ARGV[1])
local turn = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now - 1000000)
redis.call('SET', KEYS[1], string.format('%.0f', turn + interval), 'PX', 60000)
return math.max(0, turn - now)
"""


def wait_for_turn() -> None:
    """Sleep until MAIL_RATE_PER_SECOND allows one more mail. Without a rate, not at all.

    When Valkey is away, each worker keeps
    the pace for itself alone.
    """
    rate: float = settings.MAIL_RATE_PER_SECOND
    if rate <= 0:
        return
    try:
        microseconds = valkey.client().eval(TAKE_TURN, 1, valkey.key("pace"), 1_000_000 / rate)
        time.sleep(int(microseconds) / 1_000_000)
    except valkey.Away:
        log.warning("Valkey can't be reached; this worker keeps the pace alone.")
        time.sleep(1 / rate)
