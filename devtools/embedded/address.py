"""Where the embedded servers listen: standard library only, cheap, no side effects.

Children of the supervisor read LONGROAD_PG_SOCKETS and LONGROAD_REDIS_SOCKET (and test processes
LONGROAD_TEMPLATE, the database to copy); other processes, such as a `python manage.py …` beside a running
`./dev up`, read the file `running.json`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAME = "longroad"  # of the database and of its owner
TEMPLATE = "LONGROAD_TEMPLATE"
POSTGRES_SOCKET = ".s.PGSQL.5432"


def database(environment: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """Django's DATABASES entry of the embedded PostgreSQL, or None when none is running."""
    sockets = _found(environment, "LONGROAD_PG_SOCKETS", POSTGRES_SOCKET)
    if not sockets:
        return None
    return {"NAME": NAME, "USER": NAME, "HOST": sockets, "TEST": {"TEMPLATE": environment.get(TEMPLATE)}}


def redis_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """The embedded Valkey for a Redis client, or None when none is running."""
    socket = _found(environment, "LONGROAD_REDIS_SOCKET")
    return f"unix://{socket}?db=0" if socket else None


def environment() -> dict[str, str]:
    """The variables by which another process finds the servers of a running `./dev up`."""
    sockets = {"LONGROAD_PG_SOCKETS": POSTGRES_SOCKET, "LONGROAD_REDIS_SOCKET": ""}
    return {name: found for name, socket in sockets.items() if (found := _found(os.environ, name, socket))}


def data_folder() -> Path:
    """Where this checkout persistent its development data: LONGROAD_DATA, or `var` beside manage.py."""
    checkout = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("LONGROAD_DATA") or checkout / "var").absolute()


def running_file(data: Path) -> Path:
    return data / "running.json"


def running(data: Path) -> dict[str, str]:
    """What the supervisor of this data folder wrote: empty when it stopped in good order."""
    try:
        return dict(json.loads(running_file(data).read_text()))
    except (OSError, ValueError):
        return {}


def _found(environment: Mapping[str, str], variable: str, socket: str = "") -> str:
    """The address in the environment, else the one in the file if its socket still exists."""
    if given := environment.get(variable):
        return given
    written = running(data_folder()).get(variable, "")
    return written if written and (Path(written) / socket).exists() else ""
