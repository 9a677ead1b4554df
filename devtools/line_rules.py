"""What the other linters don't see: templates of short lines, style sheets of one declaration a line."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LONGEST_LINE = 110
NOT_OURS = {"staticfiles", "var"}
LETTERS_OF_A_FORMAT = re.compile(r"""\|(?:date|time):"(?!c"|Y-m-d"|[A-Z_]+_FORMAT")""")
COMMENT_OR_STRING = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|\([^()]*\)", re.DOTALL)
LAYER = re.compile(r"^@layer (\w+) \{", re.MULTILINE)


def faults_of_template(text: str) -> Iterator[tuple[int, str]]:
    """Line numbers, each with what is wrong there."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            yield number, f"{len(line)} characters; {LONGEST_LINE} are the most"
        if LETTERS_OF_A_FORMAT.search(line):
            yield number, "a date format in letters; the filters of core/templatetags/ui.py name theirs"
        if line.count("{#") > line.count("#}"):
            yield number, "{# … #} stays on one line, or readers see it; {% comment %} may span several"


def faults_of_style_sheet(text: str) -> Iterator[tuple[int, str]]:
    """As above; strings, comments and what stands in brackets may hold anything."""
    plain = COMMENT_OR_STRING.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(plain.splitlines(), 1):
        if line.count(";") > 1 or re.search(r";.*\{|\}.*\S.*\}", line):
            yield number, "more than one declaration"


def faults_of_layers(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """A sheet in `components/` or `app/` belongs into the cascade layer of that name."""
    if path.parent.name in {"components", "app"}:
        for found in LAYER.finditer(text):
            if found[1] != path.parent.name:
                number = text[: found.start()].count("\n") + 1
                yield number, f"the layer is {path.parent.name}, not {found[1]}"


def templates() -> Iterator[Path]:
    for path in [*CHECKOUT.glob("templates/**/*"), *CHECKOUT.glob("*/templates/**/*")]:
        folder = path.relative_to(CHECKOUT).parts[0]
        if path.suffix in {".html", ".txt"} and folder not in NOT_OURS:
            yield path


def faults() -> Iterator[str]:
    for path in sorted(templates()):
        for number, fault in faults_of_template(path.read_text()):
            yield f"{path.relative_to(CHECKOUT)}:{number}: {fault}"
    for path in sorted(CHECKOUT.glob("static/css/**/*.css")):
        text = path.read_text()
        for number, fault in [*faults_of_style_sheet(text), *faults_of_layers(path, text)]:
            yield f"{path.relative_to(CHECKOUT)}:{number}: {fault}"


def main() -> int:
    found = list(faults())
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
