"""A server that does not answer is left alone for a while."""

from contextlib import suppress

import pytest
import redis

from core.valkey import FAILURES_IN_A_ROW, PAUSE_SECONDS, Away, CircuitBreaker


class Server:
    """Counts how often it is asked; its clock stands still until it is moved."""

    def __init__(self) -> None:
        self.is_away = True
        self.asked = 0
        self.now = 0.0
        self.breaker = CircuitBreaker(clock=lambda: self.now)

    def ask(self, times: int = 1) -> None:
        for _ in range(times):
            with suppress(Away):
                self.breaker.ask(self.answer)

    def answer(self) -> None:
        self.asked += 1
        if self.is_away:
            raise redis.TimeoutError


@pytest.fixture
def server() -> Server:
    return Server()


def test_after_a_few_failures_it_is_not_asked_any_more(server: Server) -> None:
    server.ask(times=100)
    assert server.asked == FAILURES_IN_A_ROW


def test_failures_with_answers_between_them_do_not_count(server: Server) -> None:
    for _ in range(FAILURES_IN_A_ROW * 2):
        server.is_away = not server.is_away
        server.ask()
    assert server.asked == FAILURES_IN_A_ROW * 2


def test_after_a_pause_one_question_tries_it_for_all(server: Server) -> None:
    server.ask(times=FAILURES_IN_A_ROW)
    server.now += PAUSE_SECONDS
    server.ask(times=100)
    assert server.asked == FAILURES_IN_A_ROW + 1


def test_once_it_answers_it_is_asked_as_before(server: Server) -> None:
    server.ask(times=FAILURES_IN_A_ROW)
    server.is_away = False
    server.now += PAUSE_SECONDS
    server.ask(times=100)
    assert server.asked == FAILURES_IN_A_ROW + 100
    assert not server.breaker.is_open


def test_questions_without_an_answer_are_counted(server: Server) -> None:
    server.ask(times=100)
    assert server.breaker.failures == FAILURES_IN_A_ROW


def test_a_fault_of_ours_is_no_outage(server: Server) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        with pytest.raises(ZeroDivisionError):
            server.breaker.ask(lambda: 1 // 0)
    assert not server.breaker.is_open
