"""Letters per second from rows in PostgreSQL to a mail server, against smtplib with its bytes ready.

The mail servers are processes of their own: aiosmtpd (full Python, the slower end) and a bare
asyncio protocol (nearer to a server written in C). The workers are processes too; the clock runs
from the first accepted mail to the last.

./dev bench mail
"""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from time import perf_counter, process_time
from typing import IO, cast

from accounts.models import User
from articles.models import Article, Author
from devtools.site import CHECKOUT, Site, temporary_site
from mailing.mime import compose
from mailing.models import Letter, LetterKind, LetterState, message_id_of
from mailing.operations import owe_many_sql
from newsletter.content import Content, read_url, reader_urls

NEWSLETTERS = 3000
SINGLES = 1000
WORKERS = (1, 2, 4)
RAW = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: 16 KB\r\n\r\n" + b"0123456789abcde\r\n" * 1000

PARAGRAPH = "The road is long, and that is the good news. " * 15

READERS = """
SELECT number::text AS suffix, 'reader' || number || '@example.org' AS "to",
    NULL::bigint AS recipient, '' AS language, '{}'::jsonb AS context
FROM generate_series(1, %s) AS number
"""


@dataclass(frozen=True)
class Sink:
    questions: IO[str]
    answers: IO[str]
    port: int

    def per_second(self) -> float:
        """Mails a second since the last report."""
        self.questions.write("\n")
        self.questions.flush()
        mails, seconds = self.answers.readline().split()
        return (int(mails) - 1) / float(seconds)


def main() -> None:
    with temporary_site("bench_mail", smtp_port=9) as site:
        print(f"100,000 letters owed in one statement: {seconds_to_owe(site):.2f} s")
        print(f"Composing one of 100 letters of an issue: {milliseconds_to_compose():.2f} ms\n")
        site.execute("TRUNCATE mailing_letter CASCADE")
        print(f"{'to':<10}{'what':<24}{'workers':>8}{'letters/s':>11}{'of smtplib':>12}")
        for kind in ("aiosmtpd", "bare"):
            with start_sink(kind) as server:
                compare_with_smtplib(site, kind, server)


def compare_with_smtplib(site: Site, kind: str, server: Sink) -> None:
    floor = measure_smtplib(server)
    print(f"{kind:<10}{'smtplib, bytes ready':<24}{1:>8}{floor:>11,.0f}{1:>12.2f}")
    site.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    for what, template, letters in (
        ("newsletter (bulk)", "bench.issue", NEWSLETTERS),
        ("reminder (one by one)", "bench.reminder", SINGLES),
    ):
        for workers in WORKERS:
            owe_letters(site, letters, key=f"{kind}:{what}:{workers}", template=template)
            rate = measure_delivery(site, server, workers)
            print(f"{'':<10}{what:<24}{workers:>8}{rate:>11,.0f}{rate / floor:>12.2f}")


def seconds_to_owe(site: Site) -> float:
    """Seconds that 100,000 letters take."""
    since = perf_counter()
    owe_letters(site, 100_000, key="many", template="bench.issue")
    return perf_counter() - since


def milliseconds_to_compose(letters: int = 100) -> float:
    """CPU time for each reader of a batch, for an issue of 30 KB: composed once, then each reader's links."""
    author = Author(user=User(display_name="Noor"))
    content = Content(
        article=Article(title="The long road", slug="the-long-road", author=author),
        subject="The long road",
        title="The long road",
        preheader="Part 1",
        intro="",
        html=f"<p>{PARAGRAPH}</p>" * 45,
        takes_replies=False,
    )
    batch = [Letter(key=f"issue:1:{number}", kind=LetterKind.NEWSLETTER) for number in range(letters)]
    for number, letter in enumerate(batch):
        letter.address_to(f"reader{number}@example.org")
        letter.message_id = message_id_of(letter.key)
    fastest = inf
    for _ in range(5):
        since = process_time()
        composed = compose(content.mail(), kind=LetterKind.NEWSLETTER, about="issue:1")
        for letter in batch:
            values = reader_urls(letter.pk, 1) | {"read_url": read_url(letter.pk, 1)}
            composed.for_letter(letter, at=datetime.now(UTC), values=values)
        fastest = min(fastest, process_time() - since)
    return fastest * 1000 / letters


def owe_letters(site: Site, letters: int, *, key: str, template: str) -> None:
    """The statement of `operations.owe_many`, in the database of the site."""
    kind = LetterKind.NEWSLETTER if template == "bench.issue" else LetterKind.REMINDER
    now = datetime.now(UTC)
    given = (key, "example.org", kind.value, template, "issue:1", now, LetterState.OWED.value, letters)
    site.execute(owe_many_sql(READERS, new_id="uuidv7()"), *given)


def measure_smtplib(server: Sink, mails: int = 2000) -> float:
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        for _ in range(mails):
            client.sendmail("a@example.org", ["b@example.org"], RAW)
    return server.per_second()


def measure_delivery(site: Site, server: Sink, workers: int) -> float:
    for _ in range(workers):
        site.start("benchmarks.mail_worker")
    for worker in site.processes:
        worker.wait()
    site.processes.clear()
    return server.per_second()


@contextmanager
def start_sink(kind: str) -> Iterator[Sink]:
    with subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-m", "benchmarks.smtp_sink", kind],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        questions, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        try:
            yield Sink(questions, answers, port=int(answers.readline()))
        finally:
            process.kill()
