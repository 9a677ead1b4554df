"""The post office's fixtures, for its faults."""

from tests.mailing.conftest import deliver, owed

__all__ = ["deliver", "owed"]
