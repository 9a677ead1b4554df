"""Letters per second from rows in PostgreSQL to a mail server, against smtplib with its bytes ready.

The mail servers are processes of their own: aiosmtpd (full Python, the slower end), a bare asyncio protocol
(nearer to a server written in C), and the same one when it offers PIPELINING (RFC 2920), as Postfix, Exim
and the large providers do and smtplib makes no use of. The workers are processes too, and begin together;
the clock runs from the first accepted mail to the last. CPU is that of the sender for one letter, of all
workers together: its own, and that of its PostgreSQL process. On a machine that others use too it means more
than the rate.

./dev bench mail
"""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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

NEWSLETTERS = 4000
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


@dataclass(frozen=True)
class Figures:
    """Letters a second, and the CPU seconds of one letter: the sender's own, and its database's."""

    rate: float
    own: float
    database: float = 0.0

    def print(self, kind: str, what: str, workers: int, *, floor: float) -> None:
        print(
            f"{kind:<12}{what:<24}{workers:>8}{self.rate:>11,.0f}{self.rate / floor:>12.2f}"
            f"{self.own * 1e6:>13,.0f}{self.database * 1e6:>15,.0f}",
            flush=True,
        )


def main() -> None:
    with temporary_site("bench_mail", smtp_port=9) as site:
        print(f"100,000 letters owed in one statement: {seconds_to_owe(site):.2f} s")
        print(f"Composing one of 100 letters of an issue: {milliseconds_to_compose():.2f} ms\n")
        site.execute("TRUNCATE mailing_letter CASCADE")
        print(
            f"{'to':<12}{'what':<24}{'workers':>8}{'letters/s':>11}{'of smtplib':>12}"
            f"{'CPU us each':>13}{'of PostgreSQL':>15}"
        )
        for kind in ("aiosmtpd", "bare", "pipelining"):
            with start_sink(kind) as server:
                compare_with_smtplib(site, kind, server)


def compare_with_smtplib(site: Site, kind: str, server: Sink) -> None:
    raw = measure_smtplib(server)
    raw.print(kind, "smtplib, bytes ready", 1, floor=raw.rate)
    site.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    for what, template, letters in (
        ("newsletter (bulk)", "bench.issue", NEWSLETTERS),
        ("reminder (one by one)", "bench.reminder", SINGLES),
    ):
        for workers in WORKERS:
            owe_letters(site, letters, key=f"{kind}:{what}:{workers}", template=template)
            measure_delivery(site, server, workers, letters).print("", what, workers, floor=raw.rate)


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


def measure_smtplib(server: Sink, mails: int = 2000) -> Figures:
    since = process_time()
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        for _ in range(mails):
            client.sendmail("a@example.org", ["b@example.org"], RAW)
    return Figures(server.per_second(), (process_time() - since) / mails)


def measure_delivery(site: Site, server: Sink, workers: int, letters: int) -> Figures:
    """All workers begin in one moment: starting Django takes longer than a thousand letters."""
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "benchmarks.mail_worker"],
                    cwd=CHECKOUT,
                    env=site.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(workers)
        ]
        pipes = [(cast(IO[str], each.stdin), cast(IO[str], each.stdout)) for each in processes]
        for _questions, answers in pipes:
            answers.readline()
        for questions, _answers in pipes:
            questions.write("\n")
            questions.flush()
        used = [[float(seconds) for seconds in answers.readline().split()] for _questions, answers in pipes]
    own, database = (sum(column) / letters for column in zip(*used, strict=True))
    return Figures(server.per_second(), own, database)


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
