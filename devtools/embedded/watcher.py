"""Clears up after a parent that was killed: ends its children and removes its folders.

Runs on its own as `python -I -S watcher.py`, standard library only. The parent writes one order a line
to our standard input; when it ends, however it ends, the pipe closes and what is left is cleared.

    child <process group> <signal>     ends it with this signal, and with SIGKILL after a grace time
    gone <process group>               it has ended, forget it
    folder <path>                      removed at the end
    removed <path>                     it is gone, forget it
"""

import contextlib
import os
import shutil
import signal
import sys
import time

GRACE_SECONDS = 5.0


def main() -> None:
    for interruption in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(interruption, signal.SIG_IGN)
    children: dict[int, int] = {}
    folders: set[str] = set()
    for line in sys.stdin:
        order, _, what = line.rstrip("\n").partition(" ")
        match order:
            case "child":
                group, stop_signal = map(int, what.split())
                children[group] = stop_signal
            case "gone":
                children.pop(int(what), None)
            case "folder":
                folders.add(what)
            case "removed":
                folders.discard(what)
    end(children)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end(children: dict[int, int]) -> None:
    for group, stop_signal in children.items():
        _signal(group, stop_signal)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(_lives, children)) and time.monotonic() < deadline:
        time.sleep(0.02)
    for group in children:
        _signal(group, signal.SIGKILL)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS, of a process that has ended but was not yet waited for
        return False
    return True


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


if __name__ == "__main__":
    main()
