"""Where the embedded servers listen, for settings: cheap, and without side effects."""

import os
from typing import Any


def database() -> dict[str, Any] | None:
    """Django's DATABASES entry of the embedded PostgreSQL, or None when none is running."""
    sockets = os.environ.get("LONGROAD_PG_SOCKETS")
    return {"NAME": "longroad", "USER": "longroad", "HOST": sockets} if sockets else None


def redis_url() -> str | None:
    """The embedded Valkey, or None when none is running."""
    socket = os.environ.get("LONGROAD_REDIS_SOCKET")
    return f"unix://{socket}?db=0" if socket else None
