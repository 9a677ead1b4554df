"""The fixtures of mailing, for its faults."""

from tests.mailing.conftest import deliver, owed

__all__ = ["deliver", "owed"]
