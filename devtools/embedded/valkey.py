"""One Valkey (or Redis) server on a Unix socket: broker of the workers, cache, rate limits."""

import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

from devtools.embedded import binaries
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.setup_error import SetupError

START_SECONDS = 10.0


@dataclass
class Valkey:
    """`home` is where its snapshot and log go."""

    group: ProcessGroup
    home: Path
    socket: Path
    persistent: bool  # write snapshots
    program: str = field(default_factory=binaries.valkey)

    def start(self) -> None:
        """Return at once; `wait` returns when it answers."""
        self.log = self.home / "valkey.log"
        with self.log.open("wb") as log:
            self.process = self.group.start(
                [
                    self.program,
                    *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                    *(
                        "--dir",
                        str(self.home),
                        "--dbfilename",
                        "valkey.rdb",
                        "--save",
                        "60 1" if self.persistent else "",
                    ),
                ],
                output=log,
            )

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SetupError(
                    f"Valkey did not start; {self.log} says:\n{self.log.read_text(errors='replace')}"
                )
            time.sleep(0.01)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(self.socket))
            except OSError:
                return False
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
