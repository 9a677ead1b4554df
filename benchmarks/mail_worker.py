"""One worker of `benchmarks.mail`: delivers until nothing is due, with builders as apps write them.

It says that it is ready, waits for a line, and says at the end how many seconds of CPU it has used since: its
own, and those of its PostgreSQL process where that can be seen.
"""

# ruff: noqa: E402  Django is set up before its models are imported

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from time import process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import psutil
from django.db import connection

from mailing.delivery import deliver_due
from mailing.models import Letter
from mailing.registry import BulkMail, Mail, builds, builds_in_bulk, token

PARAGRAPHS = ["The road is long, and that is the good news. " * 14] * 15  # 16 KB with its text part


@builds_in_bulk("bench.issue")
def issue(letters: Sequence[Letter]) -> BulkMail:
    return BulkMail(
        mail=Mail(
            subject="The long road, part 1",
            template="mail/note.html",
            context={"paragraphs": PARAGRAPHS, "unsubscribe_url": token("unsubscribe_url")},
            unsubscribe_url=token("unsubscribe_url"),
        ),
        readers={
            letter.pk: {"unsubscribe_url": f"https://example.org/unsubscribe/{letter.pk}"}
            for letter in letters
        },
    )


@builds("bench.reminder")
def reminder(letter: Letter) -> Mail:
    return Mail(
        subject="Tomorrow: a mock interview",
        template="mail/note.html",
        context={
            "paragraphs": ["Tue 24 Nov, 18:00 (London), with Mira.", f"Booking {letter.pk}."],
            "url": "https://example.org/bookings/1/",
            "label": "Open the booking",
        },
    )


def cpu_seconds_of(pid: int) -> float:
    with suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0


def main() -> None:
    connection.ensure_connection()
    database_pid: int = connection.connection.info.backend_pid
    print("ready", flush=True)
    input()
    own, database = process_time(), cpu_seconds_of(database_pid)
    deliver_due(turn=timedelta(hours=1))
    print(process_time() - own, cpu_seconds_of(database_pid) - database, flush=True)


if __name__ == "__main__":
    main()
