"""A real SMTP server that keeps what it accepts: the far end of every delivery test.

It runs in a thread (the fixture `smtp_sink`), or in a process of its own that writes one line for
each accepted mail (`python -m tests.mailing.sink <file>`; it says its port), so that it survives whatever a
test kills and takes no time from the sender.
"""

import asyncio
import email
import json
import logging
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 Kept"
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own: seven lines for each mail


@dataclass(frozen=True)
class Received:
    """One accepted mail, in the order of acceptance."""

    sender: str
    to: str
    raw: bytes

    @cached_property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=policy.SMTP)

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.mail.get_body(("html",))
        return part.get_content() if part else ""


class Sink:
    """Accepts everything until told otherwise.

    `answer_sender`, `answer_rcpt` and `answer_data` decide each reply, from the address or the
    whole mail. An `answer_rcpt` that raises ConnectionResetError hangs up instead.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer_sender: Callable[[str], str] = lambda _address: OK
        self.answer_rcpt: Callable[[str], str] = lambda _address: OK
        self.answer_data: Callable[[Received], str] = lambda _mail: OK
        self.hangs_up_after_data: Callable[[Received], bool] = lambda _mail: False
        self.password: str | None = None
        self.pipelines = False
        self.connections = 0
        self._controller = _Controller(self)

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        server = cast(asyncio.Server, self._controller.server)
        return int(server.sockets[0].getsockname()[1])

    @property
    def settings(self) -> dict[str, Any]:
        """For Django's settings."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_TIMEOUT": 2,
        }

    def to(self, address: str) -> list[Received]:
        return [mail for mail in self.received if mail.to == address]

    def start(self) -> None:
        self._controller.start()
        self.connections = 0

    def stop(self) -> None:
        self._controller.stop()

    # --- The handler that aiosmtpd calls ---

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*answers[:-1], *(["250-PIPELINING"] if self.pipelines else []), answers[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answer_sender(address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        try:
            answer = self.answer_rcpt(address)
        except ConnectionResetError:
            answer = _hang_up(server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = Received(
            sender=envelope.mail_from or "", to=envelope.rcpt_tos[0], raw=cast(bytes, envelope.content or b"")
        )
        answer = self.answer_data(mail)
        if answer.startswith("250"):
            self.received.append(mail)
        return _hang_up(server) if self.hangs_up_after_data(mail) else answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == (self.password or "").encode(), handled=False)


def _hang_up(server: SMTP) -> str:
    """Close the connection without a word; what is returned reaches nobody."""
    cast(asyncio.Transport, server.transport).abort()
    return "421 Gone"


class _Controller(Controller):
    def __init__(self, sink: Sink) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0)
        self.sink = sink

    def factory(self) -> SMTP:
        self.sink.connections += 1
        needs_password = self.sink.password is not None
        return SMTP(
            self.handler,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            auth_required=needs_password,
            authenticator=self.sink.authenticate if needs_password else None,
        )

    def _trigger_server(self) -> None:
        """Knock once, on the port that we were given."""
        with socket.create_connection(("127.0.0.1", self.sink.port), timeout=5) as knock:
            knock.recv(100)


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


# --- In a process of its own ---


class _Writing:
    """Writes a line of JSON for each accepted mail, before it answers."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        head = email.message_from_bytes(cast(bytes, envelope.content or b"")[:2000])
        self.file.write(json.dumps({"to": envelope.rcpt_tos[0], "message_id": head["Message-ID"]}) + "\n")
        return OK


async def _serve(path: Path) -> None:
    """Listen, say on which port, and go on until killed."""
    loop = asyncio.get_running_loop()
    handler = _Writing(path)
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
