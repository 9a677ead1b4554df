"""No more mails a second than the provider allows."""

from time import perf_counter
from typing import Any

import pytest

from mailing import valkey
from mailing.rate import wait_for_turn


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    settings.MAIL_RATE_PER_SECOND = 20
    valkey.client().delete(valkey.key("pace"))


def seconds_for(mails: int) -> float:
    since = perf_counter()
    for _ in range(mails):
        wait_for_turn()
    return perf_counter() - since


def test_after_a_quiet_second_mails_are_spread_evenly() -> None:
    assert seconds_for(mails=20 + 10) >= 0.4


def test_without_a_rate_nothing_waits_and_nobody_is_asked(settings: Any) -> None:
    settings.MAIL_RATE_PER_SECOND = 0

    seconds_for(mails=1000)

    assert not valkey.client().exists(valkey.key("pace"))


def test_without_valkey_each_worker_keeps_the_pace_alone(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert seconds_for(mails=4) >= 4 / 20
