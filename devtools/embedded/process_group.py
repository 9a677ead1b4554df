"""Child processes that never outlive their parent, even one that was killed with SIGKILL.

On Linux the kernel signals each child when its parent dies (`setpriv --pdeathsig`). A watcher process
does the same on macOS, and on both what the kernel can't: it ends grandchildren and removes folders.
"""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from devtools.embedded.probe import command_works

WATCHER = Path(__file__).with_name("watcher.py")


class ProcessGroup:
    """Start children from the main thread only: the kernel's promise is bound to the thread that forks."""

    def __init__(self, *, lock_fds: Sequence[int] = ()) -> None:
        """`lock_fds` are locks to keep until the children of a killed parent have ended."""
        self._children: dict[int, tuple[subprocess.Popen[bytes], signal.Signals]] = {}
        self._watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", WATCHER],
            stdin=subprocess.PIPE,
            text=True,
            bufsize=1,
            pass_fds=lock_fds,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()
        assert self._watcher.stdin
        self._watcher.stdin.close()
        self._watcher.wait()

    def start(
        self,
        command: Sequence[str],
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        run_as: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        output: int | IO[bytes] | None = None,
    ) -> subprocess.Popen[bytes]:
        """`stop_signal` asks it to end; `run_as` is a command that runs another one under another user."""
        child = subprocess.Popen(
            [*run_as, *_parent_death_command(stop_signal), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        self._children[child.pid] = child, stop_signal
        self._send_order(f"child {child.pid} {stop_signal.value}")
        return child

    def stop(self, child: subprocess.Popen[bytes], *, within_seconds: float = 5.0) -> int:
        """Ask it to end, insist when it takes too long, and return its exit code."""
        _, stop_signal = self._children.pop(child.pid)
        child.send_signal(stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(within_seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # with what is left of its own children
        self._send_order(f"gone {child.pid}")
        return child.wait()

    def stop_all(self) -> None:
        """The youngest first: what uses a server before the server."""
        for child in [process for process, _ in reversed(self._children.values())]:
            self.stop(child)

    def register_folder(self, folder: Path) -> None:
        """Have this folder removed should we be killed."""
        self._send_order(f"folder {folder}")

    def remove_folder(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._send_order(f"removed {folder}")

    def _send_order(self, order: str) -> None:
        assert self._watcher.stdin
        self._watcher.stdin.write(order + "\n")


def _parent_death_command(stop_signal: signal.Signals) -> list[str]:
    name = stop_signal.name.removeprefix("SIG")
    return ["setpriv", "--pdeathsig", name, "--"] if _kernel_can_send_order() else []


@functools.cache
def _kernel_can_send_order() -> bool:
    """Linux with util-linux; BusyBox has a `setpriv` without this option."""
    return command_works("setpriv", "--pdeathsig", "TERM", "true")
