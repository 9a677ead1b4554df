"""What a text of the demo's library says its code prints is what the code prints.

A listing marked `run` is run, each one after those above it in the same text, and a block titled "Output"
holds what has been printed since the block before. A marked listing in another language is a file of that
name.
"""

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from articles import demo

pytestmark = pytest.mark.slow  # it trains models
TEXTS = [path for path in sorted(demo.TEXTS.glob("*.md")) if " run\n" in path.read_text(encoding="utf-8")]


def outputs(source: str) -> Iterator[tuple[str, str]]:
    """For each block of output what the text says, and what its listings print."""
    names: dict[str, object] = {}
    printed = StringIO()
    for fence in MarkdownIt().parse(source):
        title = re.search(r'title="([^"]*)"', fence.info)
        if title is None:
            continue
        language, *marks = fence.info.split()
        if title[1] == "Output":
            yield fence.content, "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
            printed = StringIO()
        elif "run" in marks and language == "python":
            with redirect_stdout(printed):
                exec(compile(fence.content, title[1], "exec"), names)  # noqa: S102 (texts of ours)
        elif "run" in marks:
            Path(title[1]).write_text(fence.content, encoding="utf-8")
    yield "", printed.getvalue()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_listings_print_what_the_text_says(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for said, printed in outputs(demo.Text.from_file(path).source):
        assert printed == said
