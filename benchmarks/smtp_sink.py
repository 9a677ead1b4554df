"""Mail servers that accept and forget: `python -m benchmarks.smtp_sink aiosmtpd|bare|pipelining`.

Says its port, then answers each line on its standard input with how many mails it accepted since
the last, and in how many seconds from the first to the last of them.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope


class Count:
    """Mails since the last report."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.mails, self.first, self.last = 0, 0.0, 0.0

    def add(self) -> None:
        self.last = perf_counter()
        self.first = self.first or self.last
        self.mails += 1

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Envelope) -> str:  # noqa: N802
        self.add()
        return "250 OK"


class Bare(asyncio.Protocol):
    """The least that smtplib needs, without looking at anything."""

    def __init__(self, count: Count, *, can_pipeline: bool) -> None:
        self.count = count
        self.greeting = b"250-bare\r\n250 PIPELINING\r\n" if can_pipeline else b"250 OK\r\n"
        self.is_data = False
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(b"220 bare\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.is_data:
            if not self.buffer.endswith(b"\r\n.\r\n"):
                return
            self.is_data = False
            self.buffer = b""
            self.count.add()
            self.transport.write(b"250 OK\r\n")
        while b"\r\n" in self.buffer:
            line, _, self.buffer = self.buffer.partition(b"\r\n")
            self.answer(line[:4].upper())

    def answer(self, command: bytes) -> None:
        if command == b"DATA":
            self.is_data = True
            self.transport.write(b"354 go on\r\n")
        elif command == b"EHLO":
            self.transport.write(self.greeting)
        elif command == b"QUIT":
            self.transport.close()
        else:
            self.transport.write(b"250 OK\r\n")


async def serve(kind: str) -> None:
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    loop, count = asyncio.get_running_loop(), Count()
    factories: dict[str, Callable[[], asyncio.Protocol]] = {
        "aiosmtpd": lambda: SMTP(count, loop=loop),
        "bare": lambda: Bare(count, can_pipeline=False),
        "pipelining": lambda: Bare(count, can_pipeline=True),
    }
    server = await loop.create_server(factories[kind], "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(count.mails, count.last - count.first, flush=True)
        count.reset()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
