"""`python -m devtools COMMAND`: looks the command up, and says a Trouble in one sentence."""

import sys
from collections.abc import Callable

from devtools import check, commands, up
from devtools.embedded.trouble import Trouble

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": up.up,
    "check": check.check,
    "fix": check.fix,
    "manage": commands.manage,
    "shell": commands.shell,
    "demo": commands.demo,
    "bench": commands.bench,
    "messages": commands.messages,
}


def main() -> int:
    name, *arguments = sys.argv[1:]
    try:
        return COMMANDS[name](arguments)
    except Trouble as trouble:
        print(f"dev: {trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
