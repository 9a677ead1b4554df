"""Several requests at the same instant, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from core.refusals import Refusal

Answer = TypeVar("Answer")


def at_once(*attempts: Callable[[], Answer]) -> list[Answer | Refusal]:
    """What each of them got, in order; a Refusal counts as an answer, anything else that is raised is."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], Answer]) -> Answer | Refusal:
        try:
            connection.ensure_connection()
            barrier.wait()
            return attempt()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))
