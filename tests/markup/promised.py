"""The formulas that docs/writing.md promises, one on each line of its block of LaTeX."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "writing.md"
BLOCK = re.search(r"```latex\n(.*?)```", DOCS.read_text(), re.DOTALL)
PROMISED = BLOCK[1].splitlines() if BLOCK else []
