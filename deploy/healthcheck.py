"""Exit code 0 when this container is well: `python deploy/healthcheck.py [web|worker|beat]`.

It is for restarts, so it fails only where a restart may help. A web process must answer, a worker have done
lately what it was asked through the broker, and of beat some worker must have heard. It runs often, and so
without Django.
"""

import os
import socket
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psycopg

WEB = ("127.0.0.1", int(os.environ.get("PORT", "8000")))
# the worker's name as Celery makes it, and UNHEALTHY_AFTER of workers/models.py
WORKER = "SELECT max(seen_at) > now() - interval '120 seconds' FROM workers_heartbeat WHERE worker = %s"
BEAT = "SELECT max(seen_at) > now() - interval '120 seconds' FROM workers_heartbeat"


def main() -> int:
    match sys.argv[1:]:
        case [] | ["web"]:
            return report(is_well=web_answers())
        case ["worker"]:
            return report(is_well=was_heard(WORKER, f"celery@{socket.gethostname()}"))
        case ["beat"]:
            return report(is_well=was_heard(BEAT))
        case _:
            print(__doc__)
            return 2


def web_answers() -> bool:
    """Asks it by the site's own name."""
    connection = HTTPConnection(*WEB, timeout=4)
    name = urlsplit(os.environ["SITE_URL"]).netloc
    try:
        connection.request("GET", "/livez", headers={"Host": name, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except OSError as error:
        print(error)
        return False


def was_heard(statement: str, *values: str) -> bool:
    """True as well when PostgreSQL is away: to restart who waits for it helps nobody."""
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=4) as database:
            row = database.execute(statement.encode(), values).fetchone()
    except psycopg.OperationalError as error:
        print(error)
        return True
    return row is not None and row[0] is True


def report(*, is_well: bool) -> int:
    print("well" if is_well else "not well")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
