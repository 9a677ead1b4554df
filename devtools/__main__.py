"""`python -m devtools COMMAND`: runs one command of `./dev`, and prints a SetupError as one sentence."""

import sys
from collections.abc import Callable

from devtools import check, commands, figures, sbom, testing, up
from devtools.embedded.setup_error import SetupError

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": up.up,
    "test": testing.test,
    "check": check.check,
    "fix": check.fix,
    "manage": commands.manage,
    "seed": commands.seed,
    "shell": commands.shell,
    "demo": commands.demo,
    "bench": commands.bench,
    "messages": commands.messages,
    "figures": figures.figures,
    "sbom": sbom.sbom,
}


def main() -> int:
    name, *arguments = sys.argv[1:]
    try:
        return COMMANDS[name](arguments)
    except SetupError as error:
        print(f"dev: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
