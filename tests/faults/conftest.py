"""The post office's fixtures, for its faults."""

from tests.mailing.conftest import deliver, owed, smtp_sink

__all__ = ["deliver", "owed", "smtp_sink"]
