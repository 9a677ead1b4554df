"""`./dev check`: everything a change must pass besides its tests. `./dev fix` repairs what it can."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
MANAGE = (sys.executable, "-W", "ignore::RuntimeWarning", "manage.py")  # makemigrations misses a database
# Nothing is connected to; the settings only have to be those of a real site.
AS_IN_PRODUCTION = {
    "DATABASE_URL": "postgres://longroad@db.invalid/longroad",
    "REDIS_URL": "redis://valkey.invalid/0",
    "EMAIL_URL": "smtp+tls://longroad@smtp.invalid:587",
    "SECRET_KEY": "".join(map(chr, range(33, 123))),
    "SITE_URL": "https://longroad.example",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> "Outcome":
        began = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=CHECKOUT,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Outcome(self.name, done.returncode == 0, done.stdout.strip(), time.monotonic() - began)


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    output: str
    seconds: float

    def print(self) -> None:
        print(f"{'passed' if self.passed else 'FAILED'}  {self.name} ({self.seconds:.1f} s)", flush=True)
        if not self.passed:
            print(self.output, flush=True)


def _tool(module: str, *arguments: str) -> tuple[str, ...]:
    """By `python -m`: programs in .venv/bin name the folder that they were installed in."""
    return (sys.executable, "-m", module, *arguments)


LINT_IMPORTS = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
# The slowest first: two run at a time.
CHECKS = [
    Check("types (mypy)", _tool("mypy", ".")),
    Check("lint (ruff check)", _tool("ruff", "check", ".")),
    Check("format (ruff format)", _tool("ruff", "format", "--check", ".")),
    Check("templates (djlint)", _tool("djlint", ".", "--lint", "--quiet")),
    Check("lines of templates and style sheets", (sys.executable, "-m", "devtools.line_rules")),
    Check("layers (import-linter)", (sys.executable, "-c", LINT_IMPORTS)),
    Check(
        "settings (check --deploy)",
        (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
        AS_IN_PRODUCTION,
    ),
    Check("migrations (makemigrations --check)", (*MANAGE, "makemigrations", "--check", "--dry-run")),
]
# Templates are linted and not reformatted: djlint's formatter moves white space that readers would see.
REPAIRS = [
    _tool("ruff", "check", "--fix", "--exit-zero", "--quiet", "."),
    _tool("ruff", "format", "."),
]


def check(_arguments: list[str]) -> int:
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = []
        for outcome in pool.map(Check.run, CHECKS):
            outcome.print()
            outcomes.append(outcome)
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    print(
        f"{len(outcomes) - len(failed)} of {len(outcomes)} checks passed",
        *(f"failed: {name}" for name in failed),
        sep="\n  ",
    )
    return 1 if failed else 0


def fix(_arguments: list[str]) -> int:
    for repair in REPAIRS:
        subprocess.run(repair, cwd=CHECKOUT, check=False)
    return 0
