"""No more mails a second than the provider allows."""

from typing import Any

import pytest

from mailing import valkey
from mailing.rate import wait_for_turn

SECOND = 1_000_000


class Clock:
    """Microseconds, which pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_790_000_000 * SECOND
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += round(seconds * SECOND)

    def wait_for(self, mails: int) -> None:
        for _ in range(mails):
            wait_for_turn(clock=lambda: self.now, sleep=self.sleep)


@pytest.fixture
def still_clock(settings: Any) -> Clock:
    settings.MAIL_RATE_PER_SECOND = 20
    valkey.ask(lambda server: server.delete(valkey.key("rate")))
    return Clock()


def test_after_a_quiet_second_mails_are_spread_evenly(still_clock: Clock) -> None:
    still_clock.wait_for(mails=21)
    assert still_clock.slept == 0

    still_clock.wait_for(mails=10)
    assert still_clock.slept == pytest.approx(10 / 20)


def test_a_second_of_turns_is_all_that_may_be_caught_up(still_clock: Clock) -> None:
    still_clock.wait_for(mails=21)
    still_clock.now += 60 * SECOND

    still_clock.wait_for(mails=21)
    assert still_clock.slept == 0

    still_clock.wait_for(mails=1)
    assert still_clock.slept == pytest.approx(1 / 20)


def test_without_a_rate_nothing_waits_and_valkey_is_not_asked(still_clock: Clock, settings: Any) -> None:
    settings.MAIL_RATE_PER_SECOND = 0

    still_clock.wait_for(mails=1000)

    assert still_clock.slept == 0
    assert not valkey.ask(lambda server: server.exists(valkey.key("rate")))


def test_without_valkey_each_worker_keeps_to_the_rate_by_itself(still_clock: Clock, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    still_clock.wait_for(mails=4)

    assert still_clock.slept == pytest.approx(4 / 20)


def test_by_itself_the_rate_goes_by_valkeys_clock(settings: Any) -> None:
    settings.MAIL_RATE_PER_SECOND = 1_000_000
    valkey.ask(lambda server: server.delete(valkey.key("rate")))

    wait_for_turn()

    assert int(valkey.ask(lambda server: server.get(valkey.key("rate"))) or 0) > 1_700_000_000 * SECOND
