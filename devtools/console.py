"""One log for many processes: each line begins with the name of its process, in its colour."""

import os
import re
import sys
import threading
from dataclasses import dataclass, field
from typing import IO

WIDTH = 7  # of the longest name
PLAIN = "\x1b[0m"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COLOURS = {
    "web": "\x1b[36m",
    "worker": "\x1b[35m",
    "beat": "\x1b[34m",
    "setup": "\x1b[33m",
    "dev": "\x1b[32m",
}


@dataclass
class Console:
    colourful: bool = field(default_factory=lambda: sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def print_line(self, name: str, line: str) -> None:
        label = f"{name:<{WIDTH}}│"
        if self.colourful:
            label = f"{COLOURS.get(name, '')}{label}{PLAIN}"
        else:
            line = COLOUR.sub("", line)
        with self._lock:
            print(label, line, flush=True)

    def print_output(self, name: str, output: IO[bytes]) -> threading.Thread:
        """Print every line of a process's output, from a thread of its own."""

        def read() -> None:
            for line in output:
                self.print_line(name, line.decode(errors="replace").rstrip())

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread
